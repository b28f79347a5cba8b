"""The eight days: every opening day of six years under both rules, the windows hubs published, clock changes, words."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import WindowRule
from assessments.rules.window import (
    Terms,
    closing_words,
    describe,
    fault,
    hours_words,
    opening_words,
    period,
)
from courses.rules.schedule import LONDON

DAYS, SAME = WindowRule.CALENDAR_DAYS, WindowRule.SAME_CLOCK_TIME
FIRST, LAST = date(2025, 1, 1), date(2030, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def last_sunday(year: int, month: int) -> date:
    """The clocks change in the small hours of these in March and October."""
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() + 1) % 7)


def hours_of(first: date, days: int) -> int:
    """By counting: 24 a day, 23 on the last Sunday of March, 25 on the last of October."""
    counted = [first + timedelta(days=number) for number in range(days)]
    shorter = sum(day == last_sunday(day.year, 3) for day in counted)
    longer = sum(day == last_sunday(day.year, 10) for day in counted)
    return 24 * days - shorter + longer


def local(at: datetime) -> datetime:
    return at.astimezone(LONDON).replace(tzinfo=None)


@pytest.mark.parametrize("rule", [DAYS, SAME])
@pytest.mark.parametrize("year", range(2025, 2031))
def test_from_midnight_every_opening_day_gives_eight_whole_days(rule, year):
    lengths = set()
    for day in (day for day in EVERY_DAY if day.year == year):
        found = period(Terms(rule, day))
        assert local(found.starts_at) == datetime.combine(day, time())
        assert local(found.ends_at) == datetime.combine(day + timedelta(days=8), time())
        hours = found.length / timedelta(hours=1)
        assert hours == hours_of(day, 8), day
        lengths.add(hours)
    assert lengths == {191, 192, 193}


@pytest.mark.parametrize("opening", [time(0, 1), time(9), time(12), time(23, 59)])
def test_the_same_clock_time_whatever_the_clocks_do(opening):
    for day in EVERY_DAY:
        found = period(Terms(SAME, day, opening_time=opening))
        assert local(found.starts_at) == datetime.combine(day, opening)
        assert local(found.ends_at) == datetime.combine(day + timedelta(days=8), opening)


def test_a_closing_time_is_on_the_last_counted_day():
    for day in EVERY_DAY:
        found = period(Terms(DAYS, day, opening_time=time(9), closing_time=time(17)))
        assert local(found.ends_at) == datetime.combine(day + timedelta(days=7), time(17))


@pytest.mark.parametrize(
    ("opens", "last_day", "hours"),
    [
        (date(2023, 2, 3), date(2023, 2, 10), 192),
        (date(2023, 10, 2), date(2023, 10, 9), 192),
        (date(2024, 2, 1), date(2024, 2, 8), 192),
        (date(2024, 3, 1), date(2024, 3, 8), 192),
        (date(2024, 4, 15), date(2024, 4, 22), 192),
        (date(2024, 9, 12), date(2024, 9, 19), 192),
        (date(2024, 10, 7), date(2024, 10, 14), 192),
        (date(2025, 2, 3), date(2025, 2, 10), 192),
        (date(2025, 3, 31), date(2025, 4, 7), 192),
        (date(2025, 9, 15), date(2025, 9, 22), 192),
        (date(2025, 10, 24), date(2025, 10, 31), 193),
        (date(2026, 3, 24), date(2026, 3, 31), 191),
    ],
)
def test_the_windows_that_hubs_published(opens, last_day, hours):
    terms = Terms(DAYS, opens)
    assert terms.last_day == last_day
    assert local(period(terms).ends_at) == datetime.combine(last_day + timedelta(days=1), time())
    assert period(terms).length == timedelta(hours=hours)


def test_the_opening_instant_is_in_and_the_closing_one_is_out():
    found = period(Terms(DAYS, date(2027, 2, 3)))
    assert datetime(2027, 2, 3, tzinfo=UTC) in found
    assert datetime(2027, 2, 10, 23, 59, 59, 999_999, tzinfo=UTC) in found
    assert datetime(2027, 2, 11, tzinfo=UTC) not in found
    assert found.starts_at - timedelta(microseconds=1) not in found


# -- in words ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (
            Terms(DAYS, date(2026, 3, 24)),
            (
                "opens Tuesday 24 March 2026, 00:00; closes Tuesday 31 March 2026, midnight at the end of the day;"
                " 191 hours, the clocks go forward"
            ),
        ),
        (
            Terms(DAYS, date(2027, 2, 3)),
            (
                "opens Wednesday 3 February 2027, 00:00; closes Wednesday 10 February 2027, midnight at the end of the day;"
                " 192 hours"
            ),
        ),
        (
            Terms(SAME, date(2026, 10, 20), opening_time=time(9)),
            "opens Tuesday 20 October 2026, 09:00; closes Wednesday 28 October 2026, 09:00; 193 hours, the clocks go back",
        ),
        (
            Terms(DAYS, date(2027, 2, 1), opening_time=time(0, 1), closing_time=time(23, 59)),
            "opens Monday 1 February 2027, 00:01; closes Monday 8 February 2027, 23:59; 191 hours and 58 minutes",
        ),
        (
            Terms(DAYS, date(2026, 3, 22), closing_time=time(1, 30)),
            (
                "opens Sunday 22 March 2026, 00:00; closes Sunday 29 March 2026, 02:30; 169 hours and 30 minutes, the clocks go"
                " forward; no clock shows 01:30 on the day it closes, so it closes at 02:30"
            ),
        ),
        (
            Terms(DAYS, date(2026, 10, 18), closing_time=time(1, 30)),
            (
                "opens Sunday 18 October 2026, 00:00; closes Sunday 25 October 2026, 01:30; 170 hours and 30 minutes, the clocks"
                " go back; 01:30 comes twice on the day it closes: it closes the second time"
            ),
        ),
        (
            Terms(SAME, date(2026, 3, 29), opening_time=time(1, 15)),
            (
                "opens Sunday 29 March 2026, 02:15; closes Monday 6 April 2026, 01:15; 191 hours; no clock shows 01:15 on the"
                " day it opens, so it opens at 02:15"
            ),
        ),
        (
            Terms(SAME, date(2026, 10, 25), days=1, opening_time=time(1, 15)),
            (
                "opens Sunday 25 October 2026, 01:15; closes Monday 26 October 2026, 01:15; 25 hours, the clocks go back;"
                " 01:15 comes twice on the day it opens: it opens the first time"
            ),
        ),
    ],
)
def test_the_preview_in_words(terms, words):
    assert describe(terms) == words


def test_midnight_never_stands_without_the_day_it_ends():
    for day in EVERY_DAY:
        words = describe(Terms(DAYS, day))
        assert words.count("midnight") == words.count(", midnight at the end of the day") == 1


def test_a_moment_in_summer_is_told_by_londons_clock():
    assert opening_words(datetime(2026, 6, 30, 23, tzinfo=UTC)) == "Wednesday 1 July 2026, 00:00"
    assert (
        closing_words(datetime(2026, 6, 30, 23, tzinfo=UTC)) == "Tuesday 30 June 2026, midnight at the end of the day"
    )
    assert closing_words(datetime(2026, 6, 30, 23, 0, 30, tzinfo=UTC)) == "Wednesday 1 July 2026, 00:00"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=192), "192 hours"),
        (timedelta(hours=1, minutes=1), "1 hour and 1 minute"),
        (timedelta(minutes=90, seconds=59), "1 hour and 30 minutes"),
        (timedelta(seconds=5), "less than a minute"),
    ],
)
def test_lengths_in_words(length, words):
    assert hours_words(length) == words


# -- what cannot be ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms("eight_days", date(2027, 2, 3)), "Choose how the days are counted"),
        (Terms(DAYS, date(2027, 2, 3), days=0), "from 1 to 60 days"),
        (Terms(DAYS, date(2027, 2, 3), days=61), "from 1 to 60 days"),
        (Terms(SAME, date(2027, 2, 3), closing_time=time(17)), "no closing time of its own"),
        (Terms(DAYS, date(2027, 2, 3), closing_time=time(0)), "Leave the closing time empty"),
        (Terms(DAYS, date(2027, 2, 3), days=1, opening_time=time(9), closing_time=time(9)), "close after it opens"),
        (Terms(DAYS, date(2027, 2, 3), days=1, opening_time=time(9), closing_time=time(8)), "close after it opens"),
    ],
)
def test_terms_that_make_no_window(terms, words):
    assert words in fault(terms)
    with pytest.raises(ValueError, match=words):
        period(terms)
    with pytest.raises(ValueError, match=words):
        describe(terms)


def test_ordinary_terms_have_no_fault():
    assert fault(Terms(DAYS, date(2027, 2, 3))) == ""
    assert fault(Terms(SAME, date(2027, 2, 3), opening_time=time(9))) == ""


# -- properties --------------------------------------------------------------------------------------------------------
some_day = st.dates(date(2024, 1, 1), date(2035, 12, 31))
some_time = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
some_terms = st.one_of(
    st.builds(Terms, st.just(DAYS), some_day, st.integers(1, 60), some_time, st.none()),
    st.builds(Terms, st.just(DAYS), some_day, st.integers(2, 60), some_time, some_time.filter(lambda at: at != time())),
    st.builds(Terms, st.just(SAME), some_day, st.integers(1, 60), some_time),
)


@given(some_terms)
def test_it_is_never_further_than_an_hour_from_whole_days(terms):
    found = period(terms)
    clocks = local(found.ends_at) - local(found.starts_at)
    assert abs(found.length - clocks) <= timedelta(hours=1)
    assert found.starts_at.tzinfo is UTC
    assert found.ends_at.tzinfo is UTC


@given(some_terms)
def test_somebody_may_write_on_the_last_day_and_on_none_after_it(terms):
    found = period(terms)
    assert local(found.ends_at - timedelta(microseconds=1)).date() == terms.last_day


@given(some_terms)
def test_its_words_name_both_instants(terms):
    found, words = period(terms), describe(terms)
    assert opening_words(found.starts_at) in words
    assert closing_words(found.ends_at) in words


@given(some_day, st.integers(1, 30), some_time)
def test_opening_a_day_later_closes_a_day_later_by_the_clock(day, days, at):
    one = period(Terms(SAME, day, days, at))
    other = period(Terms(SAME, day + timedelta(days=1), days, at))
    assert other.starts_at > one.starts_at
    assert other.ends_at > one.ends_at
