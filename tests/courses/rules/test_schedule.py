"""Patterns of dates: a table of cases, the clock changes, and what must hold of any pattern."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.rules.bank_holidays import bank_holidays
from courses.rules.schedule import (
    LONDON,
    MOST_SESSIONS,
    ClockNote,
    ClosedDays,
    Pattern,
    PatternError,
    PatternFault,
    WhenClosed,
    WhyClosed,
    end_of,
    moment,
    occurrences,
)

MON, TUE, WED, THU = range(4)
LEAVE_OUT, NEXT_FREE_WEEK = WhenClosed.LEAVE_OUT, WhenClosed.NEXT_FREE_WEEK
HALF_TERM = ClosedDays("Half-term", date(2027, 2, 15), date(2027, 2, 19), WhyClosed.SCHOOL_HOLIDAY)
EASTER = ClosedDays("Easter", date(2027, 3, 22), date(2027, 4, 2), WhyClosed.SCHOOL_HOLIDAY)


def pattern(first="2027-02-02", weekdays=(TUE,), **facts):
    usual = {"starts": time(16), "minutes": 90}
    return Pattern(date.fromisoformat(first), frozenset(weekdays), **usual | facts)


def days(dates):
    return " ".join(f"{one.day:%m-%d}" for one in dates.occurrences)


def left(dates):
    return " ".join(
        f"{one.day:%m-%d}>{one.moved_to:%m-%d}" if one.moved_to else f"{one.day:%m-%d}" for one in dates.left_out
    )


@pytest.mark.parametrize(
    ("why", "given_pattern", "held", "left_out"),
    [
        ("weekly, so many", pattern(count=3), "02-02 02-09 02-23", "02-16"),
        ("weekly, until a day that is in", pattern(until=date(2027, 2, 23)), "02-02 02-09 02-23", "02-16"),
        ("until the day before", pattern(until=date(2027, 2, 22)), "02-02 02-09", "02-16"),
        ("whichever of count and until comes first", pattern(count=9, until=date(2027, 2, 9)), "02-02 02-09", ""),
        ("every second week", pattern(count=3, every_weeks=2), "02-02 03-02 03-16", "02-16"),
        ("the first day is not one of the weekdays", pattern(weekdays=(THU,), count=2), "02-04 02-11", ""),
        ("a weekday before the first day waits a week", pattern(weekdays=(MON, THU), count=3), "02-04 02-08 02-11", ""),
        (
            "two weekdays of every second week",
            pattern(weekdays=(TUE, WED), every_weeks=2, count=4),
            "02-02 02-03 03-02 03-03",
            "02-16 02-17",
        ),
        ("moved: the next week, others stay", pattern(count=3, every_weeks=2, when_closed=NEXT_FREE_WEEK), "02-02 02-23 03-02", "02-16>02-23"),
        ("moved: weeks that are taken are not free", pattern(count=4, when_closed=NEXT_FREE_WEEK), "02-02 02-09 02-23 03-02", "02-16>03-02"),
        (
            "moved over two closed weeks",
            pattern("2027-03-16", count=2, when_closed=NEXT_FREE_WEEK),
            "03-16 04-06",
            "03-23>04-06",
        ),
        (
            "moved: two left out do not land on one day",
            pattern("2027-03-23", weekdays=(TUE,), count=2, when_closed=NEXT_FREE_WEEK),
            "04-06 04-13",
            "03-23>04-06 03-30>04-13",
        ),
        (
            "moved: no free week before the end",
            pattern(until=date(2027, 2, 16), when_closed=NEXT_FREE_WEEK),
            "02-02 02-09",
            "02-16",
        ),
    ],
)  # fmt: skip
def test_dates_of_a_pattern(why, given_pattern, held, left_out):
    dates = occurrences(given_pattern, [HALF_TERM, EASTER])

    assert (days(dates), left(dates)) == (held, left_out), why


def test_a_left_out_day_says_which_holiday_the_first_given_wins():
    bank = bank_holidays(date(2027, 3, 1), date(2027, 4, 30))
    dates = occurrences(pattern("2027-03-22", weekdays=(MON,), count=2), [*bank, EASTER])

    assert [(out.day.day, out.closed.name, out.closed.why) for out in dates.left_out] == [
        (22, "Easter", WhyClosed.SCHOOL_HOLIDAY),
        (29, "Easter Monday", WhyClosed.BANK_HOLIDAY),
    ]


def test_a_moved_session_says_where_it_came_from():
    dates = occurrences(pattern(count=3, every_weeks=2, when_closed=NEXT_FREE_WEEK), [HALF_TERM])

    assert [one.moved_from for one in dates.occurrences] == [None, date(2027, 2, 16), None]


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({}, PatternFault.NO_END),
        ({"count": 0}, PatternFault.NO_SESSIONS),
        ({"count": -1}, PatternFault.NO_SESSIONS),
        ({"count": MOST_SESSIONS + 1}, PatternFault.TOO_MANY),
        ({"until": date(2027, 2, 1)}, PatternFault.ENDS_BEFORE_IT_STARTS),
        ({"until": date(2033, 2, 1)}, PatternFault.TOO_LONG),
        ({"until": date(2031, 2, 1)}, PatternFault.TOO_MANY),
        ({"count": 1, "minutes": 0}, PatternFault.NO_LENGTH),
        ({"count": 1, "minutes": 1441}, PatternFault.NO_LENGTH),
        ({"count": 1, "weekdays": ()}, PatternFault.NO_WEEKDAY),
        ({"count": 1, "weekdays": (7,)}, PatternFault.NO_WEEKDAY),
        ({"count": 1, "every_weeks": 0}, PatternFault.NO_RHYTHM),
        ({"first": "2027-02-15", "until": date(2027, 2, 19)}, PatternFault.NO_SESSIONS),
        ({"first": "2027-02-03", "until": date(2027, 2, 4)}, PatternFault.NO_SESSIONS),
    ],
)
def test_a_pattern_that_gives_no_dates_says_why(facts, fault):
    with pytest.raises(PatternError) as refused:
        occurrences(pattern(**facts), [HALF_TERM])

    assert refused.value.fault == fault


def test_a_pattern_closed_for_ever_ends():
    for_ever = ClosedDays("Closed", date(2020, 1, 1), date(2050, 1, 1), WhyClosed.SCHOOL_HOLIDAY)

    for when_closed in WhenClosed:
        with pytest.raises(PatternError):
            occurrences(pattern(count=3, when_closed=when_closed), [for_ever])


# -- the clocks ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("2027-03-25", ["2027-03-25T16:00+00:00", "2027-04-01T15:00+00:00"]),  # forward on 28 March 2027
        ("2027-10-28", ["2027-10-28T15:00+00:00", "2027-11-04T16:00+00:00"]),  # back on 31 October 2027
    ],
)
def test_four_o_clock_stays_four_o_clock_over_both_changes(first, expected):
    dates = occurrences(pattern(first, weekdays=(THU,), count=2))

    assert [one.starts_at for one in dates.occurrences] == [datetime.fromisoformat(text) for text in expected]
    assert all(one.starts_at.astimezone(LONDON).time() == time(16) for one in dates.occurrences)
    assert all(one.ends_at - one.starts_at == timedelta(minutes=90) for one in dates.occurrences)


@pytest.mark.parametrize(
    ("day", "at", "utc", "note"),
    [
        ("2027-03-28", time(0, 59), "2027-03-28T00:59", ClockNote.NONE),
        ("2027-03-28", time(1), "2027-03-28T01:00", ClockNote.SKIPPED),  # shown as 2am
        ("2027-03-28", time(1, 30), "2027-03-28T01:30", ClockNote.SKIPPED),  # shown as 2:30am
        ("2027-03-28", time(2), "2027-03-28T01:00", ClockNote.NONE),
        ("2027-10-31", time(0, 59), "2027-10-30T23:59", ClockNote.NONE),
        ("2027-10-31", time(1), "2027-10-31T00:00", ClockNote.TWICE),  # the first of two
        ("2027-10-31", time(1, 59), "2027-10-31T00:59", ClockNote.TWICE),
        ("2027-10-31", time(1, 59, fold=1), "2027-10-31T00:59", ClockNote.TWICE),
        ("2027-10-31", time(2), "2027-10-31T02:00", ClockNote.NONE),
    ],
)
def test_times_that_do_not_exist_or_come_twice_are_decided_and_reported(day, at, utc, note):
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)

    assert moment(date.fromisoformat(day), at) == (expected, note)


def test_length_is_elapsed_time_over_the_hour_that_comes_twice():
    starts_at, _ = moment(date(2027, 10, 31), time(1, 30))

    ends_at = end_of(starts_at, 60)

    assert ends_at.astimezone(LONDON).time() == time(1, 30)
    assert ends_at.astimezone(LONDON).fold == 1


# -- of any pattern ------------------------------------------------------------------------------------------------------
some_days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def patterns(draw):
    first = draw(some_days)
    by_count = draw(st.booleans())
    return Pattern(
        first,
        draw(st.frozensets(st.integers(0, 6), min_size=1)),
        draw(st.times().map(lambda at: at.replace(second=0, microsecond=0))),
        draw(st.integers(1, 600)),
        every_weeks=draw(st.integers(1, 6)),
        count=draw(st.integers(1, 30)) if by_count else None,
        until=None if by_count else first + timedelta(days=draw(st.integers(0, 90))),
        when_closed=draw(st.sampled_from(WhenClosed)),
    )


@st.composite
def holidays(draw):
    first = draw(some_days)
    return ClosedDays("Holiday", first, first + timedelta(days=draw(st.integers(0, 20))), WhyClosed.SCHOOL_HOLIDAY)


@given(patterns(), st.lists(holidays(), max_size=6))
def test_what_holds_of_any_pattern(given_pattern, closed):
    try:
        dates = occurrences(given_pattern, closed)
    except PatternError:
        assume(False)
    held = [one.day for one in dates.occurrences]
    moved = [out for out in dates.left_out if out.moved_to]
    monday = given_pattern.first_on - timedelta(days=given_pattern.first_on.weekday())

    assert all(earlier < later for earlier, later in pairwise(held)), "in order, no day twice"
    assert not any(day in holiday for day in held for holiday in closed), "nothing on a closed day"
    assert all(out.day in out.closed for out in dates.left_out), "each left-out day has its reason"
    assert {one.moved_from: one.day for one in dates.occurrences if one.moved_from} == {
        out.day: out.moved_to for out in moved
    }
    assert all(day.weekday() in given_pattern.weekdays and day >= given_pattern.first_on for day in held)
    assert all(
        ((one.moved_from or one.day) - monday).days // 7 % given_pattern.every_weeks == 0 for one in dates.occurrences
    ), "in the rhythm, or moved from it"
    if given_pattern.count:
        assert len(held) == given_pattern.count
    else:
        assert max(held) <= given_pattern.until
        if given_pattern.when_closed == LEAVE_OUT:
            assert len(held) + len(dates.left_out) == len(set(held) | {out.day for out in dates.left_out})
    for one in dates.occurrences:
        shown = one.starts_at.astimezone(LONDON)
        assert one.clock == ClockNote.SKIPPED or (shown.date(), shown.time()) == (one.day, given_pattern.starts)
        assert one.ends_at - one.starts_at == timedelta(minutes=given_pattern.minutes)


# -- bank holidays -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("year", "expected"),
    [  # gov.uk/bank-holidays, England and Wales
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),  # jubilee and state funeral
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),  # coronation
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ],
)
def test_bank_holidays_of_england(year, expected):
    found = bank_holidays(date(year, 1, 1), date(year, 12, 31))

    assert " ".join(f"{one.first_day:%m-%d}" for one in found if one.first_day.weekday() < 5) == expected
    assert all(one.first_day == one.last_day and one.why == WhyClosed.BANK_HOLIDAY for one in found)


def test_bank_holidays_keep_to_the_days_asked_for_over_a_new_year():
    found = bank_holidays(date(2027, 12, 27), date(2028, 1, 3))

    assert [(one.name, one.first_day.isoformat()) for one in found] == [
        ("Christmas Day (substitute day)", "2027-12-27"),
        ("Boxing Day (substitute day)", "2027-12-28"),
        ("New Year's Day", "2028-01-01"),
        ("New Year's Day (substitute day)", "2028-01-03"),
    ]
    assert bank_holidays(date(2028, 1, 1), date(2027, 1, 1)) == ()
