"""When people may be written to. Pure.

Rules of the hub's own: nobody is written to between 9pm and 7am in London about what can wait until the morning, and a kind
may keep the school holidays. What cannot wait, such as a window that closes in three hours, goes at any hour.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from npq_portal.periods import LONDON

#: London hours between which people are written to about what can wait.
WAKES, SLEEPS = time(7), time(21)


@dataclass(frozen=True)
class DaysOff:
    """Days on which nobody is written to about what keeps the holidays; both are in."""

    first_day: date
    last_day: date

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How one kind of reminder behaves. `can_wait`: until the morning. `keeps_holidays`: until the school holidays are over.
    `optional`: people can switch it off. `joins`: it may stand in one email with others for the same person."""

    can_wait: bool = True
    keeps_holidays: bool = False
    optional: bool = False
    joins: bool = True


URGENT: Final = Manners(can_wait=False, joins=False)


def earliest(moment: datetime, *, manners: Manners, days_off: Collection[DaysOff] = ()) -> datetime:
    """The first moment at or after `moment` (aware) at which people may be written to, in UTC: `moment` itself if it may be
    that. What waits goes at 7am by the London clock, also on the days on which the clocks change."""
    local = moment.astimezone(LONDON)
    while True:
        later = _after_the_night(local) if manners.can_wait else local
        if manners.keeps_holidays:
            later = _after_the_holidays(later, days_off)
        if later == local:
            return local.astimezone(UTC)
        local = later


def _after_the_night(local: datetime) -> datetime:
    if local.time() < WAKES:
        return _morning(local.date())
    return local if local.time() < SLEEPS else _morning(local.date() + timedelta(days=1))


def _after_the_holidays(local: datetime, days_off: Collection[DaysOff]) -> datetime:
    ends = [days.last_day for days in days_off if local.date() in days]
    return _morning(max(ends) + timedelta(days=1)) if ends else local


def _morning(day: date) -> datetime:
    return datetime.combine(day, WAKES, LONDON)
