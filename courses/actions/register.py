"""What can be done with a register: marking, closing, deciding between two marks.

Registers of one session wait for each other (its row is locked); people are locked in the order of their ids, so that two
sessions with the same people cannot block each other for good.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from courses.actions import marking
from courses.actions.engagement import after_change
from courses.actions.marking import MarkResult, NewMark, Register, may_take
from courses.choices import Mark, MarkSource, RecordState, WhyToDecide
from courses.facts.expected import expected_enrolments
from courses.models import Apology, EngagementRecord, Enrolment, Session, SessionEvent, WalkIn
from courses.rules import merging
from npq_portal.accounts.models import User

__all__ = [
    "MarkResult",
    "NewMark",
    "RegisterRefusedError",
    "add_walk_in",
    "close_register",
    "decide",
    "dismiss_walk_in",
    "match_walk_in",
    "may_take",
    "record_marks",
    "reopen_register",
    "unmarked",
]


class RegisterRefusedError(Exception):
    """The register cannot be changed that way; the message says why in words."""


@transaction.atomic
def record_marks(
    *, session: Session, marks: Sequence[NewMark], source: MarkSource, by: User, at: datetime
) -> list[MarkResult]:
    """Store marks made at any time, in any order; one result for each of `marks`, in their order.

    A mark sent again (same `client_uuid`) changes nothing and gives its record as it stands. What counts follows from
    courses.rules.merging; `captured_at` is brought between 30 days before the session and `at`. By whoever does not
    lead the session, or at a session that did not happen, a mark is kept and waits for a decision. A mark that cannot
    be kept at all has state REFUSED, no record, and says why. When everybody expected is marked, the register closes.
    """
    locked = marking.lock_session(session)
    why = marking.standing_reason(locked, source=source, by=by)
    strangers = marking.not_themselves(marks, by) if source == MarkSource.SELF_CHECK_IN else set()
    is_plain = not (why or strangers or source == MarkSource.CLOSING)
    register = marking.read(locked, marks, anybody=by.is_staff, is_plain=is_plain, at=at)
    faults: dict[UUID, str] = {}
    new: dict[UUID, EngagementRecord] = {}
    for mark in marks:
        if fault := marking.fault(register, mark):
            faults[mark.client_uuid] = fault
        elif mark.client_uuid not in register.stored and mark.client_uuid not in new:
            reason = why or (WhyToDecide.NOT_A_FACILITATOR if mark.enrolment_id in strangers else WhyToDecide.NONE)
            record = marking.build(register, mark, source=source, why=reason, by=by, at=at)
            new[mark.client_uuid] = record
            marking.hear(register, record)
    verdicts = marking.write(register, list(new.values())) if new else {}
    if new and not why:
        _keep_up(locked, cleared=any(record.mark == Mark.CLEARED for record in new.values()), at=at)
    if new:
        after_change(enrolment_ids=sorted({record.enrolment_id for record in new.values()}), at=at)
    clashing = _clashing(register, verdicts)
    return [_result(mark, register, new, faults, clashing) for mark in marks]


def _clashing(register: Register, verdicts: dict[UUID, tuple[str, str]]) -> set[int]:
    """The people about whom two marks disagree."""
    open_clash = (RecordState.TO_DECIDE, WhyToDecide.CLASH)
    return {
        enrolment_id
        for enrolment_id, said in register.said.items()
        if any(verdicts.get(one.uuid, (one.state, one.why)) == open_clash for one in said)
    }


def _result(
    mark: NewMark,
    register: Register,
    new: dict[UUID, EngagementRecord],
    faults: dict[UUID, str],
    clashing: Collection[int],
) -> MarkResult:
    uuid = mark.client_uuid
    if uuid in faults:
        return MarkResult(client_uuid=uuid, state=RecordState.REFUSED, why=faults[uuid])
    if uuid in new:
        pk, state, why = new[uuid].pk, new[uuid].state, new[uuid].to_decide
    else:
        pk, _, state, why = register.stored[uuid]
    words = WhyToDecide(why).label if why and state == RecordState.TO_DECIDE else ""
    return MarkResult(client_uuid=uuid, state=state, why=words, record_id=pk, clashes=mark.enrolment_id in clashing)


def unmarked(session: Session) -> QuerySet[Enrolment]:
    """Those expected of whom the register says nothing yet."""
    says = EngagementRecord.objects.filter(session=session, enrolment=OuterRef("pk"), state=RecordState.CURRENT)
    return expected_enrolments(session).filter(~Exists(says.exclude(mark=Mark.CLEARED)))


def _keep_up(session: Session, *, cleared: bool, at: datetime) -> None:
    """After marks: the register was saved; complete, it closes; no longer complete, it opens again. In the session's own
    transaction, its row locked."""
    session.register_saved_at = at
    if session.takes_place and at >= session.starts_at:
        if session.register_closed_at is None and not unmarked(session).exists():
            session.register_closed_at = at
            _tell(session, "Register closed: everybody is marked", by=None, at=at)
        elif session.register_closed_at is not None and cleared and unmarked(session).exists():
            session.register_closed_at = session.register_closed_by = None
            _tell(session, "Register open again: a mark was taken back", by=None, at=at)
    session.save(update_fields=["register_saved_at", "register_closed_at", "register_closed_by"])


@transaction.atomic
def close_register(*, session: Session, by: User, at: datetime) -> int:
    """Mark everybody expected who is not marked as absent (with apologies where they sent them), and close; how many were
    marked. A register that is closed already stays as it is. Raises RegisterRefusedError before the session starts, or
    where it does not take place."""
    locked = marking.lock_session(session)
    if locked.register_closed_at is not None:
        return 0
    if not locked.takes_place:
        raise RegisterRefusedError("This session does not take place, so there is no register to close.")
    if at < locked.starts_at:
        raise RegisterRefusedError("The session has not started yet. You can close its register once it has.")
    left = list(unmarked(locked).order_by("pk").values_list("pk", flat=True))
    sorry = set(
        Apology.objects.filter(session=locked, withdrawn_at=None, enrolment__in=left).values_list(
            "enrolment", flat=True
        )
    )
    record_marks(
        session=locked,
        marks=[_absence(pk, with_apologies=pk in sorry, at=at) for pk in left],
        source=MarkSource.CLOSING,
        by=by,
        at=at,
    )
    rows = Session.objects.filter(pk=locked.pk)
    rows.update(register_saved_at=at, register_closed_at=at, register_closed_by=by)
    _tell(locked, f"Register closed; {len(left)} not marked were put down as absent", by=by, at=at)
    return len(left)


def _absence(enrolment_id: int, *, with_apologies: bool, at: datetime) -> NewMark:
    return NewMark(
        enrolment_id=enrolment_id,
        mark=Mark.AUTHORISED_ABSENCE if with_apologies else Mark.ABSENT,
        client_uuid=uuid4(),
        captured_at=at,
    )


@transaction.atomic
def reopen_register(*, session: Session, by: User, at: datetime) -> bool:
    """Open a closed register again, for somebody who was forgotten. True when this call did it."""
    locked = marking.lock_session(session)
    if locked.register_closed_at is None:
        return False
    Session.objects.filter(pk=locked.pk).update(register_closed_at=None, register_closed_by=None)
    _tell(locked, "Register open again", by=by, at=at)
    return True


@transaction.atomic
def decide(*, record: EngagementRecord, accept: bool, by: User, at: datetime) -> bool:
    """Settle a mark that waits for a decision: it counts in place of the current one, or it is decided against. False when
    it was settled before.

    Accepting one mark decides against the other clashing ones for the same person. Raises RegisterRefusedError when a mark
    is to count at a session that does not take place.
    """
    session = marking.lock_session(Session(pk=record.session_id))
    Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=record.enrolment_id)
    slot = EngagementRecord.objects.filter(
        enrolment=record.enrolment_id, component=record.component_id, slot=record.slot
    )
    if not slot.filter(pk=record.pk, state=RecordState.TO_DECIDE).exists():
        return False
    decision = {"decided_at": at, "decided_by": by}
    if accept:
        if not session.takes_place:
            raise RegisterRefusedError("This session did not take place, so nobody can be marked present at it.")
        slot.filter(state=RecordState.CURRENT).update(state=RecordState.PAST, **decision)
        others = slot.filter(state=RecordState.TO_DECIDE, to_decide=WhyToDecide.CLASH).exclude(pk=record.pk)
        others.update(state=RecordState.REFUSED, **decision)
    state = RecordState.CURRENT if accept else RecordState.REFUSED
    slot.filter(pk=record.pk).update(state=state, **decision)
    if accept:
        _keep_up(session, cleared=record.mark == Mark.CLEARED, at=at)
    after_change(enrolment_ids=[record.enrolment_id], at=at)
    return True


@transaction.atomic
def add_walk_in(
    *,
    session: Session,
    client_uuid: UUID,
    name: str,
    note: str,
    minutes: int,
    captured_at: datetime,
    by: User,
    at: datetime,
) -> WalkIn:
    """Note somebody in the room whom the register does not know. Sent again (same `client_uuid`), the first row comes
    back. `minutes` are whole minutes in the room; `captured_at` is brought between 30 days before the session and `at`."""
    moment = merging.placed_in_time(captured_at, session_starts_at=session.starts_at, received_at=at)
    facts = {"session": session, "name": name, "note": note, "minutes": minutes, "captured_at": moment, "added_by": by}
    return WalkIn.objects.get_or_create(client_uuid=client_uuid, defaults=facts)[0]


@transaction.atomic
def match_walk_in(*, walk_in: WalkIn, enrolment: Enrolment, by: User, at: datetime) -> MarkResult:
    """Say who a walk-in was: they are marked for the minutes they were there, as of then. Done twice, the first result
    comes back. Raises RegisterRefusedError where that person has nothing to do with the session (people of other cohorts
    are a hub admin's to match), or the walk-in was settled otherwise."""
    locked = (
        WalkIn.objects.select_for_update(of=("self",), no_key=True)
        .select_related("session__component")
        .get(pk=walk_in.pk)
    )
    if locked.settled_at is not None and locked.enrolment_id != enrolment.pk:
        raise RegisterRefusedError("Somebody has settled this walk-in already.")
    whole = locked.minutes >= locked.session.component.minutes
    mark = NewMark(
        enrolment_id=enrolment.pk,
        mark=Mark.ATTENDED if whole else Mark.PART,
        minutes=locked.minutes,
        client_uuid=locked.client_uuid,
        captured_at=locked.captured_at,
        based_on=_counting(locked.session, enrolment),
        note=f"Came as a walk-in: {locked.name}",
    )
    result = record_marks(session=locked.session, marks=[mark], source=MarkSource.REGISTER, by=by, at=at)[0]
    if result.state == RecordState.REFUSED and result.record_id is None:
        raise RegisterRefusedError(result.why)
    WalkIn.objects.filter(pk=locked.pk, settled_at=None).update(enrolment=enrolment, settled_at=at, settled_by=by)
    return result


def _counting(session: Session, enrolment: Enrolment) -> UUID | None:
    """What is known of somebody at a session, which whoever matches a walk-in knows to be wrong."""
    rows = EngagementRecord.objects.filter(session=session, enrolment=enrolment, state=RecordState.CURRENT)
    return rows.values_list("client_uuid", flat=True).first()


def dismiss_walk_in(*, walk_in: WalkIn, by: User, at: datetime) -> bool:
    """Say that a walk-in was nobody of ours. True when this call did it."""
    return bool(WalkIn.objects.filter(pk=walk_in.pk, settled_at=None).update(settled_at=at, settled_by=by))


def _tell(session: Session, what: str, *, by: User | None, at: datetime) -> None:
    SessionEvent.objects.create(session=session, what=what, at=at, by=by)
