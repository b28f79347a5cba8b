"""What the register of one session shows: everybody expected or marked, what is known of each, and who waits.

The number of queries does not depend on the number of people; rows are plain tuples of values, for a hall has 300.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from courses.choices import Mark, RecordState
from courses.facts.expected import expected_enrolments
from courses.models import Apology, EngagementRecord, Enrolment, Session, WalkIn


@dataclass(frozen=True, slots=True)
class Marked:
    """The record that counts for somebody at this session."""

    uuid: UUID
    mark: str
    minutes: int
    note: str
    source: str
    by: str
    at: datetime  # captured_at
    received_at: datetime

    @property
    def says_something(self) -> bool:
        """Not a mark that was taken back."""
        return self.mark != Mark.CLEARED


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a register. `cohort` is named only for people of another one; `waits` tells of a mark to decide about."""

    enrolment_id: int
    name: str
    cohort: str = ""
    is_expected: bool = True
    sent_apologies: bool = False
    waits: bool = False
    marked: Marked | None = None

    @property
    def is_marked(self) -> bool:
        """Whether the register says something about them."""
        return self.marked is not None and self.marked.says_something


@dataclass(frozen=True)
class Sheet:
    """The whole register, people by last name."""

    session: Session
    people: list[Person]
    walk_ins: list[WalkIn]
    to_decide: int = 0
    last: Marked | None = field(default=None)

    @property
    def unmarked(self) -> list[Person]:
        """Those expected of whom nothing is known."""
        return [person for person in self.people if person.is_expected and not person.is_marked]

    @property
    def open_walk_ins(self) -> int:
        """Walk-ins nobody has settled."""
        return sum(walk_in.settled_at is None for walk_in in self.walk_ins)


_MARKED = ("client_uuid", "mark", "minutes", "note", "source", "captured_at", "received_at", "by__name", "by__email")


def sheet(session: Session) -> Sheet:
    """The register as it is now; `session` with its component. Six queries, seven where people came who were not expected."""
    records, waiting = _records(session)
    sorry = set(Apology.objects.filter(session=session, withdrawn_at=None).values_list("enrolment", flat=True))
    known = _names(expected_enrolments(session))
    expected = {row[0] for row in known}
    if others := (records.keys() | waiting) - expected:
        known = sorted([*known, *_names(Enrolment.objects.filter(pk__in=others))], key=_by_name)
    people = [
        Person(
            enrolment_id=pk,
            name=f"{first} {last}".strip(),
            cohort="" if cohort_id == session.component.cohort_id else cohort,
            is_expected=pk in expected,
            sent_apologies=pk in sorry,
            waits=pk in waiting,
            marked=records.get(pk),
        )
        for pk, first, last, cohort_id, cohort in known
    ]
    return Sheet(
        session=session,
        people=people,
        walk_ins=list(session.walk_ins.select_related("enrolment__participant")),
        to_decide=len(waiting),
        last=max(records.values(), key=lambda marked: marked.received_at, default=None),
    )


def _names(enrolments: QuerySet[Enrolment]) -> list[tuple[Any, ...]]:
    rows = enrolments.order_by("participant__last_name", "participant__first_name", "pk")
    return list(
        rows.values_list("pk", "participant__first_name", "participant__last_name", "cohort_id", "cohort__name")
    )


def _by_name(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[2].casefold(), row[1].casefold(), row[0]


def _records(session: Session) -> tuple[dict[int, Marked], set[int]]:
    """What counts, by enrolment; and of whom a mark waits for a decision."""
    rows = EngagementRecord.objects.filter(session=session, state__in=[RecordState.CURRENT, RecordState.TO_DECIDE])
    current: dict[int, Marked] = {}
    waiting: set[int] = set()
    for enrolment_id, state, uuid, mark, minutes, note, source, at, received_at, name, email in (
        rows.order_by().values_list("enrolment_id", "state", *_MARKED)
    ):  # fmt: skip
        if state == RecordState.TO_DECIDE:
            waiting.add(enrolment_id)
        else:
            by = name or email or ""
            current[enrolment_id] = Marked(uuid, mark, minutes, note, source, by, at, received_at)
    return current, waiting


def said_earlier(session: Session, uuids: Collection[UUID]) -> dict[UUID, tuple[int, str, int, str]]:
    """(enrolment id, mark, minutes, note) of these records of the session, whether they still count or not; one query."""
    rows = EngagementRecord.objects.filter(session=session, client_uuid__in=uuids)
    return {
        uuid: (enrolment_id, mark, minutes, note)
        for uuid, enrolment_id, mark, minutes, note in rows.values_list(
            "client_uuid", "enrolment_id", "mark", "minutes", "note"
        )
    }


@dataclass(frozen=True)
class Disagreement:
    """What is said about one person: the record that counts, if any, and those that wait for a decision."""

    enrolment: Enrolment
    current: EngagementRecord | None
    waiting: list[EngagementRecord]


def disagreements(session: Session) -> list[Disagreement]:
    """Everything at a session that waits for a decision, by person; two queries."""
    rows = list(
        EngagementRecord.objects.filter(session=session, state__in=[RecordState.CURRENT, RecordState.TO_DECIDE])
        .filter(enrolment__in=EngagementRecord.objects.filter(session=session, state=RecordState.TO_DECIDE).values("enrolment"))
        .select_related("enrolment__participant", "by")
        .order_by("enrolment__participant__last_name", "enrolment__participant__first_name", "enrolment", "captured_at", "pk")
    )  # fmt: skip
    found: dict[int, Disagreement] = {}
    for record in rows:
        one = found.setdefault(record.enrolment_id, Disagreement(record.enrolment, None, []))
        if record.state == RecordState.CURRENT:
            found[record.enrolment_id] = Disagreement(one.enrolment, record, one.waiting)
        else:
            one.waiting.append(record)
    return list(found.values())
