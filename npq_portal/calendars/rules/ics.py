"""The text of a calendar, as RFC 5545 has it and Outlook, Google and Apple read it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from npq_portal.calendars.rules.publishing import Told
from npq_portal.periods import LONDON

PRODID: Final = "-//NPQ portal//Calendar//EN"
#: How often a program is asked to look again; most decide for themselves (Google: up to a day).
REFRESH: Final = timedelta(hours=2)


def calendar(told: Iterable[Told], *, host: str, title: str, about: str) -> bytes:
    """The file. `host` ends the events' identifiers, `title` is the calendar's name and `about` a sentence on it."""
    made = Calendar()
    made.add("prodid", PRODID)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", vText(title))
    made.add("x-wr-caldesc", vText(about))
    made.add("x-wr-timezone", LONDON.key)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", f"PT{int(REFRESH.total_seconds()) // 3600}H")
    made.add_component(_london())
    for one in told:
        made.add_component(_event(one, host=host))
    return bytes(made.to_ical())


def _event(told: Told, *, host: str) -> Event:
    event, made = told.event, Event()
    made.add("uid", f"{event.name}@{host}")
    made.add("sequence", told.sequence)
    # The same text for the same facts, so that a program that asks again can be answered "nothing new".
    made.add("dtstamp", told.changed_at.astimezone(UTC))
    made.add("last-modified", told.changed_at.astimezone(UTC))
    made.add("dtstart", _local(event.start))
    made.add("dtend", _local(event.end))
    # Some programs show what is called off like the rest, so the words say it too.
    made.add("summary", f"{event.gone}: {event.title}" if told.is_off else event.title)
    made.add("status", "CANCELLED" if told.is_off else "CONFIRMED")
    made.add("transp", "OPAQUE" if event.is_busy and not told.is_off else "TRANSPARENT")
    if event.where:
        made.add("location", event.where)
    if words := "\n".join(line for line in (event.text, event.url) if line):
        made.add("description", words)
    if event.url:
        made.add("url", event.url)
    return made


def _local(value: date) -> date:
    return value.astimezone(LONDON) if isinstance(value, datetime) else value


def _london() -> Timezone:
    """Europe/London by its rule since 1996. icalendar's own add_missing_timezones lists every change of the clocks as a date
    (RDATE), which Outlook does not read (MS-STANOICAL 2.2.47), and has summer time begin an hour late."""
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    nothing, hour = timedelta(), timedelta(hours=1)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for part, name, start, month, before, after in (
        (summer, "BST", datetime(1996, 3, 31, 1), 3, nothing, hour),  # noqa: DTZ001 local by the offset before it
        (winter, "GMT", datetime(1996, 10, 27, 2), 10, hour, nothing),  # noqa: DTZ001 likewise
    ):
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
