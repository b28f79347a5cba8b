"""What a device sends of the marks made on it: read with suspicion, so that nothing a device sends breaks anything.

A batch that cannot be read at all is refused as a whole (BatchError); one mark in it that cannot be read is refused on its
own and the others go on. Either way the device keeps what was refused and shows it: nothing is dropped.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from courses.choices import REGISTER_MARKS, Mark

#: Marks and walk-ins in one batch: a day's four sessions of 500 people. A device with more sends them in several.
MOST: Final = 2_000
#: Bytes: each of 2,000 entries may take 600.
MOST_BYTES: Final = 1_200_000
TOO_MUCH: Final = f"That is too much at once. Send at most {MOST:,} marks in one go."

_LONGEST_NOTE, _LONGEST_NAME, _LONGEST_DEVICE = 200, 150, 40
_LARGEST_ID = 2**63 - 1  # a bigint's
_MOST_MINUTES = 24 * 60
_YEARS = range(1970, 2200)  # a device whose battery was empty may begin again at 1970


class BatchError(ValueError):
    """The whole batch cannot be read; its words are for the person who holds the device."""


class _EntryError(ValueError):
    """One entry of a batch cannot be read; its words are for the person who holds the device."""


@dataclass(frozen=True, kw_only=True)
class SentMark:
    """A mark as the device tells it: `captured_at` is by the device's clock, `minutes` only where part was attended."""

    uuid: UUID
    session: int
    enrolment: int
    mark: Mark
    minutes: int | None
    captured_at: datetime
    based_on: UUID | None
    note: str


@dataclass(frozen=True, kw_only=True)
class SentWalkIn:
    """Somebody in the room who was not on the register, as the device tells it; `minutes` is None for the whole session."""

    uuid: UUID
    session: int
    name: str
    note: str
    minutes: int | None
    captured_at: datetime


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """An entry that was not accepted as it stands: its uuid as the device wrote it ("" where it has none) and why."""

    uuid: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What one device sent at `device_now` by its own clock."""

    device: str
    device_now: datetime
    marks: tuple[SentMark, ...]
    walk_ins: tuple[SentWalkIn, ...]
    unreadable: tuple[Unreadable, ...]


def read_batch(body: bytes) -> Batch:
    """A posted batch: `{device, device_now, marks: [...], walk_ins: [...]}`, JSON in UTF-8. Of entries with the same uuid
    the first counts. Raises BatchError."""
    if len(body) > MOST_BYTES:
        raise BatchError(TOO_MUCH)
    told = _json(body)
    marks, walk_ins = _entries(told, "marks"), _entries(told, "walk_ins")
    if len(marks) + len(walk_ins) > MOST:
        raise BatchError(TOO_MUCH)
    try:
        device = _text(told, "device", _LONGEST_DEVICE)
        device_now = _moment(told, "device_now")
    except _EntryError as error:
        raise BatchError(str(error)) from None
    read: dict[UUID, SentMark | SentWalkIn] = {}
    unreadable = []
    for entry, is_walk_in in [*((entry, False) for entry in marks), *((entry, True) for entry in walk_ins)]:
        try:
            sent = _walk_in(entry) if is_walk_in else _mark(entry)
        except _EntryError as error:
            unreadable.append(Unreadable(uuid=_uuid_as_written(entry), words=str(error)))
        else:
            read.setdefault(sent.uuid, sent)
    return Batch(
        device=device,
        device_now=device_now,
        marks=tuple(sent for sent in read.values() if isinstance(sent, SentMark)),
        walk_ins=tuple(sent for sent in read.values() if isinstance(sent, SentWalkIn)),
        unreadable=tuple(unreadable),
    )


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):  # not UTF-8, not JSON, a number of 5,000 digits, a thousand brackets
        raise BatchError("What the device sent cannot be read. Reload the page and try again.") from None
    if not isinstance(told, dict):
        raise BatchError("What the device sent is not a list of marks. Reload the page and try again.")
    return told


def _entries(told: Mapping[str, Any], name: str) -> list[Any]:
    entries = told.get(name, [])
    if not isinstance(entries, list):
        raise BatchError("What the device sent is not a list of marks. Reload the page and try again.")
    return entries


def _mark(entry: Any) -> SentMark:
    facts = _facts(entry)
    mark = facts.get("mark")
    if not isinstance(mark, str) or mark not in REGISTER_MARKS:
        raise _EntryError("This is not a mark that a register knows.")
    minutes = _minutes(facts)
    if mark == Mark.PART and minutes is None:
        raise _EntryError("Say how many minutes they were there.")
    return SentMark(
        uuid=_uuid(facts, "uuid"),
        session=_id(facts, "session"),
        enrolment=_id(facts, "enrolment"),
        mark=Mark(mark),
        minutes=minutes if mark == Mark.PART else None,
        captured_at=_moment(facts, "captured_at"),
        based_on=_uuid(facts, "based_on") if facts.get("based_on") else None,
        note=_text(facts, "note", _LONGEST_NOTE),
    )


def _walk_in(entry: Any) -> SentWalkIn:
    facts = _facts(entry)
    name = _text(facts, "name", _LONGEST_NAME)
    if not name:
        raise _EntryError("Write the name of whoever came.")
    return SentWalkIn(
        uuid=_uuid(facts, "uuid"),
        session=_id(facts, "session"),
        name=name,
        note=_text(facts, "note", _LONGEST_NOTE),
        minutes=_minutes(facts),
        captured_at=_moment(facts, "captured_at"),
    )


def _facts(entry: Any) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise _EntryError("This entry cannot be read.")
    return entry


def _uuid_as_written(entry: Any) -> str:
    """So that the device finds its entry again; short, since it goes back as it came."""
    written = entry.get("uuid", "") if isinstance(entry, dict) else ""
    return written[:_LONGEST_DEVICE] if isinstance(written, str) and _is_sound(written) else ""


def _uuid(facts: Mapping[str, Any], name: str) -> UUID:
    written = facts.get(name)
    try:
        return UUID(written) if isinstance(written, str) and len(written) <= _LONGEST_DEVICE else _no_uuid()
    except ValueError:
        return _no_uuid()


def _no_uuid() -> UUID:
    raise _EntryError("This mark came without a number of its own.")


def _id(facts: Mapping[str, Any], name: str) -> int:
    number = facts.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= _LARGEST_ID:
        raise _EntryError("This mark does not say whose it is.")
    return number


def _minutes(facts: Mapping[str, Any]) -> int | None:
    minutes = facts.get("minutes")
    if minutes is None:
        return None
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= _MOST_MINUTES:
        raise _EntryError("Minutes must be a whole number.")
    return minutes


def _moment(facts: Mapping[str, Any], name: str) -> datetime:
    """An aware moment, such as 2026-11-17T15:45:00.000Z."""
    written = facts.get(name)
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year not in _YEARS:
        raise _EntryError("The device did not say when this was. Check its date and time.")
    return moment


def _text(facts: Mapping[str, Any], name: str, longest: int) -> str:
    text = facts.get(name) or ""
    if not isinstance(text, str) or not _is_sound(text):
        raise _EntryError("This text holds signs that cannot be kept.")
    if len(text.strip()) > longest:
        raise _EntryError(f"This text is too long. Use at most {longest} letters.")
    return text.strip()


def _is_sound(text: str) -> bool:
    """Whether the database can keep it: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
