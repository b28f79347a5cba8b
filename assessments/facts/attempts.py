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


def entries_in(programme: Programme, participant_ids: Collection[int]) -> dict[int, list[Entry]]:
    """By participant id, each with_result, in the order of the windows; those of all their cohorts, since a person has so
    many attempts and not so many a cohort. One query."""
    rows = Entry.objects.filter(
        enrolment__participant__in=participant_ids, enrolment__cohort__programme=programme
    ).order_by("window__opens_at", "pk")
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in with_result(rows).select_related("window", "enrolment"):
        found[entry.enrolment.participant_id].append(entry)
    return found


def attempts_of(programme: Programme, participant_id: int) -> list[Attempt]:
    """One person's attempts in the programme. One query."""
    return [as_attempt(entry) for entry in entries_in(programme, [participant_id])[participant_id]]


def as_attempt(entry: Entry) -> Attempt:
    """An entry of with_result, for the rule."""
    return Attempt(
        case=entry.window.case_study_id,
        state=EntryState(entry.state),
        opened_at=entry.case_opened_at,
        closes_at=entry.closes_at,
        result=OutcomeResult(entry.result) if entry.result else None,
        result_at=entry.result_at,
    )
