"""What it means for somebody's case study if they withdraw or defer now (settings.LEAVING_TOUCHES)."""

from datetime import datetime

from django.db.models import QuerySet

from assessments.choices import EntryState, ExtensionState
from assessments.facts.submissions import standing_submission
from assessments.models import Entry, Extension
from assessments.rules.leaving import Becomes, what_becomes
from courses.models import Enrolment


def running_entries(enrolment: Enrolment, *, at: datetime) -> QuerySet[Entry]:
    """Where they may still write at `at`; also in the window of a cohort from which they moved."""
    rows = Entry.objects.select_related("window__cohort", "enrolment__participant").filter(
        enrolment__participant=enrolment.participant_id,
        window__cohort__programme=enrolment.cohort.programme_id,
        state=EntryState.ADMITTED,
        closes_at__gt=at,
    )
    return rows.order_by("pk")


def waiting_requests(enrolment: Enrolment, *, at: datetime) -> QuerySet[Extension]:
    """Their requests for more time that wait for a decision, in windows that are not over."""
    return Extension.objects.filter(
        enrolment__participant=enrolment.participant_id,
        window__cohort__programme=enrolment.cohort.programme_id,
        window__closes_at__gt=at,
        state=ExtensionState.ASKED,
    )


def becomes(entry: Entry, *, at: datetime) -> Becomes:
    """What the rule says of it."""
    submitted = standing_submission(entry) is not None
    return what_becomes(state=EntryState(entry.state), closes_at=entry.closes_at, submitted=submitted, at=at)


def what_leaving_means(*, enrolment: Enrolment, at: datetime) -> list[str]:
    """Sentences for the member of staff who is about to do it."""
    said = [
        f"They are in the case study window of {entry.window.cohort}. Their time in it ends at once."
        f" {becomes(entry, at=at).label}"
        for entry in running_entries(enrolment, at=at)
    ]
    if waiting_requests(enrolment, at=at).exists():
        said.append("Their request for more time lapses.")
    return said
