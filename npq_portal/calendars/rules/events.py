"""What an event of somebody's calendar is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from npq_portal.periods import start_of


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event of one person's calendar.

    `name` stays whatever changes ("session-42"), and tells it from every other event of anybody's. `about` is what its file is
    asked for by: a window has two events and one file. From `start` up to `end`, itself out: aware moments, or dates for
    whole days. `url` is the whole address of the page. `is_busy`: whether the time is taken. `gone` is what is said of it once
    it is not this person's any more.
    """

    name: str
    about: str
    title: str
    start: date
    end: date
    where: str = ""
    text: str = ""
    url: str = ""
    is_busy: bool = True
    gone: str = "Cancelled"

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) != isinstance(self.end, datetime):
            raise ValueError("An event is of whole days or of moments, not of both.")
        if self.start >= self.end:
            raise ValueError(f"An event must end after it starts: {self.start} to {self.end}.")

    @property
    def ends_at(self) -> datetime:
        """When it is over: an aware moment, for whole days the midnight in London."""
        return self.end if isinstance(self.end, datetime) else start_of(self.end)

    def facts(self) -> dict[str, Any]:
        """In JSON's values; the same event gives the same facts."""
        return asdict(self) | {"start": _as_text(self.start), "end": _as_text(self.end)}


def from_facts(facts: Mapping[str, Any]) -> Event:
    """The event that gave these facts."""
    return Event(**{**facts, "start": _from_text(facts["start"]), "end": _from_text(facts["end"])})


def _as_text(value: date) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def _from_text(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
