"""The text of a calendar: right on London's clock over both changes, and what Outlook, Google and Apple look for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Timezone

from npq_portal.calendars.rules.events import Event
from npq_portal.calendars.rules.ics import calendar
from npq_portal.calendars.rules.publishing import Told
from npq_portal.periods import LONDON
from tests.calendars.reading import events

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
HOST = "npq.hub.example"


def made(*told: Told) -> bytes:
    return calendar(told, host=HOST, title="NPQ, Riverbank", about="Your dates.")


def told(start: date, end: date, *, sequence: int = 0, is_off: bool = False, **facts) -> Told:
    event = Event(
        **{"name": "session-42", "about": "session-42", "title": "Seminar", "start": start, "end": end} | facts
    )
    return Told(event, sequence, AT, is_off)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "begins", "ends"),
    [
        (utc(2026, 3, 28, 16), utc(2026, 3, 28, 17), "Sat 28 Mar 2026 16:00", "Sat 28 Mar 2026 17:00"),
        (utc(2026, 3, 29, 15), utc(2026, 3, 29, 16), "Sun 29 Mar 2026 16:00", "Sun 29 Mar 2026 17:00"),
        (utc(2026, 3, 24), utc(2026, 3, 31, 23), "Tue 24 Mar 2026 00:00", "Wed 01 Apr 2026 00:00"),
        (utc(2026, 10, 24, 15), utc(2026, 10, 24, 16), "Sat 24 Oct 2026 16:00", "Sat 24 Oct 2026 17:00"),
        (utc(2026, 10, 25, 16), utc(2026, 10, 25, 17), "Sun 25 Oct 2026 16:00", "Sun 25 Oct 2026 17:00"),
        (utc(2026, 10, 20, 8), utc(2026, 10, 28, 9), "Tue 20 Oct 2026 09:00", "Wed 28 Oct 2026 09:00"),
        (date(2026, 3, 29), date(2026, 3, 30), "Sun 29 Mar 2026", "Mon 30 Mar 2026"),
        (date(2026, 10, 25), date(2026, 10, 26), "Sun 25 Oct 2026", "Mon 26 Oct 2026"),
    ],
)
def test_times_are_londons_over_both_changes_of_the_clocks(start, end, begins, ends):
    (seen,) = events(made(told(start, end))).values()
    assert (seen.start, seen.end) == (begins, ends)


def test_the_zone_of_the_file_is_londons_hour_by_hour():
    """Around every change of the clocks for ten years, by the file's own rule and not by the name of the zone."""
    (zone,) = Calendar.from_ical(made()).walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    theirs = zone.to_tz(lookup_tzid=False)
    for year in range(2026, 2036):
        for month in (3, 10):
            for hours in range(-24, 24 * 9):
                moment = datetime(year, month, 24, tzinfo=UTC) + timedelta(hours=hours)
                assert moment.astimezone(theirs).utcoffset() == moment.astimezone(LONDON).utcoffset(), moment


def test_the_zone_has_one_yearly_rule_each_since_outlook_reads_no_dates():
    text = made().decode()
    assert text.count("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=") == 2
    assert "RDATE" not in text


def test_a_moment_that_comes_twice_is_the_first_and_ends_after_it():
    """Nobody meets between 1am and 2am; a window could end there. A local time cannot say which of the two it is."""
    twice = told(utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 2))
    (seen,) = events(made(twice)).values()
    assert (seen.start, seen.end) == ("Sun 25 Oct 2026 01:30", "Sun 25 Oct 2026 02:00")


def test_what_programs_read_of_the_whole():
    text = made().decode().replace("\r\n", "\n")
    for line in (
        "VERSION:2.0",
        "PRODID:-//NPQ portal//Calendar//EN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:NPQ\\, Riverbank",
        "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT2H",
        "X-PUBLISHED-TTL:PT2H",
    ):
        assert f"\n{line}\n" in text
    assert max(len(line.encode()) for line in text.splitlines()) <= 75


def test_what_programs_read_of_an_event():
    one = told(utc(2026, 11, 17, 16), utc(2026, 11, 17, 17), sequence=3, where="Room 1, first floor", text="Café; x\nJoin", url="https://h.example/a")  # fmt: skip
    text = made(one).decode().replace("\r\n ", "").replace("\r\n", "\n")
    for line in (
        "UID:session-42@npq.hub.example",
        "SEQUENCE:3",
        "DTSTAMP:20260901T090000Z",
        "LAST-MODIFIED:20260901T090000Z",
        "DTSTART;TZID=Europe/London:20261117T160000",
        "LOCATION:Room 1\\, first floor",
        "DESCRIPTION:Café\\; x\\nJoin\\nhttps://h.example/a",
        "URL:https://h.example/a",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
    ):
        assert f"\n{line}\n" in text, text
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text


def test_what_is_off_says_so_to_programs_and_to_people():
    off = told(utc(2026, 11, 17, 16), utc(2026, 11, 17, 17), sequence=4, is_off=True)
    text = made(off).decode()
    assert "STATUS:CANCELLED" in text
    assert "SUMMARY:Cancelled: Seminar" in text
    assert "TRANSP:TRANSPARENT" in text


def test_a_whole_day_takes_no_time():
    text = made(told(date(2026, 12, 8), date(2026, 12, 9), is_busy=False)).decode()
    assert "DTSTART;VALUE=DATE:20261208" in text
    assert "DTEND;VALUE=DATE:20261209" in text
    assert "TRANSP:TRANSPARENT" in text
