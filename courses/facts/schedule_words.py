"""Schedules in words: when and where a session is, and what changed, for letters and pages."""

from datetime import datetime

from courses.rules.appointments import Appointment, Detail, Difference, Kind
from npq_portal.templatetags.dates import clock_time, long_date

ONLINE = "online"


def when(starts_at: datetime, ends_at: datetime) -> str:
    """Tuesday 17 November 2026, 4pm to 5pm (UK time)."""
    if long_date(starts_at) == long_date(ends_at):
        return f"{long_date(starts_at)}, {clock_time(starts_at)} to {clock_time(ends_at)} (UK time)"
    first = f"{clock_time(starts_at)} on {long_date(starts_at)}"
    return f"{first}, to {clock_time(ends_at)} on {long_date(ends_at)} (UK time)"


def where(venue: str, join_link: str) -> str:
    """The venue; "online" where there is only a link; "place to be confirmed" where there is neither."""
    return venue or (ONLINE if join_link else "place to be confirmed")


def _here(one: Appointment) -> str:
    return f"{when(one.starts_at, one.ends_at)}, {where(one.venue, one.join_link)}"


def told(change: Difference, *, leads: bool = False, reason: str = "") -> str:
    """One line of a letter about a change. `leads`: for whoever leads the session; `reason`: why the session people knew of
    does not take place, as the hub wrote it. Links are not in letters: they are on the page, for those enrolled."""
    before, after = change.before, change.after
    why = f" Reason: {reason.rstrip('.')}." if reason else ""
    if before is None and after is not None:
        return f"{'You lead' if leads else 'New'}: {after.title}, {_here(after)}."
    if before is not None and after is None:
        if leads and not reason:
            return f"You no longer lead: {before.title}, {_here(before)}."
        counts = "" if leads else " It does not count unless it is held another time."
        return f"Called off: {before.title}, {_here(before)}.{why}{counts}"
    if before is None or after is None:
        raise ValueError("A difference has a before or an after.")
    if change.kind == Kind.ELSEWHERE:
        return f"Another session: {after.title} is now {_here(after)}. You were expected {_here(before)}.{why}"
    return _changed(change, before, after)


def _changed(change: Difference, before: Appointment, after: Appointment) -> str:
    lines = []
    if Detail.TIME in change.details:
        lines.append(f"It was {when(before.starts_at, before.ends_at)}.")
    if Detail.VENUE in change.details:
        lines.append(f"The place was {where(before.venue, before.join_link)}.")
    if Detail.LINK in change.details:
        lines.append("The link to join is a new one: it is on your page.")
    return f"Changed: {after.title} is {_here(after)}. {' '.join(lines)}"
