"""Marks on their way into a register: what is refused, what is new, and what the merge makes of them.

The machinery of `courses.actions.register`, which alone calls it, with the session's row locked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, CharField, Max, Q, Value, When

from courses.choices import NOT_TAKING_PLACE, REGISTER_MARKS, Mark, MarkSource, RecordState, SessionState, WhyToDecide
from courses.facts.expected import own_components
from courses.models import Component, EngagementRecord, Enrolment, Session, SessionPlace
from courses.rules import merging
from courses.rules.merging import Said
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import Participant, User

NOT_RELEASED = "This session has not been released, so it has no register."
NOT_HERE = "This person is not on this session's register. Add them as a walk-in, and the hub finds out who it was."
NOT_A_REGISTER_MARK = "A register does not take this mark."
HOW_MANY_MINUTES = "Say for how many minutes they were there."
KNOWN_ELSEWHERE = "A mark with this identifier was sent for somebody else. Mark this person again."


@dataclass(frozen=True, kw_only=True)
class NewMark:
    """What somebody says about one participant at a session.

    `minutes` are for PART alone: present gives what the component is worth, absent nothing. `client_uuid` is made where
    the mark is made. `captured_at` (aware) is the device's time with its measured error taken out, `device_time` what the
    device's clock said. `based_on` is the `client_uuid` of the record whoever marked was looking at. `device` is a random
    name of the device.
    """

    enrolment_id: int
    mark: Mark
    minutes: int | None = None
    client_uuid: UUID
    captured_at: datetime
    based_on: UUID | None = None
    device: str = ""
    device_time: datetime | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MarkResult:
    """What became of a mark. `state` is a RecordState; `why` says in words why it does not count, "" where it does;
    `record_id` is None where nothing was stored; `clashes` tells that somebody else's mark for the same person waits for a
    decision."""

    client_uuid: UUID
    state: str
    why: str = ""
    record_id: int | None = None
    clashes: bool = False


@dataclass(kw_only=True)
class Register:
    """What the database knows about the people of a batch, at one session whose row is locked."""

    session: Session
    slot: str
    components: dict[int, Component]
    own: set[int]
    said: dict[int, list[Said]] = field(default_factory=lambda: defaultdict(list))
    stored: dict[UUID, tuple[int, int, str, str]] = field(default_factory=dict)  # id, enrolment, state, why
    elsewhere: set[UUID] = field(default_factory=set)


_FIELDS = (
    "pk", "session_id", "enrolment_id", "client_uuid", "mark", "minutes", "by_id", "captured_at", "device_time",
    "based_on", "state", "to_decide", "decided_at", "decided_by_id", "source",
)  # fmt: skip


def slot_of(session: Session) -> str:
    """The slot of a session's records."""
    return f"session:{session.pk}"


def lock_session(session: Session) -> Session:
    """The row, locked to the end of the transaction, with its component; registers of one session wait for each other."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True).select_related("component")
    return rows.get(pk=session.pk)


def may_take(session: Session, user: User) -> bool:
    """Whether a person's marks count at this session: they lead it now, or run the hub."""
    if user.has_role(RoleName.HUB_ADMIN):
        return True
    return user.has_role(RoleName.FACILITATOR) and session.facilitators.filter(pk=user.pk).exists()


def read(session: Session, marks: Sequence[NewMark], *, anybody: bool, is_plain: bool, at: datetime) -> Register:
    """Lock the enrolments in the order of their ids, and read what is known of them at this session.

    `anybody` lets in people of other cohorts who hold no place here: a hub admin says that they were there. `is_plain`:
    every mark of the batch was made by somebody and is to be merged at once (_History).
    """
    ids = {mark.enrolment_id for mark in marks}
    locked = Enrolment.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    cohorts = dict(locked.values_list("pk", "cohort_id"))
    register = Register(session=session, slot=slot_of(session), components={}, own=set())
    history = _history(session, marks, at=at)
    _read_records(register, marks, whole=history.whole if is_plain else ids)
    register.own = {pk for pk, cohort_id in cohorts.items() if cohort_id == session.component.cohort_id}
    register.components = dict.fromkeys(register.own, session.component)
    if guests := cohorts.keys() - register.own:
        register.components |= _components_of(session, guests, known=history.known, anybody=anybody)
    return register


