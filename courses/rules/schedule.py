"""When sessions are held: a pattern of dates made into moments, and the days a pattern leaves out.

A planned session is a London date and a London time on the clock; its moment follows from them, so 4pm stays 4pm when the
clocks change. Length is elapsed minutes. Two clock times a year need a decision; both are RFC 5545's (section 3.3.5):

- a time the clocks skip in March (1:30am) is taken with the offset from before the change, so it is held at 2:30am;
- a time that comes twice in October (1:30am) is the first of the two, still summer time.

Both are reported (ClockNote), since hardly anybody means them. Moments are given in UTC: Python compares two London times
by their figures, which is wrong in the hour that comes twice. Nothing here reads rows, settings or the clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from npq_portal.periods import LONDON

#: More sessions at once than any programme has.
MOST_SESSIONS = 100
#: A session lasts at most a day: a conference of two days is two sessions.
MOST_MINUTES = 24 * 60
_LONGEST = timedelta(days=5 * 366)
_WEEK = timedelta(weeks=1)


class PatternFault(StrEnum):
    """Why a pattern gives no dates."""

    NO_END = "no_end"
    NO_SESSIONS = "no_sessions"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    NO_LENGTH = "no_length"
    NO_WEEKDAY = "no_weekday"
    NO_RHYTHM = "no_rhythm"


class PatternError(ValueError):
    """The pattern gives no dates; `fault` says why."""

    def __init__(self, fault: PatternFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class WhyClosed(StrEnum):
    """Why a day is left out."""

    BANK_HOLIDAY = "bank_holiday"
    SCHOOL_HOLIDAY = "school_holiday"


class WhenClosed(StrEnum):
    """What becomes of a session whose day is left out."""

    LEAVE_OUT = "leave_out"
    NEXT_FREE_WEEK = "next_free_week"


class ClockNote(StrEnum):
    """What the change of the clocks did to a start."""

    NONE = ""
    SKIPPED = "skipped"
    TWICE = "twice"


@dataclass(frozen=True)
class ClosedDays:
    """Days without sessions, the last one included."""

    name: str
    first_day: date
    last_day: date
    why: WhyClosed

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Pattern:
    """Some weekdays (0 is Monday) of every so many weeks, at a London time, `count` times or `until` a last day included.

    Weeks begin on Monday and are counted from that of `first_on`; days before `first_on` are not in the pattern. With a
    `count`, LEAVE_OUT goes on until so many sessions are made; NEXT_FREE_WEEK holds each of the first `count` days,
    those left out on the same weekday of the next week that is free. With `until`, nothing comes after it.
    """

    first_on: date
    weekdays: frozenset[int]
    starts: time
    minutes: int
    every_weeks: int = 1
    count: int | None = None
    until: date | None = None
    when_closed: WhenClosed = WhenClosed.LEAVE_OUT

    def fault(self) -> PatternFault | None:
        """Why it gives no dates, or None."""
        last = self.until or self.first_on
        faults = (
            (self.count is None and self.until is None, PatternFault.NO_END),
            (self.count is not None and self.count < 1, PatternFault.NO_SESSIONS),
            (self.count is not None and self.count > MOST_SESSIONS, PatternFault.TOO_MANY),
            (last < self.first_on, PatternFault.ENDS_BEFORE_IT_STARTS),
            (last - self.first_on > _LONGEST, PatternFault.TOO_LONG),
            (not 1 <= self.minutes <= MOST_MINUTES, PatternFault.NO_LENGTH),
            (not self.weekdays or not self.weekdays <= set(range(7)), PatternFault.NO_WEEKDAY),
            (not 1 <= self.every_weeks <= 52, PatternFault.NO_RHYTHM),
        )
        return next((fault for is_so, fault in faults if is_so), None)


@dataclass(frozen=True)
class Occurrence:
    """A session to be made: its London day, its moments (aware, UTC), and the day it was moved from, if it was."""

    day: date
    starts_at: datetime
    ends_at: datetime
    moved_from: date | None = None
    clock: ClockNote = ClockNote.NONE


@dataclass(frozen=True)
class LeftOut:
    """A day of the pattern on which nothing is held, and why; `moved_to` where the session is held instead."""

    day: date
    closed: ClosedDays
    moved_to: date | None = None


@dataclass(frozen=True)
class Dates:
    """What a pattern gives, both in the order of days."""

    occurrences: tuple[Occurrence, ...]
    left_out: tuple[LeftOut, ...]


def occurrences(pattern: Pattern, closed: Iterable[ClosedDays] = ()) -> Dates:
    """The sessions of a pattern and the days it leaves out. Where several reasons close a day, the first given is told.

    Raises PatternError for a pattern that gives no dates, one that is left out altogether included (NO_SESSIONS), or more
    than MOST_SESSIONS.
    """
    if fault := pattern.fault():
        raise PatternError(fault)
    shut = _Shut(tuple(closed))
    held, out = _moving(pattern, shut) if pattern.when_closed == WhenClosed.NEXT_FREE_WEEK else _leaving(pattern, shut)
    if not held:
        raise PatternError(PatternFault.NO_SESSIONS)
    if len(held) > MOST_SESSIONS:
        raise PatternError(PatternFault.TOO_MANY)
    made = tuple(_occurrence(pattern, day, moved_from=origin) for day, origin in sorted(held.items()))
    return Dates(made, tuple(sorted(out, key=lambda left: left.day)))


@dataclass(frozen=True)
class _Shut:
    """The closed days, asked for one day."""

    periods: tuple[ClosedDays, ...]

    def why(self, day: date) -> ClosedDays | None:
        return next((period for period in self.periods if day in period), None)


_Held = dict[date, date | None]  # the day of a session, and the day it was moved from


def _days(pattern: Pattern) -> Iterator[date]:
    """The pattern's days, whatever is closed, up to its end or five years."""
    monday = pattern.first_on - timedelta(days=pattern.first_on.weekday())
    last = pattern.until or pattern.first_on + _LONGEST
    while monday <= last:
        for weekday in sorted(pattern.weekdays):
            day = monday + timedelta(days=weekday)
            if pattern.first_on <= day <= last:
                yield day
        monday += pattern.every_weeks * _WEEK


