"""Dates and times in words, always UK time."""

from datetime import UTC, date, datetime

import pytest

from npq_portal.templatetags import dates

WINTER = datetime(2026, 1, 15, 9, 5, tzinfo=UTC)
SUMMER = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 3, 31), "Tuesday 31 March 2026"),
        (date(2026, 3, 1), "Sunday 1 March 2026"),
        (SUMMER, "Tuesday 30 June 2026"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "Wednesday 1 July 2026"),  # already tomorrow in London
        (datetime(2026, 1, 15, 23, 59, tzinfo=UTC), "Thursday 15 January 2026"),
        (None, ""),
    ],
)
def test_long_date(value, words):
    assert dates.long_date(value) == words


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(0, 0, "12:00am"), (0, 1, "12:01am"), (9, 0, "9am"), (9, 5, "9:05am"), (11, 59, "11:59am"), (12, 0, "midday"),
     (12, 30, "12:30pm"), (17, 0, "5pm"), (23, 59, "11:59pm")],
)  # fmt: skip
def test_clock_time(hour, minute, words):
    assert dates.clock_time(datetime(2026, 1, 15, hour, minute, tzinfo=UTC)) == words


def test_summer_time_is_an_hour_on():
    assert dates.clock_time(SUMMER) == "11:59pm"
    assert dates.clock_time(WINTER) == "9:05am"


def test_the_two_sundays_when_the_clocks_change():
    assert dates.long_datetime(datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == "12:59am on Sunday 29 March 2026"
    assert dates.long_datetime(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == "2am on Sunday 29 March 2026"
    assert dates.long_datetime(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "1:30am on Sunday 25 October 2026"
    assert dates.long_datetime(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "1:30am on Sunday 25 October 2026"


def test_the_other_forms():
    assert dates.short_date(date(2026, 3, 31)) == "31 March 2026"
    assert dates.uk_time(SUMMER) == "11:59pm (UK time)"
    assert dates.long_datetime(SUMMER) == "11:59pm on Tuesday 30 June 2026"
    assert dates.deadline(SUMMER) == "11:59pm (UK time) on Tuesday 30 June 2026"


@pytest.mark.parametrize(
    "words", [dates.short_date, dates.clock_time, dates.uk_time, dates.long_datetime, dates.deadline]
)
def test_nothing_is_said_of_nothing(words):
    assert words(None) == ""


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        dates.long_datetime(WINTER.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("end", "words", "day"),
    [
        (datetime(2027, 2, 11, tzinfo=UTC), "Wednesday 10 February 2027, 11:59pm (UK time)", "10 February 2027"),
        (datetime(2027, 3, 31, 23, tzinfo=UTC), "Wednesday 31 March 2027, 11:59pm (UK time)", "31 March 2027"),
        (datetime(2027, 2, 11, 2, tzinfo=UTC), "Thursday 11 February 2027, 2am (UK time)", "11 February 2027"),
        (None, "", ""),
    ],
)
def test_an_end_that_is_out_itself_is_told_by_its_last_day(end, words, day):
    assert (dates.closing(end), dates.closing_day(end)) == (words, day)