class _History(NamedTuple):
    """Of whom anything is `known` here, and of whom the `whole` of it must be read.

    A mark that was answered stays answered. It bears on a new one only where that is not the newest of all, or is what the
    answered one was made looking at and arrives behind it, or where somebody decided, or closing filled in an absence
    (courses.rules.merging); a register saved for the tenth time is
    merged without the nine before. A test compares what is stored with what the rule makes of everything.
    """

    known: set[int]
    whole: set[int]


_WAS_ANSWERED = Q(state=RecordState.PAST)


def _history(session: Session, marks: Sequence[NewMark], *, at: datetime) -> _History:
    earliest: dict[int, datetime] = {}
    for mark in marks:
        moment = merging.placed_in_time(mark.captured_at, session_starts_at=session.starts_at, received_at=at)
        earliest[mark.enrolment_id] = min(moment, earliest.get(mark.enrolment_id, moment))
    uuids = [mark.client_uuid for mark in marks]
    odd = Q(decided_at__isnull=False) | Q(source=MarkSource.CLOSING) | Q(client_uuid__in=uuids) | Q(based_on__in=uuids)
    rows = EngagementRecord.objects.filter(session=session, enrolment__in=earliest).order_by().values("enrolment_id")
    found = rows.annotate(newest=Max("captured_at"), odd=BoolOr(odd)).values_list("enrolment_id", "newest", "odd")
    newest = {pk: None if is_odd else captured_at for pk, captured_at, is_odd in found}
    return _History(set(newest), {pk for pk, last in newest.items() if last is None or earliest[pk] <= last})


def _read_records(register: Register, marks: Sequence[NewMark], *, whole: Collection[int]) -> None:
    uuids, ids = {mark.client_uuid for mark in marks}, {mark.enrolment_id for mark in marks}
    here = Q(session=register.session, enrolment__in=ids) & (~_WAS_ANSWERED | Q(enrolment__in=whole))
    rows = EngagementRecord.objects.filter(here | Q(client_uuid__in=uuids)).order_by().values_list(*_FIELDS)
    for pk, session_id, enrolment_id, uuid, mark, minutes, by, captured_at, *rest in rows:
        device_time, based_on, state, why, decided_at, decided_by, source = rest
        if session_id != register.session.pk:
            register.elsewhere.add(uuid)
            continue
        register.stored[uuid] = (pk, enrolment_id, state, why)
        register.said[enrolment_id].append(
            Said(
                uuid=uuid,
                value=(mark, minutes),
                by=by,
                captured_at=captured_at,
                device_time=device_time,
                based_on=based_on,
                state=state,
                why=why,
                decided_at=decided_at,
                decided_by=decided_by,
                is_filled_in=source == MarkSource.CLOSING,
            )
        )


def _components_of(
    session: Session, guests: Collection[int], *, known: Collection[int], anybody: bool
) -> dict[int, Component]:
    """For people of other cohorts who belong here: their own cohort's copy of the component."""
    belong = set(guests)
    if not anybody:
        placed = SessionPlace.objects.filter(session=session, enrolment__in=guests)
        belong &= set(placed.values_list("enrolment_id", flat=True)) | set(known)
    of_each = own_components(session, belong)
    found = Component.objects.in_bulk(set(of_each.values()))
    return {pk: found[component_id] for pk, component_id in of_each.items()}


def fault(register: Register, mark: NewMark) -> str:
    """Why a mark cannot be stored at all, in words for whoever made it; "" where it can."""
    if register.session.state == SessionState.DRAFT:
        return NOT_RELEASED
    stored = register.stored.get(mark.client_uuid)
    if mark.client_uuid in register.elsewhere or (stored and stored[1] != mark.enrolment_id):
        return KNOWN_ELSEWHERE
    if mark.enrolment_id not in register.components:
        return NOT_HERE
    if mark.mark not in REGISTER_MARKS:
        return NOT_A_REGISTER_MARK
    if mark.mark == Mark.PART and not (mark.minutes and mark.minutes > 0):
        return HOW_MANY_MINUTES
    return ""


