"""Somebody withdraws from the course, or defers: what becomes of their attempt (settings.ENROLMENT_LEFT; the rule is
assessments.rules.leaving)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from assessments.actions.windows import record
from assessments.choices import EntryState, ExtensionState
from assessments.facts.submissions import standing_submission
from assessments.models import Entry, Extension
from assessments.rules.leaving import Becomes, what_becomes
from courses.models import Enrolment
from npq_portal.accounts.models import User

#: A period is never empty, not even of somebody who left at the very opening.
_LEAST = timedelta(microseconds=1)


def enrolment_left(*, enrolment: Enrolment, by: User | None, at: datetime) -> None:
    """End the person's time in every window of the programme that is open for them, and let their requests for more time
    lapse. In the caller's transaction, which has locked the person and the enrolment; locks the entries, so that of leaving
    and submitting at once the one that came first counts."""
    for entry in _entries(enrolment).filter(closes_at__gt=at):
        _end(entry, enrolment, by=by, at=at)
    asked = Extension.objects.filter(state=ExtensionState.ASKED, window__closes_at__gt=at)
    asked.filter(
        enrolment__participant=enrolment.participant_id, window__cohort__programme=enrolment.cohort.programme_id
    ).update(state=ExtensionState.LAPSED, decided_at=at)


def _entries(enrolment: Enrolment) -> QuerySet[Entry]:
    """Also those of an enrolment that this one goes on from."""
    rows = Entry.objects.select_for_update(of=("self",)).select_related("window", "enrolment__participant")
    return rows.filter(
        enrolment__participant=enrolment.participant_id,
        window__cohort__programme=enrolment.cohort.programme_id,
        state=EntryState.ADMITTED,
    ).order_by("pk")


def _end(entry: Entry, enrolment: Enrolment, *, by: User | None, at: datetime) -> None:
    submitted = standing_submission(entry) is not None
    becomes = what_becomes(state=EntryState(entry.state), closes_at=entry.closes_at, submitted=submitted, at=at)
    if becomes == Becomes.UNTOUCHED:
        return
    entry.closes_at = max(at, entry.window.opens_at + _LEAST)
    entry.left_at = at
    if becomes == Becomes.ENDS:
        entry.state, entry.closed_at = EntryState.LEFT, at
    entry.save(update_fields=["closes_at", "left_at", "state", "closed_at"])
    what = f"{enrolment.get_status_display()}: {entry.enrolment.participant.full_name}"
    record(entry.window, what=what, after={"becomes": becomes.value}, by=by, at=at)
