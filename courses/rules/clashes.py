"""What is odd about planned sessions: people or rooms in two places at once, and days on which nobody teaches.

Warnings, not refusals: two facilitators may well share a hall. Facts in, warnings out; words are made elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from courses.rules.schedule import ClockNote, ClosedDays, WhyClosed, moment
from npq_portal.periods import LONDON, Period

#: Ways to say that there is no room which two sessions could both need.
NO_ROOM = frozenset({"", "online", "zoom", "teams", "microsoft teams", "tbc", "to be confirmed", "to be decided"})
_SATURDAY = 5


class WarningCode(StrEnum):
    """What is odd."""

    FACILITATOR = "facilitator_in_two_places"
    VENUE = "venue_double_booked"
    PARTICIPANT = "participant_in_two_places"
    BANK_HOLIDAY = "bank_holiday"
    SCHOOL_HOLIDAY = "school_holiday"
    OUTSIDE_COHORT = "outside_cohort"
    WEEKEND = "weekend"
    OVER_MIDNIGHT = "over_midnight"
    CLOCK_SKIPPED = "clock_skipped"
    CLOCK_TWICE = "clock_twice"


@dataclass(frozen=True)
class Planned:
    """A session as clashes see it. `key` names it; people are ids of facilitators and of participants (not enrolments:
    somebody in two cohorts is one person). `first_day` and `last_day` are the cohort's; `clock` is what the change of the
    clocks did to its start."""

    key: str
    period: Period
    venue: str = ""
    facilitators: frozenset[int] = field(default=frozenset())
    participants: frozenset[int] = field(default=frozenset())
    first_day: date | None = None
    last_day: date | None = None
    clock: ClockNote = ClockNote.NONE

    @property
    def starts_at(self) -> datetime:
        """In UTC, where the order of moments is the order of their figures."""
        return self.period.starts_at.astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """Likewise."""
        return self.period.ends_at.astimezone(UTC)


@dataclass(frozen=True, order=True)
class ScheduleWarning:
    """One odd thing about the session `key`: with which other session, who is in both, or which holiday it falls on."""

    key: str
    code: WarningCode
    other: str = ""
    people: tuple[int, ...] = ()
    name: str = ""


def warnings(
    planned: Sequence[Planned], others: Sequence[Planned] = (), closed: Sequence[ClosedDays] = ()
) -> tuple[ScheduleWarning, ...]:
    """What is odd about each of `planned`: by itself, against each other, and against `others`, about which nothing is
    said. A clash of two of `planned` is told once, of the earlier (the smaller key where they start together).

    The order is that of `planned`, then of the codes. A session in both lists counts once, as planned.
    """
    found: dict[str, list[ScheduleWarning]] = {one.key: list(_by_itself(one, closed)) for one in planned}
    for one, other in _overlapping(planned, others):
        found[one.key].extend(_between(one, other))
    codes = list(WarningCode)
    return tuple(
        warning
        for one in planned
        for warning in sorted(found[one.key], key=lambda warning: (codes.index(warning.code), warning.other))
    )


def _by_itself(one: Planned, closed: Sequence[ClosedDays]) -> Iterator[ScheduleWarning]:
    days = _days(one)
    for holiday in closed:
        if holiday.first_day <= days[-1] and days[0] <= holiday.last_day:
            is_bank = holiday.why == WhyClosed.BANK_HOLIDAY
            code = WarningCode.BANK_HOLIDAY if is_bank else WarningCode.SCHOOL_HOLIDAY
            yield ScheduleWarning(one.key, code, name=holiday.name)
    outside = (one.first_day and days[0] < one.first_day) or (one.last_day and days[-1] > one.last_day)
    clock = moment(days[0], one.starts_at.astimezone(LONDON).time())[1]
    odd = (
        (bool(outside), WarningCode.OUTSIDE_COHORT),
        (any(day.weekday() >= _SATURDAY for day in days), WarningCode.WEEKEND),
        (len(days) > 1, WarningCode.OVER_MIDNIGHT),
        (one.clock == ClockNote.SKIPPED, WarningCode.CLOCK_SKIPPED),
        (clock == ClockNote.TWICE, WarningCode.CLOCK_TWICE),
    )
    yield from (ScheduleWarning(one.key, code) for is_so, code in odd if is_so)


def _days(one: Planned) -> list[date]:
    """Its London days. The end is out, so a session up to midnight is not on the day that begins then."""
    first = one.starts_at.astimezone(LONDON).date()
    last = (one.ends_at - timedelta(microseconds=1)).astimezone(LONDON).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _overlapping(planned: Iterable[Planned], others: Iterable[Planned]) -> Iterator[tuple[Planned, Planned]]:
    """Each pair that overlaps in time once, a planned one first; sorted by start, so that only neighbours are compared."""
    mine = {one.key: one for one in planned}
    every = [*mine.values(), *(one for one in others if one.key not in mine)]
    running: list[Planned] = []
    for one in sorted(every, key=lambda one: (one.starts_at, one.key)):
        running = [earlier for earlier in running if earlier.ends_at > one.starts_at]
        for earlier in running:
            if earlier.key in mine:
                yield earlier, one
            elif one.key in mine:
                yield one, earlier
        running.append(one)


def _between(one: Planned, other: Planned) -> Iterator[ScheduleWarning]:
    shared = one.facilitators & other.facilitators
    if shared:
        yield ScheduleWarning(one.key, WarningCode.FACILITATOR, other.key, tuple(sorted(shared)))
    if same_room(one.venue, other.venue):
        yield ScheduleWarning(one.key, WarningCode.VENUE, other.key, name=one.venue)
    shared = one.participants & other.participants
    if shared:
        yield ScheduleWarning(one.key, WarningCode.PARTICIPANT, other.key, tuple(sorted(shared)))


def same_room(one: str, other: str) -> bool:
    """Whether two ways of writing mean one room: capitals, spaces and punctuation are nothing; online is no room."""
    return _room(one) == _room(other) and _room(one) not in NO_ROOM


def _room(venue: str) -> str:
    return re.sub(r"[\W_]+", " ", venue.casefold()).strip()