def standing_reason(session: Session, *, source: MarkSource, by: User) -> str:
    """Why none of this author's marks may count before somebody decides: a WhyToDecide."""
    if session.state in NOT_TAKING_PLACE:
        return WhyToDecide.NOT_HELD
    if source != MarkSource.SELF_CHECK_IN and not may_take(session, by):
        return WhyToDecide.NOT_A_FACILITATOR
    return WhyToDecide.NONE


def not_themselves(marks: Iterable[NewMark], by: User) -> set[int]:
    """Of these enrolments, those that are not the author's own: at self check-in people speak for themselves alone."""
    ids = {mark.enrolment_id for mark in marks}
    own = Participant.objects.filter(user=by, enrolments__in=ids).values_list("enrolments", flat=True)
    return ids - set(own)


def build(
    register: Register, mark: NewMark, *, source: MarkSource, why: str, by: User, at: datetime
) -> EngagementRecord:
    """A row not yet stored; its minutes never more than the component is worth."""
    component = register.components[mark.enrolment_id]
    minutes = {Mark.ATTENDED: component.minutes, Mark.PART: min(mark.minutes or 0, component.minutes)}
    captured_at = merging.placed_in_time(mark.captured_at, session_starts_at=register.session.starts_at, received_at=at)
    return EngagementRecord(
        enrolment_id=mark.enrolment_id,
        component_id=component.pk,
        session_id=register.session.pk,
        slot=register.slot,
        mark=mark.mark,
        minutes=minutes.get(mark.mark, 0),
        source=source,
        to_decide=why,
        note=mark.note,
        client_uuid=mark.client_uuid,
        based_on=mark.based_on,
        device=mark.device[:40],
        device_time=mark.device_time or (None if captured_at == mark.captured_at else mark.captured_at),
        captured_at=captured_at,
        received_at=at,
        by_id=by.pk,
    )


def hear(register: Register, record: EngagementRecord) -> None:
    """Put a new row beside what was said before."""
    register.said[record.enrolment_id].append(
        Said(
            uuid=record.client_uuid,
            value=(record.mark, record.minutes),
            by=record.by_id,
            captured_at=record.captured_at,
            device_time=record.device_time,
            based_on=record.based_on,
            why=record.to_decide,
            is_filled_in=record.source == MarkSource.CLOSING,
        )
    )


def write(register: Register, new: Sequence[EngagementRecord]) -> dict[UUID, merging.Verdict]:
    """Merge, move what was stored in two UPDATEs at most, then store what is new in one INSERT. The verdicts of those people."""
    touched = sorted({record.enrolment_id for record in new})
    verdicts: dict[UUID, merging.Verdict] = {}
    for enrolment_id in touched:
        verdicts |= merging.merge(register.said[enrolment_id])
    for record in new:
        record.state, record.to_decide = verdicts[record.client_uuid]
    _move(register, verdicts)
    EngagementRecord.objects.bulk_create(sorted(new, key=lambda record: record.enrolment_id))
    return verdicts


def _move(register: Register, verdicts: dict[UUID, merging.Verdict]) -> None:
    """What stops counting first: the database looks at each row on its own, and lets one count at a time."""
    targets: dict[merging.Verdict, list[int]] = defaultdict(list)
    for uuid, verdict in verdicts.items():
        stored = register.stored.get(uuid)
        if stored and verdict != stored[2:]:
            targets[verdict].append(stored[0])
    for begins_to_count in (False, True):
        of_these = {one: pks for one, pks in targets.items() if (one[0] == RecordState.CURRENT) is begins_to_count}
        if of_these:
            rows = EngagementRecord.objects.filter(pk__in=[pk for pks in of_these.values() for pk in pks])
            rows.update(state=_which(of_these, 0), to_decide=_which(of_these, 1))


def _which(targets: dict[merging.Verdict, list[int]], part: int) -> Case | str:
    if len({verdict[part] for verdict in targets}) == 1:
        return str(next(iter(targets))[part])
    cases = [When(pk__in=pks, then=Value(str(verdict[part]))) for verdict, pks in targets.items()]
    return Case(*cases, output_field=CharField())
