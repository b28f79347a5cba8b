"""A person's own end, what an outage gives back, and when somebody loses time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.extending import Added, Standing, adjustment_hours, credit, end, time_lost
from courses.rules.schedule import LONDON
from npq_portal.periods import Period

OPENS = datetime(2027, 2, 3, tzinfo=UTC)
CLOSES = datetime(2027, 2, 11, tzinfo=UTC)
OWN = Period(OPENS, CLOSES)
HOUR = timedelta(hours=1)


def when(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 2, day, hour, minute, tzinfo=UTC)


# -- an end ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("added", "ends"),
    [
        (Added(), when(11, 0)),
        (Added(extension_hours=24), when(12, 0)),
        (Added(adjustment_hours=48), when(13, 0)),
        (Added(outage_seconds=5400), when(11, 1, 30)),
        (Added(extension_hours=24, adjustment_hours=48, outage_seconds=60), when(14, 0, 1)),
    ],
)
def test_the_end_is_the_windows_and_what_was_added(added, ends):
    assert end(CLOSES, added) == ends


def test_hours_are_elapsed_hours_also_where_the_clocks_change():
    closes = datetime(2026, 3, 29, 0, 0, tzinfo=LONDON)
    ends = end(closes, Added(extension_hours=24)).astimezone(LONDON)
    assert (ends.day, ends.hour) == (30, 1)
    back = end(datetime(2026, 10, 25, 0, 0, tzinfo=LONDON), Added(extension_hours=24)).astimezone(LONDON)
    assert (back.day, back.hour) == (25, 23)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 10**6))
def test_whatever_is_added_nobody_ends_before_the_window(extension, adjustment, seconds):
    assert end(CLOSES, Added(extension, adjustment, seconds)) >= CLOSES


# -- a standing adjustment ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("adjustment", "hours"),
    [
        (Standing(48, when(1, 9)), 48),
        (Standing(48, OPENS), 48),
        (Standing(48, when(4, 9)), 0),
        (Standing(48, when(1, 9), ended_at=when(2, 9)), 0),
        (Standing(48, when(1, 9), ended_at=OPENS), 0),
        (Standing(48, when(1, 9), ended_at=when(4, 9)), 48),
        (Standing(48, when(1, 9), expires_on=date(2027, 2, 3)), 48),
        (Standing(48, when(1, 9), expires_on=date(2027, 2, 2)), 0),
    ],
    ids=["given", "at opening", "later", "ended", "ended at opening", "ended after", "last day", "expired"],
)
def test_it_counts_for_windows_that_open_while_it_holds(adjustment, hours):
    assert adjustment_hours([adjustment], opens_at=OPENS, opens_on=date(2027, 2, 3)) == hours


def test_two_are_not_added_up():
    both = [Standing(24, when(1, 9)), Standing(48, when(2, 9))]
    assert adjustment_hours(both, opens_at=OPENS, opens_on=date(2027, 2, 3)) == 48
    assert adjustment_hours([], opens_at=OPENS, opens_on=date(2027, 2, 3)) == 0


# -- an outage ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("outage", "decided_at", "given_back"),
    [
        ((when(5, 10), when(5, 12)), when(5, 13), 2 * HOUR),
        ((when(2, 20), when(3, 2)), when(3, 9), 2 * HOUR),
        ((when(1, 9), when(2, 9)), when(3, 9), timedelta()),
        ((when(2, 20), OPENS), when(3, 9), timedelta()),
        ((CLOSES, when(11, 5)), when(11, 9), timedelta()),
        ((when(10, 22), CLOSES), when(11, 0, 10), 2 * HOUR + timedelta(minutes=10)),
        ((when(10, 22), when(11, 3)), when(11, 3), 5 * HOUR),
        ((when(10, 22), when(11, 3)), when(11, 9), 11 * HOUR),
        ((when(10, 22), when(11, 3)), when(10, 23), 5 * HOUR),
        ((when(5, 10), when(5, 12)), when(12, 9), timedelta()),
        ((when(5, 10), when(5, 10) + timedelta(microseconds=1)), when(5, 13), timedelta(seconds=1)),
    ],
    ids=[
        "within", "over the opening", "before", "up to the opening", "after the end", "up to the end", "over the end",
        "over the end, decided later", "over the end, decided while it lasts", "long over", "less than a second",
    ],
)  # fmt: skip
def test_what_an_outage_gives_back(outage, decided_at, given_back):
    assert credit(OWN, Period(*outage), decided_at=decided_at) == given_back


def test_the_time_lost_at_the_end_can_be_used_from_the_decision_on():
    decided_at = when(11, 9)
    ends = CLOSES + credit(OWN, Period(when(10, 22), when(11, 3)), decided_at=decided_at)
    assert ends - decided_at == 2 * HOUR


moments = st.integers(-400, 400).map(lambda hours: OPENS + hours * HOUR)


@given(moments, st.integers(1, 300), moments)
def test_nobody_gets_less_than_nothing_and_none_without_an_overlap(starts, hours, decided_at):
    outage = Period(starts, starts + hours * HOUR)
    given_back = credit(OWN, outage, decided_at=decided_at)
    assert given_back >= timedelta()
    assert given_back == timedelta() or OWN.overlaps(outage)


@given(moments, st.integers(1, 300))
def test_while_it_is_open_the_overlap_is_given_back(starts, hours):
    outage = Period(starts, starts + hours * HOUR)
    if outage.ends_at < CLOSES:
        shared = max(min(outage.ends_at, CLOSES) - max(outage.starts_at, OPENS), timedelta())
        assert credit(OWN, outage, decided_at=OPENS) == shared


# -- losing time -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("after", "at", "lost"),
    [
        ((when(4, 0), when(12, 0)), when(1, 9), timedelta()),
        ((when(2, 0), when(10, 0)), when(1, 9), timedelta()),
        ((when(3, 0), when(10, 23)), when(1, 9), HOUR),
        ((when(3, 1), when(11, 0)), when(1, 9), HOUR),
        ((when(3, 0), when(12, 0)), when(5, 9), timedelta()),
        ((when(3, 0), when(10, 23)), when(5, 9), HOUR),
        ((when(2, 0), when(10, 23)), when(5, 9), HOUR),
        ((when(3, 0), when(10, 23)), OPENS, HOUR),
    ],
    ids=[
        "a day later", "a day earlier", "ends sooner", "opens later", "longer", "cut off while open",
        "added at the beginning is no help", "at the opening instant",
    ],
)  # fmt: skip
def test_who_loses_time(after, at, lost):
    assert time_lost(OWN, Period(*after), at=at) == lost


def test_the_hour_the_clocks_take_is_an_hour_lost():
    winter = Period(datetime(2026, 3, 10, tzinfo=LONDON), datetime(2026, 3, 18, tzinfo=LONDON))
    spring = Period(datetime(2026, 3, 24, tzinfo=LONDON), datetime(2026, 4, 1, tzinfo=LONDON))
    at = datetime(2026, 3, 1, tzinfo=UTC)
    assert time_lost(winter, spring, at=at) == HOUR
    assert time_lost(spring, winter, at=at) == timedelta()