def _leaving(pattern: Pattern, shut: _Shut) -> tuple[_Held, list[LeftOut]]:
    """Days that are closed fall away."""
    held: _Held = {}
    out: list[LeftOut] = []
    for day in _days(pattern):
        if len(held) == pattern.count:
            break
        if closed := shut.why(day):
            out.append(LeftOut(day, closed))
        else:
            held[day] = None
    return held, out


def _moving(pattern: Pattern, shut: _Shut) -> tuple[_Held, list[LeftOut]]:
    """Each closed day's session goes to the same weekday of the next week where nothing is closed or held."""
    wanted = list(islice(_days(pattern), pattern.count))
    held: _Held = {day: None for day in wanted if not shut.why(day)}
    out: list[LeftOut] = []
    last = pattern.until or pattern.first_on + _LONGEST
    for day in wanted:
        if closed := shut.why(day):
            free = _next_free(day, last, held, shut)
            if free:
                held[free] = day
            out.append(LeftOut(day, closed, moved_to=free))
    return held, out


def _next_free(day: date, last: date, held: _Held, shut: _Shut) -> date | None:
    later = day + _WEEK
    while later <= last:
        if later not in held and not shut.why(later):
            return later
        later += _WEEK
    return None


def _occurrence(pattern: Pattern, day: date, *, moved_from: date | None) -> Occurrence:
    starts_at, clock = moment(day, pattern.starts)
    return Occurrence(day, starts_at, end_of(starts_at, pattern.minutes), moved_from, clock)


def moment(day: date, at: time) -> tuple[datetime, ClockNote]:
    """The moment (aware, UTC) when London's clocks show `at` on `day`, with what a clock change did to it."""
    local = datetime.combine(day, at.replace(fold=0, tzinfo=None), LONDON)
    real = local.astimezone(UTC)
    if real.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        return real, ClockNote.SKIPPED
    twice = local.utcoffset() != local.replace(fold=1).utcoffset()
    return real, ClockNote.TWICE if twice else ClockNote.NONE


def end_of(starts_at: datetime, minutes: int) -> datetime:
    """So many elapsed minutes after an aware moment, in UTC."""
    return starts_at.astimezone(UTC) + timedelta(minutes=minutes)
