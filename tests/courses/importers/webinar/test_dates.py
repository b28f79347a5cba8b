"""How times are written, which of day and month comes first, and whose clock they are on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.importers.webinar import ReportRefusedError, parse_report
from courses.importers.webinar.dates import Cell, Order, order_of, read_time
from courses.importers.webinar.zones import span_on_clock, zone_name, zone_named
from npq_portal.periods import LONDON, Period

D, M = Order.DAY_FIRST, Order.MONTH_FIRST


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("24/03/2026 16:00:05", D, "2026-03-24 16:00:05"),
        ("24/03/2026, 16:00", D, "2026-03-24 16:00"),
        ("24.03.2026 16.00.05", D, "2026-03-24 16:00:05"),
        ("24-03-26 4:00:05 pm", D, "2026-03-24 16:00:05"),
        ("03/24/2026 04:00:05 PM", M, "2026-03-24 16:00:05"),
        ("3/24/26, 4:00:05\u202fPM", M, "2026-03-24 16:00:05"),
        ("\u200e3/24/2026\u200e, \u200e4:00 p.m.", M, "2026-03-24 16:00"),
        ("3/24/2026 12:05:00 AM", M, "2026-03-24 00:05"),
        ("3/24/2026 12:05:00 PM", M, "2026-03-24 12:05"),
        ("3/24/2026 16:05:00 PM", M, "2026-03-24 16:05"),
        ("2026-03-24 16:00:05", D, "2026-03-24 16:00:05"),
        ("2026-03-24T16:00:05.123", M, "2026-03-24 16:00:05"),
        ("2026/03/24 16:00:05", M, "2026-03-24 16:00:05"),
        ("2026-03-24T16:00:05Z", D, "2026-03-24 16:00:05+00:00"),
        ("2026-04-24T16:00:05+01:00", D, "2026-04-24 16:00:05+01:00"),
        ("Mar 24, 2026 16:00:05", D, "2026-03-24 16:00:05"),
        ("Mar 24, 2026 4:00 PM", D, "2026-03-24 16:00"),
        ("24 March 2026 16:00", M, "2026-03-24 16:00"),
        ("24-Mar-2026 16:00", M, "2026-03-24 16:00"),
        ("Tuesday, March 24, 2026 at 4:00 PM", D, "2026-03-24 16:00"),
    ],
)
def test_a_time_is_read(text, order, moment):
    assert read_time(text, order) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    ["", "--", "16:00", "24/03/2026", "31/02/2026 16:00", "24/03/2026 25:00", "24/13/2026 16:00", "24 Foo 2026 16:00",
     "03/24/2026 16:00", "45012.66", "=NOW()", "9999-12-31 23:59", "0001-01-01 00:00", "24/03/1926 16:00"],
)  # fmt: skip
def test_what_is_no_time_is_none(text):
    assert read_time(text, D) is None


def cells(*texts):
    return [Cell(number, "joined", text) for number, text in enumerate(texts, start=2)]


@pytest.mark.parametrize(
    ("texts", "day", "order"),
    [
        (["24/03/2026 16:00", "05/03/2026 16:00"], date(2026, 3, 24), D),
        (["03/24/2026 16:00", "03/05/2026 16:00"], date(2026, 3, 24), M),
        (["03/02/2026 16:00"], date(2026, 2, 3), D),
        (["03/02/2026 16:00"], date(2026, 3, 2), M),
        (["03/03/2026 16:00"], date(2026, 3, 3), D),
        # a rehearsal the month before: both readings touch the session's day, one has all of it
        (["03/02/2026 16:00", "03/02/2026 17:00"], date(2026, 3, 2), M),
        (["2026-03-24 16:00"], date(2026, 3, 24), D),
    ],
)
def test_the_whole_file_and_the_sessions_day_settle_the_order(texts, day, order):
    assert order_of(cells(*texts), {day}) == order


@pytest.mark.parametrize(
    ("texts", "day", "words"),
    [
        (["24/03/2026 16:00", "soon"], date(2026, 3, 24), "Line 3: we cannot read “soon” in the column “joined”"),
        (["24/03/2026 16:00", "03/24/2026 17:00"], date(2026, 3, 24), "in some dates of the file the day comes first"),
        (["24/03/2026 16:00"], date(2026, 3, 25), "report of 24 March 2026, and the session is on 25 March 2026"),
        (["03/02/2026 16:00"], date(2026, 2, 4), "report of 3 February 2026, and the session is on 4 February 2026"),
        (["03/04/2026 16:00", "04/03/2026 16:00"], date(2026, 4, 3), "can be read in two ways"),
    ],
)
def test_what_stays_open_is_refused_in_words(texts, day, words):
    with pytest.raises(ReportRefusedError) as refused:
        order_of(cells(*texts), {day})
    assert words.casefold() in str(refused.value).casefold()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("UTC", "UTC"),
        ("GMT", "UTC"),
        ("GMT+01:00", "UTC+01:00"),
        ("UTC-5", "UTC-05:00"),
        ("Europe/London", "Europe/London"),
        ("Europe/Paris", "Europe/Paris"),
        ("GMT Standard Time", "Europe/London"),
        ("BST", "Europe/London"),
        ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "Europe/London"),
        ("(GMT+1:00) Paris", "UTC+01:00"),
    ],
)
def test_a_named_zone_is_known(said, name):
    assert zone_name(zone_named(said)) == name


@pytest.mark.parametrize("said", ["Mars/Olympus", "PST", "../../etc/passwd", "GMT+99", "", "tomorrow"])
def test_an_unknown_zone_is_refused(said):
    with pytest.raises(ReportRefusedError, match="a time zone we do not know"):
        zone_named(said)


def wall(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("joined", "left", "stated", "length"),
    [
        ("2026-10-25 01:10", "2026-10-25 01:40", 30, 30),
        ("2026-10-25 01:10", "2026-10-25 01:40", 90, 90),
        ("2026-10-25 01:10", "2026-10-25 01:40", None, 30),
        ("2026-10-25 01:50", "2026-10-25 01:10", None, 20),
        ("2026-10-25 00:50", "2026-10-25 01:10", None, 20),
        ("2026-10-25 00:50", "2026-10-25 01:10", 80, 80),
        ("2026-10-25 01:30", "2026-10-25 02:30", 120, 120),
        ("2026-03-29 00:30", "2026-03-29 02:30", None, 60),
        ("2026-06-01 10:00", "2026-06-01 09:00", None, -60),
    ],
)
def test_the_hour_that_comes_twice_follows_the_stated_duration(joined, left, stated, length):
    begin, end = span_on_clock(wall(joined), wall(left), LONDON, None if stated is None else timedelta(minutes=stated))
    assert (end - begin) == timedelta(minutes=length)


def test_a_time_that_never_was_shows_that_the_clock_is_another():
    with pytest.raises(ReportRefusedError, match=r"01:30 on 29 March 2026, which did not exist in Europe/London"):
        span_on_clock(wall("2026-03-29 01:30"), wall("2026-03-29 02:30"), LONDON, None)


HEADER = "Name (original name),Email,Join time{zone},Leave time{zone},Duration (minutes)\n"
AFTERNOON = Period(datetime(2026, 7, 7, 15, tzinfo=UTC), datetime(2026, 7, 7, 16, tzinfo=UTC))  # 16:00 to 17:00 BST


def one_row(zone, times, head=""):
    text = head + HEADER.format(zone=zone) + f"Amara,a@b.example,{times[0]},{times[1]},60\n"
    return parse_report(text.encode(), session=AFTERNOON)


@pytest.mark.parametrize(
    ("zone", "times", "head"),
    [
        ("", ("07/07/2026 16:00", "07/07/2026 17:00"), ""),
        (" (UTC)", ("07/07/2026 15:00", "07/07/2026 16:00"), ""),
        (" (GMT+02:00)", ("07/07/2026 17:00", "07/07/2026 18:00"), ""),
        (" (local time)", ("07/07/2026 16:00", "07/07/2026 17:00"), ""),
        ("", ("07/07/2026 17:00", "07/07/2026 18:00"), "Time zone,Europe/Paris\n"),
        ("", ("07/07/2026 17:00", "07/07/2026 18:00"), "Topic,Start time,Time zone,Participants\nA,,Europe/Paris,3\n"),
        ("", ("07/07/2026 17:00", "07/07/2026 18:00"), "Topic,Start time (Europe/Paris),Participants\nA,,3\n"),
        ("", ("2026-07-07T15:00:00Z", "2026-07-07T18:00:00+02:00"), ""),
    ],
)
def test_a_report_is_put_on_the_clock_it_names(zone, times, head):
    [row] = one_row(zone, times, head).rows
    assert row.intervals == (AFTERNOON,)


def test_two_zones_in_one_report_are_refused():
    with pytest.raises(ReportRefusedError, match="more than one time zone"):
        one_row(" (UTC)", ("07/07/2026 15:00", "07/07/2026 16:00"), "Time zone,Europe/Paris\n")


def test_another_hour_of_the_same_day_is_another_sessions_report():
    with pytest.raises(
        ReportRefusedError, match=r"Nobody in this report was there during the session. Its times run from 09:00"
    ):
        one_row("", ("07/07/2026 09:00", "07/07/2026 10:00"))
