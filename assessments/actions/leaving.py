"""Somebody withdraws from the course, or defers: what becomes of their attempt (settings.ENROLMENT_LEFT; the rule is
assessments.rules.leaving)."""

from datetime import datetime, timedelta

from assessments.actions.windows import record
from assessments.choices import EntryState, ExtensionState
from assessments.facts.leaving import becomes, running_entries, waiting_requests
from assessments.models import Entry
from assessments.rules.leaving import Becomes
from courses.models import Enrolment
from npq_portal.accounts.models import User

#: A period is never empty, not even of somebody who left at the very opening.
_LEAST = timedelta(microseconds=1)


def enrolment_left(*, enrolment: Enrolment, by: User | None, at: datetime) -> None:
    """End the person's time in every window of the programme that is open for them, and let their requests for more time
    lapse. In the caller's transaction, which has locked the person and the enrolment; locks the entries, so that of leaving
    and submitting at once the one that came first counts."""
    for entry in running_entries(enrolment, at=at).select_for_update(of=("self",)):
        _end(entry, enrolment, by=by, at=at)
    waiting_requests(enrolment, at=at).update(state=ExtensionState.LAPSED, decided_at=at)


def _end(entry: Entry, enrolment: Enrolment, *, by: User | None, at: datetime) -> None:
    found = becomes(entry, at=at)
    if found == Becomes.UNTOUCHED:
        return
    entry.closes_at = max(at, entry.window.opens_at + _LEAST)
    entry.left_at = at
    if found == Becomes.ENDS:
        entry.state, entry.closed_at = EntryState.LEFT, at
    entry.save(update_fields=["closes_at", "left_at", "state", "closed_at"])
    what = f"{enrolment.get_status_display()}: {entry.enrolment.participant.full_name}"
    record(entry.window, what=what, after={"becomes": found.value}, by=by, at=at)
