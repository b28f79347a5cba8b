"""Taking one of a cohort's places: the lock, the count, and what may be said of a funded place.

Order of locks, so that no two verbs wait for each other: participant, cohort, sessions, enrolments, catch-ups.
"""

from collections.abc import Collection

from courses.facts.enrolments import takes_part_elsewhere
from courses.models import Cohort, Enrolment
from courses.rules.places import funded_place_fault
from npq_portal.accounts.models import Participant


class EnrolmentRefusedError(Exception):
    """It cannot be done with this enrolment; the message says why in words for staff."""


class CohortFullError(EnrolmentRefusedError):
    """Every place of the cohort is taken."""


class FundedPlaceUnsuitableError(EnrolmentRefusedError):
    """What was said about a funded place does not suit the intake's kind of funding."""


def lock_cohort(cohort_id: int) -> Cohort:
    """The cohort's row, locked to the end of the transaction, so that two callers cannot both take the last place; whoever
    only points at the cohort, such as an application being submitted, does not wait."""
    rows = Cohort.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("intake", "programme__course").get(pk=cohort_id)


def lock_person(enrolment: Enrolment) -> None:
    """The participant's row: whoever changes the enrolments of one person does so one after the other."""
    lock_people([enrolment.participant_id])


def lock_people(participant_ids: Collection[int]) -> None:
    """The rows of these participants, in the order of their ids."""
    rows = Participant.objects.select_for_update(no_key=True).filter(pk__in=participant_ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """The enrolment's row as it is now, locked, with its person and cohort."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "participant__user", "cohort__intake", "cohort__programme__course", "cohort__programme__lead_provider"
    ).get(pk=enrolment_id)


def refuse_second(*, participant_id: int, course_id: int, besides: Collection[int]) -> None:
    """Nobody takes part in the same course twice at once. `besides`: enrolments that may be, by id. The person is locked.
    Raises EnrolmentRefusedError."""
    if words := takes_part_elsewhere(participant_id=participant_id, course_id=course_id, besides=besides):
        raise EnrolmentRefusedError(words)


def check_place(locked: Cohort, *, funded_place: bool | None) -> None:
    """Whether there is a place, and the funded place suits it. Raises CohortFullError, FundedPlaceUnsuitableError."""
    fault = funded_place_fault(funding_kind=locked.intake.funding_kind, funded_place=funded_place)
    if fault:
        raise FundedPlaceUnsuitableError(fault)
    if locked.places_left() < 1:
        raise CohortFullError(f"All {locked.capacity} places in {locked} are taken.")
