"""What was typed into a register: 300 people, four values each, read without a form object for any of them.

Names of the inputs: `mark-17`, `minutes-17`, `note-17`, and `based-17` for the record that was on the screen; a walk-in
is `walk-in-name`, `walk-in-minutes`, `walk-in-note`. Only rows that somebody changed become marks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID, uuid4, uuid5

from courses.actions.marking import NewMark
from courses.choices import REGISTER_MARKS, Mark
from courses.facts.register import Person, Sheet, said_earlier

MOST_IN_NOTE = 500
_ROW = re.compile(r"mark-([1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as it stands in the form; texts, as they were typed."""

    mark: str = ""
    minutes: str = ""
    note: str = ""
    based_on: UUID | None = None

    @property
    def whole_minutes(self) -> int | None:
        """Plain digits as a number; None for anything else."""
        return int(self.minutes) if re.fullmatch(r"[0-9]{1,4}", self.minutes) else None


@dataclass(frozen=True, slots=True)
class WalkInTyped:
    """A walk-in as typed; `uuid` differs with every word of it, so that sending the page twice adds one person."""

    name: str
    minutes: str
    note: str
    uuid: UUID


class RegisterForm:
    """A posted register. `errors` are by enrolment id; nothing typed is lost when there are some."""

    def __init__(self, data: Mapping[str, str], sheet: Sheet) -> None:
        self.sheet = sheet
        self.worth = sheet.session.component.minutes
        ids = {person.enrolment_id for person in sheet.people} | _posted_ids(data)
        self.rows = {pk: _typed(data, pk) for pk in ids}
        self.walk_in = _walk_in(data)

    @cached_property
    def errors(self) -> dict[int, str]:
        """What is wrong with a row, in the register's order."""
        found = {person.enrolment_id: self._fault(person) for person in self.sheet.people}
        return {pk: fault for pk, fault in found.items() if fault}

    @cached_property
    def walk_in_errors(self) -> dict[str, str]:
        """What is wrong with the walk-in, by input: "name", "minutes"."""
        one, found = self.walk_in, {}
        if (one.note or one.minutes) and not one.name:
            found["name"] = "Enter the name of the person who walked in"
        if one.minutes and not _within(one.minutes, self.worth):
            found["minutes"] = f"Enter whole minutes from 1 to {self.worth}"
        return found

    def is_valid(self) -> bool:
        """Whether everything can be saved."""
        return not self.errors and not self.walk_in_errors

    def fill_present(self) -> None:
        """Everybody without a mark becomes present; nothing else changes."""
        blank = {pk for pk, typed in self.rows.items() if not typed.mark}
        self.rows |= {pk: replace(self.rows[pk], mark=Mark.ATTENDED) for pk in blank}

    def new_marks(self, *, at: datetime) -> list[NewMark]:
        """The rows that differ from what was on the screen when they were changed, as marks made at `at`.

        A row that nobody touched stays as it is, whatever somebody else marked meanwhile; so does one that says what is
        known already.
        """
        earlier = said_earlier(self.sheet.session, [typed.based_on for typed in self.rows.values() if typed.based_on])
        now = {person.enrolment_id: _said(person) for person in self.sheet.people}
        found = []
        for pk, typed in sorted(self.rows.items()):
            says = self._says(typed)
            known = earlier.get(typed.based_on) if typed.based_on else None
            before = known[1:] if known and known[0] == pk else ("", 0, "")
            if typed.mark and says not in {before, now.get(pk)}:
                found.append(self._new(pk, typed, at))
        return found

    def _new(self, pk: int, typed: Typed, at: datetime) -> NewMark:
        return NewMark(
            enrolment_id=pk,
            mark=Mark(typed.mark),
            minutes=typed.whole_minutes if typed.mark == Mark.PART else None,
            note=typed.note,
            based_on=typed.based_on,
            client_uuid=uuid4(),
            captured_at=at,
        )

    def _says(self, typed: Typed) -> tuple[str, int, str]:
        minutes = {Mark.ATTENDED.value: self.worth, Mark.PART.value: min(typed.whole_minutes or 0, self.worth)}
        return typed.mark, minutes.get(typed.mark, 0), typed.note

    def _fault(self, person: Person) -> str:
        typed = self.rows[person.enrolment_id]
        if typed.mark and typed.mark not in REGISTER_MARKS:
            return f"Choose one of the marks shown for {person.name}"
        if typed.mark == Mark.PART and not _within(typed.minutes, self.worth):
            return f"Enter how many minutes {person.name} was there, from 1 to {self.worth}"
        if not typed.mark and typed.minutes:
            return f"Choose “Part” for {person.name}, or take the minutes out"
        if len(typed.note) > MOST_IN_NOTE:
            return f"The note for {person.name} must be {MOST_IN_NOTE} characters or fewer"
        return ""


def as_known(sheet: Sheet) -> dict[int, Typed]:
    """The rows of a register nobody has typed into yet: what is known, and absent where apologies were sent."""
    return {person.enrolment_id: _known(person) for person in sheet.people}


def _known(person: Person) -> Typed:
    marked = person.marked
    if marked is None:
        return Typed(mark=Mark.AUTHORISED_ABSENCE if person.sent_apologies else "")
    if not marked.says_something:
        return Typed(based_on=marked.uuid)
    minutes = str(marked.minutes) if marked.mark == Mark.PART else ""
    return Typed(mark=marked.mark, minutes=minutes, note=marked.note, based_on=marked.uuid)


def _said(person: Person) -> tuple[str, int, str]:
    marked = person.marked
    return (marked.mark, marked.minutes, marked.note) if marked else ("", 0, "")


def _within(minutes: str, worth: int) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,4}", minutes)) and 1 <= int(minutes) <= worth


def _posted_ids(data: Mapping[str, str]) -> set[int]:
    """Everybody who was on the page when it was opened, though they may have been moved elsewhere since."""
    return {int(found[1]) for name in data if (found := _ROW.fullmatch(name))}


def _typed(data: Mapping[str, str], pk: int) -> Typed:
    return Typed(
        mark=data.get(f"mark-{pk}", ""),
        minutes=data.get(f"minutes-{pk}", "").strip(),
        note=data.get(f"note-{pk}", "").strip(),
        based_on=_uuid(data.get(f"based-{pk}", "")),
    )


def _walk_in(data: Mapping[str, str]) -> WalkInTyped:
    name, minutes, note = (data.get(f"walk-in-{part}", "").strip() for part in ("name", "minutes", "note"))
    page = _uuid(data.get("page", "")) or uuid4()
    return WalkInTyped(name[:150], minutes, note[:200], uuid5(page, f"{name}|{minutes}|{note}"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
