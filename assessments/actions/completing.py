"""Completing the course: with the result where engagement is met by then, else as soon as it is."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from assessments.actions import statements
from assessments.actions.result_locks import lock_people
from assessments.choices import OutcomeResult
from assessments.facts.attempts import attempts_of
from assessments.facts.engagement import engagement_of
from assessments.models import CompletionStatement, Outcome
from assessments.rules.attempts import is_passed
from assessments.rules.outcomes import Completion, completion
from courses.actions import enrolments
from courses.choices import EnrolmentStatus
from courses.models import Enrolment
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.one_by_one import one_by_one


def results_url() -> str:
    """Where a participant reads their results; a whole address, for letters."""
    return settings.SITE_URL + reverse("my-results:index")


def complete_if_due(*, enrolment: Enrolment, by: User | None, at: datetime) -> bool:
    """Complete the enrolment and issue the statement where the case study is passed and engagement is met; True when this
    call did. Somebody who defers or has left is not completed. The caller has locked the person and their enrolments."""
    if enrolment.status != EnrolmentStatus.ACTIVE or not _is_due(enrolment):
        return False
    enrolments.complete(enrolment=enrolment, by=by, at=at)
    statements.issue(enrolment=enrolment, at=at)
    return True


def _is_due(enrolment: Enrolment) -> bool:
    programme, person = enrolment.cohort.programme, enrolment.participant_id
    passed = is_passed(attempts_of(programme, person))
    met = engagement_of([enrolment.pk])[enrolment.pk].is_met
    return completion(engagement_met=met, passed=passed) == Completion.COMPLETE


@transaction.atomic
def take_back(*, enrolment: Enrolment, reason: str, by: User, at: datetime) -> bool:
    """A correction took the pass away: the statement is withdrawn and the enrolment goes on; True when either was so."""
    if _is_due(enrolment):
        return False
    withdrawn = statements.withdraw(enrolment=enrolment, at=at)
    reopened = enrolments.reopen(enrolment=enrolment, reason=reason, by=by, at=at)
    return withdrawn or reopened


def complete_who_reached_engagement(*, at: datetime) -> int:
    """Complete everybody who had passed without the engagement and has it now, and write to them; how many. Each in a
    transaction of their own."""
    passed = Outcome.objects.filter(
        result=OutcomeResult.PASSED,
        entry__enrolment__participant=OuterRef("participant"),
        entry__enrolment__cohort__programme=OuterRef("cohort__programme"),
    )
    rows = Enrolment.objects.filter(Exists(passed), status=EnrolmentStatus.ACTIVE).order_by("pk")
    return sum(one_by_one(list(rows.values_list("pk", flat=True)), lambda pk: _complete_later(pk, at=at)))


@transaction.atomic
def _complete_later(enrolment_id: int, *, at: datetime) -> bool:
    rows = Enrolment.objects.select_related("participant__user", "cohort__programme__course")
    lock_people([rows.get(pk=enrolment_id).participant_id])
    enrolment = rows.get(pk=enrolment_id)
    if not complete_if_due(enrolment=enrolment, by=None, at=at):
        return False
    statement = CompletionStatement.objects.get(enrolment=enrolment)
    notifications.queue(
        kind=NotificationKind.COURSE_COMPLETED,
        to=enrolment.participant.user,
        key=f"statement:{statement.reference}:{at.isoformat()}",
        context={
            "participant_name": enrolment.participant.full_name,
            "course": enrolment.cohort.programme.course.full_title,
            "url": results_url(),
            "what_next": "Your statement of completion is on your results page. The NPQ itself comes from the DfE.",
        },
        at=at,
    )
    return True
