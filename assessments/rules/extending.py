"""How somebody's own end follows from the window's, and what an outage gives back. The one place where an end is worked out.

All of it is elapsed time, added to an instant: 24 more hours over a change of the clocks are 24 hours. In UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from npq_portal.periods import Period


@dataclass(frozen=True)
class Added:
    """What is added to a window's end for one person: hours of extensions granted, hours of the standing adjustment that
    held when the window opened, and seconds given back after outages."""

    extension_hours: int = 0
    adjustment_hours: int = 0
    outage_seconds: int = 0

    @property
    def time(self) -> timedelta:
        """All of it."""
        return timedelta(hours=self.extension_hours + self.adjustment_hours, seconds=self.outage_seconds)

    def with_seconds(self, seconds: int) -> "Added":
        """The same with so many seconds given back after outages in all."""
        return replace(self, outage_seconds=seconds)


def end(window_end: datetime, added: Added) -> datetime:
    """The person's own end, in UTC; that instant itself is out."""
    return window_end.astimezone(UTC) + added.time


@dataclass(frozen=True)
class Standing:
    """A standing adjustment: so many hours, held from one instant up to another (None: for good). `expires_on` is the last
    London day on which a window may open with it, None for any."""

    hours: int
    given_at: datetime
    ended_at: datetime | None = None
    expires_on: date | None = None

    def holds(self, *, opens_at: datetime, opens_on: date) -> bool:
        """Whether it holds for a window that opens then."""
        begun = self.given_at <= opens_at
        goes_on = self.ended_at is None or self.ended_at > opens_at
        return begun and goes_on and (self.expires_on is None or opens_on <= self.expires_on)


def adjustment_hours(adjustments: Iterable[Standing], *, opens_at: datetime, opens_on: date) -> int:
    """The hours of the adjustment that holds for a window that opens then; 0 where none does. Two that follow each other in
    the same instant are not added up: the greater counts."""
    holding = (one.hours for one in adjustments if one.holds(opens_at=opens_at, opens_on=opens_on))
    return max(holding, default=0)


def credit(own: Period, outage: Period, *, decided_at: datetime) -> timedelta:
    """What an outage gives back to somebody who had the period `own`; nothing where the two do not overlap.

    The time both share, from the end they had. Where the portal was down at that end, the time lost is counted from when
    it can be used: from the end of the outage, or the decision if that comes later. Somebody whose end had passed otherwise
    could write to the last moment, and is given nothing afterwards. Whole seconds, rounded up; never less than nothing.
    """
    lost = _shared(own, outage)
    if not lost:
        return timedelta()
    if own.ends_at <= outage.ends_at:
        usable_from = max(outage.ends_at, decided_at)
        return _whole_seconds(_elapsed(own.ends_at, usable_from) + lost)
    if own.ends_at <= decided_at:
        return timedelta()
    return _whole_seconds(lost)


def _shared(one: Period, other: Period) -> timedelta:
    starts, ends = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    return max(_elapsed(starts, ends), timedelta())


def _elapsed(since: datetime, until: datetime) -> timedelta:
    return until.astimezone(UTC) - since.astimezone(UTC)


def _whole_seconds(length: timedelta) -> timedelta:
    return -(-length // timedelta(seconds=1)) * timedelta(seconds=1)


def time_lost(before: Period, after: Period, *, at: datetime) -> timedelta:
    """How much less somebody has of the period `after` than of `before`, seen at `at`; nothing where it is not less.

    Before either opens it is a matter of length. From then on it is the end that counts: whoever has begun to write loses
    what is cut off there, whatever was added at the beginning.
    """
    if at < min(before.starts_at, after.starts_at):
        return max(before.length - after.length, timedelta())
    return max(_elapsed(after.ends_at, before.ends_at), timedelta())
