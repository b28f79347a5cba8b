"""Reading a calendar back, as a calendar program does."""

from dataclasses import dataclass
from datetime import date, datetime

from icalendar import Calendar


@dataclass(frozen=True)
class Seen:
    """An event as a program shows it; times are as they stand in the file, on London's clock."""

    title: str
    start: str
    end: str
    sequence: int
    status: str


def events(text: bytes) -> dict[str, Seen]:
    """The events of a calendar, by the part of their UID before the @."""
    found = {}
    for one in Calendar.from_ical(text).walk("VEVENT"):
        name = str(one["UID"]).partition("@")[0]
        found[name] = Seen(
            str(one["SUMMARY"]), _said(one["DTSTART"]), _said(one["DTEND"]), int(one["SEQUENCE"]), str(one["STATUS"])
        )
    return found


def _said(value) -> str:
    if not isinstance(value.dt, datetime):
        assert isinstance(value.dt, date)
        return f"{value.dt:%a %d %b %Y}"
    assert value.params["TZID"] == "Europe/London"
    return f"{value.dt:%a %d %b %Y %H:%M}"
