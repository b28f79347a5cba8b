"""What can be done with cohorts and enrolments."""

from datetime import datetime

from django.db import transaction

from courses.choices import EnrolmentStatus
from courses.models import Cohort, Enrolment, EnrolmentEvent
from courses.rules.places import funded_place_fault
from npq_portal import states
from npq_portal.accounts.models import Participant, User

#: Those who may leave: a completed course stays completed.
_MAY_WITHDRAW = (EnrolmentStatus.ACTIVE, EnrolmentStatus.DEFERRED)


class EnrolmentRefusedError(Exception):
    """The participant cannot be enrolled; the message says why in words for staff."""


class CohortFullError(EnrolmentRefusedError):
    """Every place of the cohort is taken."""


class FundedPlaceUnsuitableError(EnrolmentRefusedError):
    """What was said about a funded place does not suit the intake's kind of funding."""


@transaction.atomic
def enrol(
    *, participant: Participant, cohort: Cohort, funded_place: bool | None, by: User | None, at: datetime
) -> Enrolment:
    """Give `participant` a place in `cohort`, and write it into the enrolment's history.

    The cohort's row is locked to the end of the transaction, so two callers cannot both take the last place; whoever
    only points at the cohort, such as an application being submitted, does not wait. Done twice, the first enrolment
    comes back as it is. Somebody who withdrew takes a place again in the same row. Staff may enrol after registration
    has closed: only the number of places stops them.

    Raises CohortFullError, FundedPlaceUnsuitableError (see courses.rules.places), and EnrolmentRefusedError for
    somebody who deferred: they hold no place, and coming back is a decision of its own.
    """
    locked = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("intake").get(pk=cohort.pk)
    enrolment = Enrolment.objects.filter(participant=participant, cohort=locked).first()
    if enrolment and enrolment.status == EnrolmentStatus.DEFERRED:
        raise EnrolmentRefusedError(f"{participant} deferred in {locked}, so cannot be enrolled in it a second time.")
    if enrolment and enrolment.status != EnrolmentStatus.WITHDRAWN:
        return enrolment
    fault = funded_place_fault(funding_kind=locked.intake.funding_kind, funded_place=funded_place)
    if fault:
        raise FundedPlaceUnsuitableError(fault)
    if locked.places_left() < 1:
        raise CohortFullError(f"All {locked.capacity} places in {locked} are taken.")
    reason = "Enrolled"
    if enrolment:
        reason = "Enrolled again after withdrawing"
        states.move(
            enrolment,
            to=EnrolmentStatus.ACTIVE,
            from_=[EnrolmentStatus.WITHDRAWN],
            enrolled_at=at,
            funded_place=funded_place,
        )
    else:
        enrolment = Enrolment.objects.create(
            participant=participant, cohort=locked, enrolled_at=at, funded_place=funded_place
        )
    _record(enrolment, reason=reason, by=by, at=at)
    return enrolment


@transaction.atomic
def withdraw(*, enrolment: Enrolment, reason: str, by: User | None, at: datetime) -> bool:
    """Free the place, with the reason in the history. True when this call did it; False when it was done before or
    the course is completed."""
    if not states.move(enrolment, to=EnrolmentStatus.WITHDRAWN, from_=_MAY_WITHDRAW):
        return False
    _record(enrolment, reason=reason, by=by, at=at)
    return True


def _record(enrolment: Enrolment, *, reason: str, by: User | None, at: datetime) -> None:
    EnrolmentEvent.objects.create(enrolment=enrolment, status=enrolment.status, reason=reason, by=by, at=at)
