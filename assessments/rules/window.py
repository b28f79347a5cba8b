"""When a window opens and closes: a named rule makes two instants of an opening day, and the preview says them in words.

Sources: docs/domain.md (eight calendar days, the first and the last included) and the windows that hubs published, such as
3 to 10 February 2023. Everything is calendar arithmetic on London's clocks, never a number of hours: eight days are 191
hours where the clocks go forward within them, 193 where they go back, and 192 otherwise.

Two clock times a year need a decision (courses.rules.schedule.moment): one that the clocks skip in March is an hour later,
and of one that comes twice in October an opening is the first and a closing the second, so that nobody is shut out while
a clock still shows the time they were told. Instants are given in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assessments.choices import WindowRule
from courses.rules.schedule import ClockNote, moment
from npq_portal.periods import LONDON, Period

MIDNIGHT = time(0)
#: More days than any window has; the database says the same.
MOST_DAYS = 60
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Terms:
    """What a window is made of. Times are London's, and naive. `closing_time` is for CALENDAR_DAYS alone: on the last
    counted day; None for the end of that day."""

    rule: str
    opens_on: date
    days: int = 8
    opening_time: time = MIDNIGHT
    closing_time: time | None = None

    @property
    def last_day(self) -> date:
        """The last day on which somebody may write: the counted one, or the one on whose clock time it closes."""
        if self.rule == WindowRule.SAME_CLOCK_TIME:
            after = self.opens_on + self.days * _DAY
            return after - _DAY if self.opening_time == MIDNIGHT else after
        return self.opens_on + (self.days - 1) * _DAY


def fault(terms: Terms) -> str:
    """What is wrong with the terms, in words for staff; "" where nothing is."""
    if terms.rule not in WindowRule.values:
        return "Choose how the days are counted."
    if not 1 <= terms.days <= MOST_DAYS:
        return f"A window has from 1 to {MOST_DAYS} days."
    if terms.rule == WindowRule.SAME_CLOCK_TIME and terms.closing_time is not None:
        return "A window that closes at the time of day it opened has no closing time of its own."
    if terms.closing_time == MIDNIGHT:
        return "Leave the closing time empty for the end of the last day: 00:00 is the beginning of a day."
    if _closes_at(terms)[0] <= _opens_at(terms)[0]:
        return "The window must close after it opens."
    return ""


def period(terms: Terms) -> Period:
    """From the opening instant up to, but not including, the closing one; both in UTC. Raises ValueError for terms that
    fault() faults."""
    if words := fault(terms):
        raise ValueError(words)
    return Period(_opens_at(terms)[0], _closes_at(terms)[0])


def _opens_at(terms: Terms) -> tuple[datetime, ClockNote]:
    return moment(terms.opens_on, terms.opening_time)


def _closes_at(terms: Terms) -> tuple[datetime, ClockNote]:
    day, at = _closing_clock(terms)
    first, note = moment(day, at)
    return (first + _HOUR if note == ClockNote.TWICE else first), note


def _closing_clock(terms: Terms) -> tuple[date, time]:
    """The London day and time at which it is over."""
    if terms.rule == WindowRule.SAME_CLOCK_TIME:
        return terms.opens_on + terms.days * _DAY, terms.opening_time
    if terms.closing_time is None:
        return terms.opens_on + terms.days * _DAY, MIDNIGHT
    return terms.last_day, terms.closing_time


# -- in words ----------------------------------------------------------------------------------------------------------
def describe(terms: Terms) -> str:
    """The preview: "opens Monday 24 March 2025, 00:00; closes Monday 31 March 2025, midnight at the end of the day; 191
    hours, the clocks go forward". Raises ValueError as period() does."""
    found = period(terms)
    said = [f"opens {opening_words(found.starts_at)}", f"closes {closing_words(found.ends_at)}", length_words(found)]
    return "; ".join([*said, *_oddities(terms)])


def opening_words(at: datetime) -> str:
    """Monday 24 March 2025, 00:00. London's clock."""
    local = at.astimezone(LONDON)
    return f"{_long(local.date())}, {local:%H:%M}"


def closing_words(at: datetime) -> str:
    """Monday 31 March 2025, midnight at the end of the day; or, at another time, Monday 31 March 2025, 17:00. For the preview
    alone, which is exact by 24 hours; everywhere else an end is told by npq_portal.templatetags.dates.closing."""
    local = at.astimezone(LONDON)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{_long(local.date() - _DAY)}, midnight at the end of the day"
    return f"{_long(local.date())}, {local:%H:%M}"


def length_words(found: Period) -> str:
    """191 hours, the clocks go forward: the elapsed time, and what the clocks do within it."""
    return hours_words(found.length) + _clock_change(found)


def hours_words(length: timedelta) -> str:
    """191 hours; 1 hour and 30 minutes. Whole minutes; seconds that are left are cut off."""
    minutes = int(length / timedelta(minutes=1))
    parts = [_count(minutes // 60, "hour"), _count(minutes % 60, "minute")]
    return " and ".join(part for part in parts if part) or "less than a minute"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else ""


def _clock_change(found: Period) -> str:
    before, after = (at.astimezone(LONDON).utcoffset() for at in (found.starts_at, found.ends_at))
    if before == after or before is None or after is None:
        return ""
    return ", the clocks go forward" if after > before else ", the clocks go back"


def _oddities(terms: Terms) -> Iterator[str]:
    """Clock times that no clock shows, or that come twice."""
    at, note = _opens_at(terms)
    if note == ClockNote.SKIPPED:
        yield f"no clock shows {terms.opening_time:%H:%M} on the day it opens, so it opens at {_clock(at)}"
    elif note == ClockNote.TWICE:
        yield f"{terms.opening_time:%H:%M} comes twice on the day it opens: it opens the first time"
    at, note = _closes_at(terms)
    shown = _closing_clock(terms)[1]
    if note == ClockNote.SKIPPED:
        yield f"no clock shows {shown:%H:%M} on the day it closes, so it closes at {_clock(at)}"
    elif note == ClockNote.TWICE:
        yield f"{shown:%H:%M} comes twice on the day it closes: it closes the second time"


def _clock(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"


def _long(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
