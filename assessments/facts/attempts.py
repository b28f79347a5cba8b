"""The attempts of people in a programme, as the rule of attempts sees them."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.choices import EntryState, OutcomeResult
from assessments.models import Entry, Outcome
from assessments.rules.attempts import Attempt
from courses.models import Programme


def with_result(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Each entry with `result` and `result_at` of its newest outcome, None before release."""
    newest = Outcome.objects.filter(entry=OuterRef("pk")).order_by("-at", "-pk")
    return entries.annotate(result=Subquery(newest.values("result")[:1]), result_at=Subquery(newest.values("at")[:1]))


def attempts_in(programme: Programme, participant_ids: Collection[int]) -> dict[int, list[Attempt]]:
    """By participant id, in the order of the windows; those of all their cohorts, since a person has so many attempts and
    not so many a cohort. One query."""
    rows = Entry.objects.filter(
        enrolment__participant__in=participant_ids, enrolment__cohort__programme=programme
    ).order_by("window__opens_at", "pk")
    found: dict[int, list[Attempt]] = defaultdict(list)
    for entry in with_result(rows).select_related("window", "enrolment"):
        found[entry.enrolment.participant_id].append(as_attempt(entry))
    return found


def as_attempt(entry: Entry) -> Attempt:
    """An entry of with_result, for the rule."""
    return Attempt(
        case=entry.window.case_study_id,
        state=EntryState(entry.state),
        opened_at=entry.case_opened_at,
        closes_at=entry.closes_at,
        result=OutcomeResult(entry.result) if entry.result else None,
    )
