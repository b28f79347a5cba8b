"""What can be done with enrolments: the verbs of a participant's life in a cohort.

Enrolling is here; leaving (defer, withdraw, complete, reopen) and coming back (resume, readmit, continue_in, transfer) are in
modules of their own and given out here too. Rules: courses.rules.enrolment_life.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from courses.actions.engagement import after_change
from courses.actions.enrolment_history import record
from courses.actions.leaving import complete, defer, reopen, withdraw
from courses.actions.places import (
    CohortFullError,
    EnrolmentRefusedError,
    FundedPlaceUnsuitableError,
    check_place,
    lock_cohort,
    lock_people,
    refuse_second,
)
from courses.actions.returning import continue_in, readmit, resume, transfer
from courses.choices import EnrolmentStatus
from courses.models import Cohort, Enrolment
from npq_portal import states
from npq_portal.accounts.models import Participant, User

__all__ = [
    "CohortFullError",
    "EnrolmentRefusedError",
    "FundedPlaceUnsuitableError",
    "complete",
    "continue_in",
    "defer",
    "enrol",
    "readmit",
    "reopen",
    "resume",
    "transfer",
    "withdraw",
]

_GO_ON_OTHERWISE = {
    EnrolmentStatus.DEFERRED: "deferred in {cohort}, so cannot be enrolled in it a second time.",
    EnrolmentStatus.MOVED: "moved from {cohort} to another cohort. Transfer them back instead.",
}


@transaction.atomic
def enrol(
    *,
    participant: Participant,
    cohort: Cohort,
    funded_place: bool | None,
    workplace_urn: str = "",
    by: User | None,
    at: datetime,
) -> Enrolment:
    """Give `participant` a place in `cohort`, and write it into the enrolment's history.

    The person's and the cohort's rows are locked to the end of the transaction. Done twice, the first enrolment comes back as it is.
    Somebody who withdrew takes a place again in the same row. Staff may enrol after registration has closed: only the
    number of places stops them. `workplace_urn` is the school of the accepted application, "" where none is known: nobody
    who works there marks this person's case study.

    Raises CohortFullError, FundedPlaceUnsuitableError (see courses.rules.places), and EnrolmentRefusedError for
    somebody who deferred or moved (they hold no place, and coming back is a decision of its own), and for somebody who takes
    the same course in another cohort.
    """
    lock_people([participant.pk])
    locked = lock_cohort(cohort.pk)
    enrolment = Enrolment.objects.filter(participant=participant, cohort=locked).first()
    if enrolment and enrolment.status in _GO_ON_OTHERWISE:
        words = _GO_ON_OTHERWISE[EnrolmentStatus(enrolment.status)].format(cohort=locked)
        raise EnrolmentRefusedError(f"{participant} {words}")
    if enrolment and enrolment.status != EnrolmentStatus.WITHDRAWN:
        return enrolment
    refuse_second(participant_id=participant.pk, course_id=locked.programme.course_id, besides=())
    check_place(locked, funded_place=funded_place)
    place: dict[str, Any] = {"enrolled_at": at, "funded_place": funded_place}
    if enrolment:
        place |= {"workplace_urn": workplace_urn or enrolment.workplace_urn, "reason_code": ""}
        states.move(enrolment, to=EnrolmentStatus.ACTIVE, from_=[EnrolmentStatus.WITHDRAWN], **place)
        return _begun(enrolment, "Enrolled again after withdrawing", by=by, at=at)
    made = Enrolment.objects.create(participant=participant, cohort=locked, workplace_urn=workplace_urn, **place)
    return _begun(made, "Enrolled", by=by, at=at)


def _begun(enrolment: Enrolment, reason: str, *, by: User | None, at: datetime) -> Enrolment:
    record(enrolment, reason=reason, by=by, at=at)
    after_change(enrolment_ids=[enrolment.pk], at=at)
    return enrolment
