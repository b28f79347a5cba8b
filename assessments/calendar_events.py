"""What assessments put into somebody's calendar: their case study windows, from the opening to their own end."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from assessments.actions.window_letters import window_url
from assessments.actions.windows import concerns
from assessments.facts.entering import Candidate, candidates_among
from assessments.facts.windows import own_enrolment, windows_of_person
from npq_portal.accounts.models import User
from npq_portal.calendars.rules.events import Event
from npq_portal.templatetags.dates import clock_time, closing, last_minute

#: Nobody's own end is further behind the window's.
_MOST_ADDED: Final = timedelta(days=60)
#: How long before the end its own event begins: it ends with the window, so that no calendar shows it too late or, where the
#: end is midnight, on the day after.
_BEFORE_THE_END: Final = timedelta(minutes=30)


def windows(user: User, *, since: datetime, at: datetime) -> Iterable[Event]:
    """Two events a window: the days themselves, which take no time, and its end. About fifteen queries for each of the few
    windows that a person has."""
    for window in windows_of_person(user).filter(closes_at__gt=since - _MOST_ADDED, called_off_at=None):
        (found,) = candidates_among(window, [own_enrolment(user, window)], at=at)
        if concerns(found):
            yield from _of(found)


def _of(one: Candidate) -> Iterable[Event]:
    window, end = one.window, one.closes_at.astimezone(UTC)
    name, course = f"window-{window.pk}-{one.enrolment.pk}", window.cohort.programme.course.full_title
    shared = {
        "about": f"window-{window.pk}",
        "text": f"{course}. Your window closes on {closing(end)}.",
        "url": window_url(window),
        "is_busy": False,
    }
    yield Event(name=name, title="Case study window", start=window.opens_at, end=end, **shared)
    title = f"Case study window closes at {clock_time(last_minute(end))}"
    yield Event(name=f"{name}-closes", title=title, start=end - _BEFORE_THE_END, end=end, **shared)
