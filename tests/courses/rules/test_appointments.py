"""What somebody has to be told when their dates change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from courses.facts.schedule_words import told, when, where
from courses.rules.appointments import Appointment, Detail, Difference, Kind, difference, differences

AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEMINAR = Appointment(1, "Seminar", AT + 28 * HOUR, AT + 29 * HOUR, "Room 1", "https://meet.example/1")
OVER = replace(SEMINAR, starts_at=AT - HOUR, ends_at=AT)
REPEAT = replace(SEMINAR, session=2, starts_at=AT + 60 * HOUR, ends_at=AT + 61 * HOUR)


@pytest.mark.parametrize(
    ("why", "before", "after", "expected"),
    [
        ("nothing changed", SEMINAR, SEMINAR, None),
        ("new", None, SEMINAR, Difference(Kind.NEW, None, SEMINAR)),
        ("new, and over", None, OVER, None),
        ("off", SEMINAR, None, Difference(Kind.OFF, SEMINAR, None)),
        ("off, and over", OVER, None, None),
        ("running now", replace(OVER, ends_at=AT + HOUR), None, Difference(Kind.OFF, replace(OVER, ends_at=AT + HOUR), None)),
        ("moved from the past into the future", OVER, SEMINAR, Difference(Kind.CHANGED, OVER, SEMINAR, frozenset({Detail.TIME}))),
        ("another room", SEMINAR, replace(SEMINAR, venue="Hall"),
            Difference(Kind.CHANGED, SEMINAR, replace(SEMINAR, venue="Hall"), frozenset({Detail.VENUE}))),
        ("another link", SEMINAR, replace(SEMINAR, join_link=""),
            Difference(Kind.CHANGED, SEMINAR, replace(SEMINAR, join_link=""), frozenset({Detail.LINK}))),
        ("the repeat instead", SEMINAR, REPEAT, Difference(Kind.ELSEWHERE, SEMINAR, REPEAT)),
        ("instead, one that is over", SEMINAR, replace(OVER, session=3), Difference(Kind.OFF, SEMINAR, None)),
        ("neither", None, None, None),
    ],
)  # fmt: skip
def test_what_changed_between_two_appointments(why, before, after, expected):
    assert difference(before, after, at=AT) == expected, why


def test_differences_are_by_key():
    before, after = {"a": SEMINAR, "b": SEMINAR}, {"b": SEMINAR, "c": REPEAT}

    assert {key: one.kind for key, one in differences(before, after, at=AT)} == {"a": Kind.OFF, "c": Kind.NEW}


@pytest.mark.parametrize(
    ("change", "leads", "reason", "line"),
    [
        (Difference(Kind.NEW, None, SEMINAR), False, "", "New: Seminar, Tuesday 17 November 2026, 4pm to 5pm (UK time), Room 1."),
        (Difference(Kind.NEW, None, SEMINAR), True, "", "You lead: Seminar, Tuesday 17 November 2026, 4pm to 5pm (UK time), Room 1."),
        (Difference(Kind.OFF, SEMINAR, None), True, "", "You no longer lead: Seminar, Tuesday 17 November 2026, 4pm to 5pm (UK time), Room 1."),
        (Difference(Kind.OFF, SEMINAR, None), True, "Snow.", "Called off: Seminar, Tuesday 17 November 2026, 4pm to 5pm (UK time), Room 1. Reason: Snow."),
        (Difference(Kind.OFF, SEMINAR, None), False, "Snow", "Called off: Seminar, Tuesday 17 November 2026, 4pm to 5pm (UK time), Room 1. Reason: Snow. It does not count unless it is held another time."),
        (Difference(Kind.CHANGED, SEMINAR, replace(SEMINAR, venue=""), frozenset({Detail.VENUE})), False, "", "Changed: Seminar is Tuesday 17 November 2026, 4pm to 5pm (UK time), online. The place was Room 1."),
    ],
)  # fmt: skip
def test_lines_of_a_letter(change, leads, reason, line):
    assert told(change, leads=leads, reason=reason) == line


def test_an_empty_difference_has_no_words_and_no_date():
    nothing = Difference(Kind.NEW, None, None)

    with pytest.raises(ValueError, match="before or an after"):
        told(nothing)
    with pytest.raises(ValueError, match="before or an after"):
        _ = nothing.starts_at


def test_when_and_where():
    assert when(AT, AT + 13 * HOUR) == "midday on Monday 16 November 2026, to 1am on Tuesday 17 November 2026 (UK time)"
    assert where("", "") == "place to be confirmed"
