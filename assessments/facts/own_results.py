"""What a participant may know of their own results: nothing before it is released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from assessments.choices import MisconductState
from assessments.facts.attempts import attempts_of
from assessments.facts.engagement import Engagement, engagement_of, where_it_goes_on
from assessments.facts.policies import policy_of
from assessments.facts.results import newest_outcomes, whole_entries
from assessments.models import CompletionStatement, Entry, MisconductCase, Outcome, Window
from assessments.rules.attempts import Attempt, Due, due, is_passed, left, window_fault
from assessments.rules.outcomes import Completion, completion
from courses.models import Enrolment
from npq_portal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class OwnResult:
    """One result that is out. `earlier` are those it corrects, the newest first."""

    entry: Entry
    outcome: Outcome
    earlier: list[Outcome]


def own_results(user: User) -> list[OwnResult]:
    """Every released result of one person, the newest first. Three queries."""
    entries = whole_entries().filter(enrolment__participant__user=user, outcomes__isnull=False).distinct()
    return [_own(entry) for entry in entries.order_by("-window__opens_at", "-pk")]


def _own(entry: Entry) -> OwnResult:
    newest, *earlier = entry.outcomes.order_by("-at", "-pk")
    return OwnResult(entry=entry, outcome=newest, earlier=earlier)


@dataclass(frozen=True, kw_only=True)
class Next:
    """Where somebody stands after a result. `window` is the planned one that can be the next attempt's, if any."""

    goes_on: Enrolment
    engagement: Engagement
    completion: Completion
    due: Due
    left: int
    window: Window | None
    statement: CompletionStatement | None


def what_next(entry: Entry, *, at: datetime) -> Next:
    """The course after this attempt, judged over all attempts in the programme."""
    enrolment = entry.enrolment
    programme = enrolment.cohort.programme
    goes_on = where_it_goes_on([enrolment])[enrolment.pk]
    attempts = attempts_of(programme, enrolment.participant_id)
    allowed = policy_of(programme).attempts
    engagement = engagement_of([goes_on.pk])[goes_on.pk]
    answer = due(attempts, allowed=allowed, at=at)
    return Next(
        goes_on=goes_on,
        engagement=engagement,
        completion=completion(engagement_met=engagement.is_met, passed=is_passed(attempts)),
        due=answer,
        left=left(attempts, allowed=allowed, at=at),
        window=_next_window(goes_on, attempts, at=at) if answer == Due.RESIT else None,
        statement=CompletionStatement.objects.filter(enrolment=goes_on, withdrawn_at=None).first(),
    )


def _next_window(enrolment: Enrolment, attempts: Sequence[Attempt], *, at: datetime) -> Window | None:
    """The first window of their cohort that is still to open and can be the next attempt's."""
    coming = Window.objects.filter(cohort=enrolment.cohort_id, opens_at__gt=at, called_off_at=None).order_by("opens_at")
    fit = (one for one in coming if not window_fault(attempts, case=one.case_study_id, opens_at=one.opens_at))
    return next(fit, None)


def told_cases(user: User) -> QuerySet[MisconductCase]:
    """The cases of misconduct about one person's submissions that they were told of and that still matter to them: open, or
    upheld."""
    rows = MisconductCase.objects.filter(submission__entry__enrolment__participant__user=user)
    still = Q(closed_at=None) | Q(was_upheld=True)
    return (
        rows.filter(still)
        .exclude(state=MisconductState.RAISED)
        .select_related(
            "submission__entry__enrolment__cohort__programme__course", "submission__entry__window__case_study"
        )
    )


def own_statements(user: User) -> QuerySet[CompletionStatement]:
    """The statements of one person that stand."""
    rows = CompletionStatement.objects.filter(enrolment__participant__user=user, withdrawn_at=None)
    return rows.select_related("enrolment__cohort__programme__course", "enrolment__cohort__programme__lead_provider")


def outcome_of(user: User, window_id: int) -> OwnResult | None:
    """One person's result of a window; None before it is out, or where they were not in it."""
    entry = whole_entries().filter(enrolment__participant__user=user, window=window_id).first()
    return _own(entry) if entry is not None and newest_outcomes([entry.pk]) else None
