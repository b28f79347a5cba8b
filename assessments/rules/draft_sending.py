"""A text as the editor's script sends it, read carefully: whatever is wrong with the envelope, the text stays with its
sender, who is told so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from assessments.choices import VersionSource
from assessments.rules.drafts import DraftRefusal, DraftRefusedError, Turn

_FROM_A_SCRIPT = (VersionSource.AUTOSAVE, VersionSource.SAVED, VersionSource.SENT_LATER)
#: The largest number that a version can have.
MOST = 2**31 - 1
_MOST_FOLLOWED = 5


@dataclass(frozen=True, kw_only=True)
class SentDraft:
    """What a script sent. `person`: the key of whoever the page was drawn for; `turn` and `follows`: as in
    assessments.rules.drafts.Sent; `written_at`: by the device's clock, None where it said nothing sensible."""

    person: str
    answers: Mapping[str, object]
    based_on: int
    source: VersionSource
    client_uuid: UUID
    turn: Turn | None
    follows: tuple[Turn, ...]
    written_at: datetime | None


def read_sent(body: bytes) -> SentDraft:
    """Reads the posted JSON. Raises DraftRefusedError where it is none, or has no text or no number of its own."""
    try:
        told = json.loads(body)
        answers, client_uuid = told["answers"], UUID(told["client_uuid"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DraftRefusedError(DraftRefusal.UNREADABLE) from None
    if not isinstance(answers, dict):
        raise DraftRefusedError(DraftRefusal.UNREADABLE)
    return SentDraft(
        person=str(told.get("person", "")),
        answers=answers,
        based_on=read_number(told.get("based_on")),
        source=next((source for source in _FROM_A_SCRIPT if source == told.get("source")), VersionSource.AUTOSAVE),
        client_uuid=client_uuid,
        turn=_read_turn(told),
        follows=_read_turns(told.get("follows")),
        written_at=_read_moment(told.get("written_at")),
    )


def read_number(value: object) -> int:
    """The number of a version. What is none is 0: the text is then put aside rather than lost, where there is a newer one."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= MOST else 0


def read_uuid(value: str) -> UUID:
    """The number that a page gave itself; another where it is none."""
    try:
        return UUID(value)
    except ValueError:
        return uuid4()


def _read_turns(value: object) -> tuple[Turn, ...]:
    """Those that can be read; a page that went on from more than a few lost ones knows of no other either."""
    turns = value[:_MOST_FOLLOWED] if isinstance(value, list) else []
    return tuple(turn for turn in map(_read_turn, turns) if turn)


def _read_turn(value: Any) -> Turn | None:
    """None where a page said nothing sensible: its text is then judged by the version it is based on alone."""
    try:
        return Turn(UUID(value["page"]), read_number(value["turn"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _read_moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo and 2000 < moment.year < 2200 else None
