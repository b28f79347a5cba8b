"""Time somebody was there, against a count of single seconds."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import cycle, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courses.rules.intervals import clipped_union, credited_minutes, spans, union, whole_minutes
from npq_portal.clock import LONDON
from npq_portal.periods import Period

#: Two hours before each change of the clocks in 2026, and a plain afternoon.
MORNINGS = [
    datetime(2026, 3, 28, 23, tzinfo=UTC),
    datetime(2026, 10, 24, 23, tzinfo=UTC),
    datetime(2026, 5, 5, 15, tzinfo=UTC),
]

seconds = st.integers(min_value=0, max_value=4 * 3600)
pairs = st.tuples(seconds, seconds).filter(lambda pair: pair[0] < pair[1])


def period(start, first, last, zone):
    return Period(*((start + timedelta(seconds=second)).astimezone(zone) for second in (first, last)))


@given(st.sampled_from(MORNINGS), st.lists(pairs, max_size=8), pairs)
@example(MORNINGS[0], [(0, 3600), (3600, 7200)], (1800, 9000))
@example(MORNINGS[1], [(5400, 12600), (9000, 9001)], (0, 14400))
def test_it_is_the_same_as_counting_every_second(start, stays, frame):
    there = {second for first, last in stays for second in range(first, last)} & set(range(*frame))

    # stays on two clocks in turn: moments must not be compared as they stand on the wall
    intervals = [
        period(start, *stay, zone)
        for stay, zone in zip(stays, cycle([UTC, timezone(timedelta(hours=1))]), strict=False)
    ]
    within = period(start, *frame, UTC)

    assert whole_minutes(intervals, within) == len(there) // 60
    clipped = clipped_union(intervals, within)
    assert {
        second
        for one in clipped
        for second in range(int((one.starts_at - start).total_seconds()), int((one.ends_at - start).total_seconds()))
    } == there
    assert all(one.ends_at < other.starts_at for one, other in pairwise(clipped))


def at(text):
    return datetime.fromisoformat(f"2026-03-24 {text}").replace(tzinfo=UTC)


def stay(first, last):
    return Period(at(first), at(last))


@pytest.mark.parametrize(
    ("intervals", "merged"),
    [
        ([], []),
        ([("16:00", "17:00"), ("16:30", "17:30")], [("16:00", "17:30")]),
        ([("16:30", "17:30"), ("16:00", "17:00")], [("16:00", "17:30")]),
        ([("16:00", "17:00"), ("17:00", "17:30")], [("16:00", "17:30")]),
        ([("16:00", "17:30"), ("16:10", "16:20")], [("16:00", "17:30")]),
        ([("16:00", "16:59:59"), ("17:00", "17:30")], [("16:00", "16:59:59"), ("17:00", "17:30")]),
    ],
)
def test_intervals_are_joined(intervals, merged):
    assert union(stay(*one) for one in intervals) == tuple(stay(*one) for one in merged)


def test_seconds_are_added_before_they_are_cut():
    ten_breaks = [stay(f"16:{minute:02}:00", f"16:{minute:02}:54") for minute in range(10)]
    assert whole_minutes(ten_breaks, stay("16:00", "17:00")) == 9
    assert whole_minutes([stay("16:00", "16:00:59")], stay("16:00", "17:00")) == 0


def test_an_hour_that_comes_twice_and_one_that_never_was():
    autumn = Period(datetime(2026, 10, 25, 0, 30, tzinfo=LONDON), datetime(2026, 10, 25, 2, tzinfo=LONDON))
    spring = Period(datetime(2026, 3, 29, 0, 30, tzinfo=LONDON), datetime(2026, 3, 29, 3, tzinfo=LONDON))
    assert whole_minutes([autumn], autumn) == 150
    assert whole_minutes([spring], spring) == 90


def test_a_stated_total_is_the_most():
    afternoon = stay("16:00", "17:30")
    assert credited_minutes([afternoon], afternoon, None) == 90
    assert credited_minutes([afternoon], afternoon, 50 * 60 + 59) == 50
    assert credited_minutes([stay("16:00", "16:20")], afternoon, 3000) == 20


def test_pairs_without_time_are_no_spans():
    assert spans([(at("16:00"), at("16:00")), (at("16:10"), at("16:00")), (at("16:00"), at("16:01"))]) == (
        stay("16:00", "16:01"),
    )
