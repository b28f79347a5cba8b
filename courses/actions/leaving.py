"""Leaving a cohort: for a while, for good, or because the course is done.

Whoever leaves gives up the places at sessions to come; what else is open (catching up, the at-risk list) is closed by
courses.actions.engagement.after_change, which looks at who still takes part. What follows above courses, such as the end of
somebody's time in a case study window, is asked of courses.actions.left.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from courses.actions.engagement import after_change
from courses.actions.enrolment_history import kept_words, record, tell
from courses.actions.left import tell_of_leaving
from courses.actions.places import EnrolmentRefusedError, lock_enrolment, lock_person
from courses.choices import DeferralReason, EnrolmentStatus, WithdrawalReason
from courses.facts.credit import total_credit
from courses.models import Enrolment, SessionPlace
from courses.rules.enrolment_life import TABLE, Move, move_fault
from npq_portal import states
from npq_portal.accounts.models import User
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import long_date


@transaction.atomic
def defer(
    *,
    enrolment: Enrolment,
    code: DeferralReason,
    expected_back_on: date,
    reason: str = "",
    by: User | None,
    at: datetime,
) -> bool:
    """Pause the course with one of the DfE's reasons and the day the person means to come back (a London date), free the
    place, and write to them. True when this call did it, False when they are deferred already.

    Raises EnrolmentRefusedError for anybody who is not active.
    """
    lock_person(enrolment)
    row = lock_enrolment(enrolment.pk)
    if row.status == EnrolmentStatus.DEFERRED:
        return False
    if fault := move_fault(Move.DEFER, row.status, code=code):
        raise EnrolmentRefusedError(fault)
    _move(row, Move.DEFER, reason_code=code, expected_back_on=expected_back_on)
    event = record(row, reason=reason, code=code, by=by, at=at)
    leave_places(row, at=at)
    credit, back_on = kept_words(total_credit(row)), long_date(expected_back_on)
    tell(NotificationKind.ENROLMENT_DEFERRED, event, at=at, credit=credit, back_on=back_on)
    after_change(enrolment_ids=[row.pk], at=at)
    tell_of_leaving(row, by=by, at=at)
    _show(row, enrolment)
    return True


@transaction.atomic
def withdraw(
    *,
    enrolment: Enrolment,
    reason: str,
    by: User | None,
    at: datetime,
    code: WithdrawalReason | None = None,
    tells: bool = False,
) -> bool:
    """Free the place for good, with the reason in the history. True when this call did it; False when it was done before
    or the course is completed. Of somebody who moved, the enrolment that goes on is withdrawn.

    `code` is the DfE's; an application taken back before the start has none. `tells` writes to the person: an application
    taken back has a letter of its own.
    """
    lock_person(enrolment)
    row = lock_enrolment(_where_it_goes_on(enrolment).pk)
    if row.status not in TABLE[Move.WITHDRAW].from_:
        return False
    _move(row, Move.WITHDRAW, reason_code=code or "", expected_back_on=None)
    event = record(row, reason=reason, code=code or "", by=by, at=at)
    leave_places(row, at=at)
    if tells:
        tell(NotificationKind.ENROLMENT_WITHDRAWN, event, at=at, credit=kept_words(total_credit(row)))
    after_change(enrolment_ids=[row.pk], at=at)
    tell_of_leaving(row, by=by, at=at)
    _show(row, enrolment)
    return True


@transaction.atomic
def complete(*, enrolment: Enrolment, by: User | None, at: datetime) -> bool:
    """The course is done. True when this call did it, False when it was done before.

    Raises EnrolmentRefusedError for anybody who is not active. Whether all is done is the caller's to know.
    """
    lock_person(enrolment)
    row = lock_enrolment(enrolment.pk)
    if row.status == EnrolmentStatus.COMPLETED:
        return False
    if fault := move_fault(Move.COMPLETE, row.status):
        raise EnrolmentRefusedError(fault)
    _move(row, Move.COMPLETE)
    record(row, reason="Completed", by=by, at=at)
    after_change(enrolment_ids=[row.pk], at=at)
    _show(row, enrolment)
    return True


@transaction.atomic
def reopen(*, enrolment: Enrolment, reason: str, by: User | None, at: datetime) -> bool:
    """The course was not done after all, because what completed it was corrected; they take part again. True when this call
    did it, False for anybody who is not completed. Raises EnrolmentRefusedError without a reason."""
    lock_person(enrolment)
    row = lock_enrolment(enrolment.pk)
    if row.status != EnrolmentStatus.COMPLETED:
        return False
    if fault := move_fault(Move.REOPEN, row.status, reason=reason):
        raise EnrolmentRefusedError(fault)
    _move(row, Move.REOPEN)
    record(row, reason=reason, by=by, at=at)
    after_change(enrolment_ids=[row.pk], at=at)
    _show(row, enrolment)
    return True


def leave_places(enrolment: Enrolment, *, at: datetime) -> int:
    """Give up the places at sessions that have not ended; how many. Where somebody was stays where it is."""
    return places_to_come(enrolment, at=at).filter(left_at=None).update(left_at=at)


def places_to_come(enrolment: Enrolment, *, at: datetime) -> QuerySet[SessionPlace]:
    """Places, held or left, at sessions that end after `at`."""
    return SessionPlace.objects.filter(enrolment=enrolment, session__ends_at__gt=at)


def _where_it_goes_on(enrolment: Enrolment) -> Enrolment:
    """The enrolment itself, or the one that continues it, however often."""
    found = Enrolment.objects.get(pk=enrolment.pk)
    while found.status == EnrolmentStatus.MOVED:
        found = Enrolment.objects.get(continues=found)
    return found


def _move(row: Enrolment, move: Move, **updates: Any) -> None:
    """The row is locked and its state was judged."""
    states.move(row, to=TABLE[move].to, from_=TABLE[move].from_, **updates)


def _show(row: Enrolment, enrolment: Enrolment) -> None:
    """The caller's instance shows what became of it, where it is the same row."""
    if row.pk == enrolment.pk:
        for name in ("status", "reason_code", "expected_back_on"):
            setattr(enrolment, name, getattr(row, name))
