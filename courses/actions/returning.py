"""Coming back, and going on in another cohort with the credit that was earned."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from courses.actions.engagement import after_change, lock
from courses.actions.enrolment_history import carried_words, in_minutes, kept_words, record, tell
from courses.actions.leaving import leave_places, places_to_come
from courses.actions.places import (
    EnrolmentRefusedError,
    check_place,
    lock_cohort,
    lock_enrolment,
    lock_person,
    refuse_second,
)
from courses.choices import EnrolmentStatus, Mark, MarkSource, RecordState
from courses.facts.credit import TRANSFER_SLOT, reckoning, total, total_credit
from courses.facts.enrolments import as_target
from courses.facts.expected import expected_enrolments
from courses.models import Cohort, EngagementRecord, Enrolment, EnrolmentEvent, Session, SessionPlace
from courses.rules.carrying import Line
from courses.rules.enrolment_life import TABLE, Move, TargetFault, move_fault, target_fault
from npq_portal import clock, states
from npq_portal.accounts.models import User
from npq_portal.notifications.choices import NotificationKind

_SESSIONS_AGAIN = "You are expected at the sessions of your cohort again. Your own pages say when and where they are."
_SESSIONS_THERE = "You are expected at the sessions of this cohort now. Your own pages say when and where they are."


@transaction.atomic
def resume(*, enrolment: Enrolment, reason: str = "", by: User | None, at: datetime) -> Enrolment:
    """Back into the same cohort after a deferral, with a place, the funded place held before, and the session choices that
    still stand. Somebody who is active already stays as they are.

    Raises EnrolmentRefusedError, CohortFullError among them.
    """
    return _come_back(Move.RESUME, enrolment, None, reason=reason or "Back after a deferral", by=by, at=at)


@transaction.atomic
def readmit(
    *, enrolment: Enrolment, funded_place: bool | None, reason: str, by: User | None, at: datetime
) -> Enrolment:
    """Take back somebody who withdrew: a hub admin's decision, with a reason. Somebody who is active already stays.

    Raises EnrolmentRefusedError, CohortFullError and FundedPlaceUnsuitableError among them.
    """
    return _come_back(Move.READMIT, enrolment, {"funded_place": funded_place}, reason=reason, by=by, at=at)


@transaction.atomic
def continue_in(
    *,
    enrolment: Enrolment,
    cohort: Cohort,
    funded_place: bool | None,
    reason: str = "",
    by: User | None,
    at: datetime,
) -> Enrolment:
    """Back after a deferral, into a cohort of the same programme that starts later; credit comes along. Done twice, the
    first result comes back. Raises EnrolmentRefusedError, CohortFullError and FundedPlaceUnsuitableError among them."""
    return _go_on(Move.CONTINUE, enrolment, cohort, funded_place, reason=reason, by=by, at=at)


@transaction.atomic
def transfer(
    *,
    enrolment: Enrolment,
    cohort: Cohort,
    funded_place: bool | None,
    reason: str = "",
    by: User | None,
    at: datetime,
) -> Enrolment:
    """From one cohort straight into another of the same programme, also back again; credit comes along. Done twice, the
    first result comes back. Raises EnrolmentRefusedError, CohortFullError and FundedPlaceUnsuitableError among them."""
    return _go_on(Move.TRANSFER, enrolment, cohort, funded_place, reason=reason, by=by, at=at)


def _come_back(
    move: Move,
    enrolment: Enrolment,
    given: dict[str, bool | None] | None,
    *,
    reason: str,
    by: User | None,
    at: datetime,
) -> Enrolment:
    lock_person(enrolment)
    cohort = lock_cohort(enrolment.cohort_id)
    left = _places_left_behind(enrolment, at=at)
    row = lock_enrolment(enrolment.pk)
    if row.status == EnrolmentStatus.ACTIVE:
        return row
    _refuse(move_fault(move, row.status, reason=reason))
    _refuse_second(row, {row.pk})
    funded_place = row.funded_place if given is None else given["funded_place"]
    # full before anything else, so that the words are those with the number of places
    check_place(cohort, funded_place=funded_place)
    _refuse(target_fault(move, left=as_target(cohort), to=as_target(cohort), today=clock.london_date(at)).label)
    states.move(
        row,
        to=EnrolmentStatus.ACTIVE,
        from_=TABLE[move].from_,
        reason_code="",
        expected_back_on=None,
        funded_place=funded_place,
    )
    event = record(row, reason=reason, by=by, at=at)
    _take_again(left, by=by, at=at)
    credit = kept_words(total_credit(row)) if move == Move.READMIT else _as_it_was(total_credit(row))
    tell(NotificationKind.ENROLMENT_RESUMED, event, at=at, credit=credit, what_next=_SESSIONS_AGAIN)
    after_change(enrolment_ids=[row.pk], at=at)
    return row


def _go_on(
    move: Move,
    enrolment: Enrolment,
    cohort: Cohort,
    funded_place: bool | None,
    *,
    reason: str,
    by: User | None,
    at: datetime,
) -> Enrolment:
    lock_person(enrolment)
    locked = lock_cohort(cohort.pk)
    # the one they left there too, which may be the older row: always in the order of ids
    lock(list(Enrolment.objects.filter(participant=enrolment.participant_id).values_list("pk", flat=True)))
    row = lock_enrolment(enrolment.pk)
    if row.status == EnrolmentStatus.MOVED:
        done = Enrolment.objects.filter(continues=row, cohort=locked).first()
        if done is not None:
            return done
    _refuse(move_fault(move, row.status, reason=reason))
    there = Enrolment.objects.filter(participant=row.participant_id, cohort=locked).first()
    _refuse_target(move, row, locked, there, at=at)
    check_place(locked, funded_place=funded_place)
    lines = reckoning(row, locked.pk)
    _leave(move, row, locked, reason=reason, by=by, at=at)
    new = _arrive(row, locked, there, funded_place, at=at)
    _bring(new, lines, by=by, at=at)
    event = record(new, reason=_came_from(row, lines), by=by, at=at)
    _tell(move, event, row, lines, at=at)
    after_change(enrolment_ids=[row.pk, new.pk], at=at)
    return new


def _refuse(fault: str) -> None:
    if fault:
        raise EnrolmentRefusedError(fault)


def _refuse_second(row: Enrolment, besides: Collection[int]) -> None:
    refuse_second(participant_id=row.participant_id, course_id=row.cohort.programme.course_id, besides=besides)


def _refuse_target(move: Move, row: Enrolment, cohort: Cohort, there: Enrolment | None, *, at: datetime) -> None:
    fault = target_fault(move, left=as_target(row.cohort), to=as_target(cohort), today=clock.london_date(at))
    if fault != TargetFault.FULL:  # check_place says that with the number of places
        _refuse(fault.label)
    if there is not None and there.status != EnrolmentStatus.MOVED:
        words = there.get_status_display().lower()
        raise EnrolmentRefusedError(f"They are {words} in {cohort} already. Open that enrolment instead.")
    if row.cohort.components.exists() and not cohort.components.exists():
        raise EnrolmentRefusedError(
            f"{cohort} has no components yet, so no credit could come along. Copy its programme's components first."
        )
    _refuse_second(row, {row.pk})


def _leave(move: Move, row: Enrolment, cohort: Cohort, *, reason: str, by: User | None, at: datetime) -> None:
    states.move(row, to=TABLE[move].to, from_=TABLE[move].from_, reason_code="", expected_back_on=None)
    record(row, reason=". ".join(filter(None, (f"Goes on in {cohort}", reason))), by=by, at=at)
    leave_places(row, at=at)


def _arrive(
    row: Enrolment, cohort: Cohort, there: Enrolment | None, funded_place: bool | None, *, at: datetime
) -> Enrolment:
    """The enrolment that goes on: a new one, or the one they left when they went the other way."""
    if there is None:
        return Enrolment.objects.create(
            participant=row.participant,
            cohort=cohort,
            enrolled_at=at,
            funded_place=funded_place,
            workplace_urn=row.workplace_urn,
            continues=row,
        )
    # out of its place in the line of enrolments, and to the front: whoever continued it continues what it continued
    before = there.continues_id
    Enrolment.objects.filter(pk=there.pk).update(continues=None)
    Enrolment.objects.filter(continues=there.pk).update(continues=before)
    states.move(
        there,
        to=EnrolmentStatus.ACTIVE,
        from_=[EnrolmentStatus.MOVED],
        funded_place=funded_place,
        workplace_urn=row.workplace_urn or there.workplace_urn,
        continues_id=row.pk,
    )
    return there


def _bring(new: Enrolment, lines: Iterable[Line], *, by: User | None, at: datetime) -> None:
    """One record for each line that brings something, in the transfer's own slot: what is there already stays."""
    bringing = [(line, line.target.component) for line in lines if line.minutes and line.target is not None]
    slots = EngagementRecord.objects.filter(enrolment=new, slot=TRANSFER_SLOT, state=RecordState.CURRENT)
    slots.filter(component__in=[component for _, component in bringing]).update(state=RecordState.PAST)
    EngagementRecord.objects.bulk_create(
        EngagementRecord(
            enrolment=new,
            component_id=component,
            slot=TRANSFER_SLOT,
            mark=Mark.TRANSFERRED_IN,
            minutes=line.minutes,
            source=MarkSource.TRANSFER,
            client_uuid=uuid4(),
            captured_at=at,
            received_at=at,
            by=by,
        )
        for line, component in bringing
    )


