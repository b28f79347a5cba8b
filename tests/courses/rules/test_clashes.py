"""Warnings about planned sessions: a table of cases, and comparison with looking at every pair."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.clashes import Planned, WarningCode, same_room, warnings
from courses.rules.schedule import LONDON, ClockNote, ClosedDays, WhyClosed
from npq_portal.periods import Period

HALF_TERM = ClosedDays("Half-term", date(2027, 2, 15), date(2027, 2, 19), WhyClosed.SCHOOL_HOLIDAY)
EASTER_MONDAY = ClosedDays("Easter Monday", date(2027, 3, 29), date(2027, 3, 29), WhyClosed.BANK_HOLIDAY)
CLOSED = (EASTER_MONDAY, HALF_TERM)
FEMI, FAY = 1, 2
PRIYA, PAT = 101, 102


def planned(key, starts="2027-02-02 16:00", minutes=60, zone=LONDON, **facts):
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=zone).astimezone(UTC)
    people = {name: frozenset(facts.pop(name, ())) for name in ("facilitators", "participants")}
    return Planned(key, Period(starts_at, starts_at + timedelta(minutes=minutes)), **people, **facts)


def told(found):
    return [(one.key, one.code.value, one.other) for one in found]


@pytest.mark.parametrize(
    ("why", "starts", "minutes", "codes"),
    [
        ("a Tuesday afternoon", "2027-02-02 16:00", 60, []),
        ("in half-term", "2027-02-16 16:00", 60, [WarningCode.SCHOOL_HOLIDAY]),
        ("the last day of half-term is in", "2027-02-19 16:00", 60, [WarningCode.SCHOOL_HOLIDAY]),
        ("the Monday after", "2027-02-22 16:00", 60, []),
        ("a bank holiday", "2027-03-29 10:00", 60, [WarningCode.BANK_HOLIDAY]),
        ("a Saturday", "2027-02-06 10:00", 60, [WarningCode.WEEKEND]),
        ("a Sunday", "2027-02-07 10:00", 60, [WarningCode.WEEKEND]),
        ("up to midnight is one day", "2027-02-02 23:00", 60, []),
        ("a minute longer is not", "2027-02-02 23:00", 61, [WarningCode.OVER_MIDNIGHT]),
        ("Friday into Saturday", "2027-02-05 23:30", 60, [WarningCode.WEEKEND, WarningCode.OVER_MIDNIGHT]),
        ("Sunday into Monday", "2027-02-07 23:30", 60, [WarningCode.WEEKEND, WarningCode.OVER_MIDNIGHT]),
        ("into a holiday", "2027-03-28 23:30", 60, [
            WarningCode.BANK_HOLIDAY, WarningCode.WEEKEND, WarningCode.OVER_MIDNIGHT]),
        ("the cohort's first day", "2027-02-01 00:00", 60, []),
        ("the day before", "2027-01-29 16:00", 60, [WarningCode.OUTSIDE_COHORT]),
        ("the cohort's last day", "2027-12-31 16:00", 60, []),
        ("beyond its end", "2027-12-31 23:30", 60, [WarningCode.OUTSIDE_COHORT, WarningCode.WEEKEND, WarningCode.OVER_MIDNIGHT]),
        ("London's day counts, in summer too", "2027-06-30 23:30", 30, []),
        ("an hour that comes twice", "2027-10-31 01:30", 60, [WarningCode.WEEKEND, WarningCode.CLOCK_TWICE]),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_session_by_itself(why, starts, minutes, codes):
    one = planned("a", starts, minutes, first_day=date(2027, 2, 1), last_day=date(2027, 12, 31))

    assert [warning.code for warning in warnings([one], closed=CLOSED)] == codes, why


def test_a_holiday_is_named():
    (warning,) = warnings([planned("a", "2027-02-16 16:00")], closed=CLOSED)

    assert warning.name == "Half-term"


def test_a_time_the_clocks_skipped_is_told_as_its_maker_noted_it():
    one = planned("a", "2027-02-02 16:00", clock=ClockNote.SKIPPED)

    assert told(warnings([one])) == [("a", "clock_skipped", "")]


@pytest.mark.parametrize(
    ("why", "first", "second", "expected"),
    [
        ("the same facilitator", {"facilitators": [FEMI, FAY]}, {"facilitators": [FEMI]}, [("a", "facilitator_in_two_places", "b")]),
        ("another facilitator", {"facilitators": [FAY]}, {"facilitators": [FEMI]}, []),
        ("the same room, written otherwise", {"venue": "Room 1, Hub"}, {"venue": "room 1 - hub"}, [("a", "venue_double_booked", "b")]),
        ("online is no room", {"venue": "Online"}, {"venue": "online"}, []),
        ("no venue", {}, {}, []),
        ("a participant in two cohorts", {"participants": [PRIYA]}, {"participants": [PAT, PRIYA]}, [("a", "participant_in_two_places", "b")]),
        ("all of it", {"facilitators": [FEMI], "participants": [PRIYA], "venue": "Hall"},
            {"facilitators": [FEMI], "participants": [PRIYA], "venue": "Hall"},
            [("a", "facilitator_in_two_places", "b"), ("a", "venue_double_booked", "b"), ("a", "participant_in_two_places", "b")]),
    ],
)  # fmt: skip
def test_two_sessions_at_once(why, first, second, expected):
    both = [planned("a", **first), planned("b", "2027-02-02 16:59", **second)]

    assert told(warnings(both)) == expected, why
    assert told(warnings(both[:1], both[1:])) == expected, why


def test_touching_ends_do_not_clash():
    both = [planned("a", venue="Hall"), planned("b", "2027-02-02 17:00", venue="Hall")]

    assert not warnings(both)


def test_people_are_named():
    both = [planned("a", facilitators=[FAY, FEMI]), planned("b", facilitators=[FEMI, FAY, 7])]

    assert warnings(both)[0].people == (FEMI, FAY)


def test_nothing_is_said_of_the_others():
    others = [planned("x", "2027-02-06 10:00", venue="Hall"), planned("y", "2027-02-06 10:00", venue="Hall")]

    assert not warnings([planned("a")], others, CLOSED)


def test_a_session_in_both_lists_is_not_in_its_own_way():
    moved, before = planned("a", "2027-02-02 16:30", venue="Hall"), planned("a", venue="Hall")

    assert not warnings([moved], [before])


def test_the_hour_that_comes_twice_does_not_confuse_who_overlaps():
    first = planned("a", "2027-10-31 00:30", 60, zone=UTC, venue="Hall")  # 1:30am summer time to 1:30am winter time
    second = planned("b", "2027-10-31 01:15", 60, zone=UTC, venue="Hall")  # 1:15am winter time
    third = planned("c", "2027-10-31 01:30", 60, zone=UTC, venue="Hall")

    assert ("a", "venue_double_booked", "b") in told(warnings([first, second, third]))
    assert ("a", "venue_double_booked", "c") not in told(warnings([first, second, third]))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hall", " hall ", True),
        ("Room 1", "Room-1", True),
        ("Room 1", "Room 11", False),
        ("Café", "CAFÉ", True),
        ("To be confirmed", "to be confirmed", False),
        ("—", "-", False),
    ],
)
def test_one_room_or_two(one, other, same):
    assert same_room(one, other) is same


sessions = st.builds(
    planned,
    st.sampled_from("abcdefgh"),
    st.integers(0, 40).map(lambda half: f"2027-02-02 {half // 4:02}:{half % 4 * 15:02}"),
    st.integers(1, 120),
    venue=st.sampled_from(["", "Hall", "Room 1"]),
    facilitators=st.sets(st.integers(1, 3), max_size=2),
    participants=st.sets(st.integers(4, 6), max_size=2),
)


@given(st.lists(sessions, unique_by=lambda one: one.key, max_size=8), st.integers(0, 8))
def test_sorting_finds_what_looking_at_every_pair_finds(some, cut):
    mine, others = some[:cut], some[cut:]
    expected = set()
    for one in mine:
        for other in [*mine, *others]:
            if one.key == other.key or not one.period.overlaps(other.period):
                continue
            pair = frozenset({one.key, other.key})
            expected |= {(pair, WarningCode.FACILITATOR)} if one.facilitators & other.facilitators else set()
            expected |= {(pair, WarningCode.PARTICIPANT)} if one.participants & other.participants else set()
            expected |= {(pair, WarningCode.VENUE)} if same_room(one.venue, other.venue) else set()

    found = warnings(mine, others)

    assert {(frozenset({one.key, one.other}), one.code) for one in found} == expected
    assert len(found) == len(expected)
    assert {one.key for one in found} <= {one.key for one in mine}
