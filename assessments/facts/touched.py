"""What a change of a cohort's sessions means for its case study windows (settings.SCHEDULE_TOUCHES)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from assessments.models import Entry, Waiver, Window
from courses.facts.touches import SessionMoved
from courses.models import Cohort
from npq_portal.templatetags.dates import long_date


def windows_touched(
    *, cohort: Cohort, sessions: Sequence[SessionMoved], worse: frozenset[int], at: datetime
) -> list[str]:
    """Sentences about the cohort's windows that are not over at `at`: sessions that now fall into one or come after its
    opening, and people who may not get in any more. Two queries a window to come."""
    windows = Window.objects.filter(cohort=cohort, closes_at__gt=at, called_off_at=None).order_by("opens_at")
    return [line for window in windows for line in _lines(window, sessions, worse)]


def _lines(window: Window, sessions: Sequence[SessionMoved], worse: frozenset[int]) -> Iterator[str]:
    opens = f"the window that opens on {long_date(window.opens_at)}"
    for session in sessions:
        day = long_date(session.period.starts_at)
        if session.period.overlaps(window.period):
            yield f"{session.title} on {day} falls into {opens}."
        elif session.period.starts_at >= window.closes_at:
            yield f"{session.title} on {day} comes after {opens}: its minutes cannot count towards being let in."
    in_already = Entry.objects.filter(window=window, enrolment__in=worse).values_list("enrolment", flat=True)
    waived = Waiver.objects.filter(window=window, enrolment__in=worse, ended_at=None).values_list(
        "enrolment", flat=True
    )
    people = len(worse - {*in_already, *waived})
    if people:
        yield f"{people} {'person' if people == 1 else 'people'} may not be let into {opens}: see “Engagement” above."