def _came_from(row: Enrolment, lines: list[Line]) -> str:
    behind = sum(line.stays_behind for line in lines)
    rest = f"; {in_minutes(behind)} did not" if behind else ""
    return f"Comes from {row.cohort}. Credit that came along: {in_minutes(total(lines))}{rest}"


def _tell(move: Move, event: EnrolmentEvent, row: Enrolment, lines: list[Line], *, at: datetime) -> None:
    words = {"credit": carried_words(lines), "what_next": _SESSIONS_THERE}
    if move == Move.CONTINUE:
        tell(NotificationKind.ENROLMENT_RESUMED, event, at=at, **words)
    else:
        tell(NotificationKind.ENROLMENT_TRANSFERRED, event, at=at, earlier_cohort=row.cohort.name, **words)


def _as_it_was(minutes: int) -> str:
    return f"Your credit for {in_minutes(minutes)} is as it was." if minutes else "You had no credit yet."


# -- session choices ---------------------------------------------------------------------------------------------------
def _places_left_behind(enrolment: Enrolment, *, at: datetime) -> list[SessionPlace]:
    """The places given up when the enrolment was left, at sessions that have not started and take place; the sessions are
    locked."""
    left = enrolment.events.order_by("at", "pk").last()
    if left is None:
        return []
    places = places_to_come(enrolment, at=at).filter(left_at=left.at, session__starts_at__gt=at)
    locked = Session.objects.select_for_update(of=("self",), no_key=True)
    sessions = {one.pk: one for one in locked.filter(pk__in=places.values("session_id")).order_by("pk")}
    return [place for place in places if sessions[place.session_id].takes_place]


def _take_again(places: Iterable[SessionPlace], *, by: User | None, at: datetime) -> None:
    """Where there is still room; without it people go to the component's first session."""
    for place in places:
        session = place.session
        if session.capacity is None or expected_enrolments(session).count() < session.capacity:
            SessionPlace.objects.create(
                enrolment_id=place.enrolment_id,
                component_id=place.component_id,
                session=session,
                taken_at=at,
                taken_by=by,
            )
