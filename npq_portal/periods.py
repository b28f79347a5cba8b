"""Half-open spans of time: the start is in, the end is out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

#: The time zone of every rule and every screen.
LONDON: Final = ZoneInfo("Europe/London")


def start_of(day: date) -> datetime:
    """The midnight in London with which a day begins; aware."""
    return datetime.combine(day, time.min, LONDON)


def end_of(day: date) -> datetime:
    """The midnight in London with which a day ends, itself out; aware."""
    return start_of(day + timedelta(days=1))


def days_before(moment: datetime, days: int) -> datetime:
    """So many days earlier at the same time on a London clock, also over a clock change; aware, in UTC."""
    return (moment.astimezone(LONDON) - timedelta(days=days)).astimezone(UTC)


@dataclass(frozen=True)
class Period:
    """From `starts_at` up to but not including `ends_at`; both aware. Raises ValueError when empty, reversed or naive."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("A period needs two datetimes with a time zone.")
        if self.starts_at >= self.ends_at:
            raise ValueError(f"A period must end after it starts: {self.starts_at} to {self.ends_at}.")

    def __contains__(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def overlaps(self, other: "Period") -> bool:
        """Whether any moment lies in both; touching ends do not overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def length(self) -> timedelta:
        """Elapsed time between the two moments, clock changes included."""
        return self.ends_at.timestamp() * timedelta(seconds=1) - self.starts_at.timestamp() * timedelta(seconds=1)
