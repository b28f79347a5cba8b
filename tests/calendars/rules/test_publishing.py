"""What a calendar is told after what it was told: sequences only rise, and nothing vanishes that was to come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.calendars.rules.events import Event
from npq_portal.calendars.rules.publishing import LOOK_BACK, Told, to_tell

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEMINAR = Event(name="session-1", about="session-1", title="Seminar", start=NOON, end=NOON + HOUR, where="Room 1")
MOVED = replace(SEMINAR, start=NOON + DAY, end=NOON + DAY + HOUR)


def after(*rounds: tuple[datetime, Sequence[Event]]) -> list[Told]:
    """What is told last, when at each of these moments these events were so. The memory is kept as the database keeps it."""
    before: dict[str, Told] = {}
    told: list[Told] = []
    for at, events in rounds:
        told = to_tell(events, before, at=at)
        before |= {one.event.name: one for one in told}
    return told


def days_before(days: float) -> datetime:
    return NOON - timedelta(days=days)


@pytest.mark.parametrize(
    ("rounds", "sequence", "changed_at", "is_off"),
    [
        ([(days_before(9), [SEMINAR])], 0, days_before(9), False),
        ([(days_before(9), [SEMINAR]), (days_before(8), [SEMINAR])], 0, days_before(9), False),
        ([(days_before(9), [SEMINAR]), (days_before(8), [MOVED])], 1, days_before(8), False),
        ([(days_before(9), [SEMINAR]), (days_before(8), [MOVED]), (days_before(7), [SEMINAR])], 2, days_before(7), False),
        ([(days_before(9), [SEMINAR]), (days_before(8), [])], 1, days_before(8), True),
        ([(days_before(9), [SEMINAR]), (days_before(8), []), (days_before(7), [])], 1, days_before(8), True),
        ([(days_before(9), [SEMINAR]), (days_before(8), []), (days_before(7), [SEMINAR])], 2, days_before(7), False),
        ([(days_before(9), [SEMINAR]), (days_before(8), []), (days_before(-30), [])], 1, days_before(8), True),
    ],
    ids=["new", "the same", "moved", "moved back", "gone", "still gone", "there again", "gone, and past"],
)  # fmt: skip
def test_one_event(rounds, sequence, changed_at, is_off):
    (told,) = after(*rounds)
    assert (told.sequence, told.changed_at, told.is_off) == (sequence, changed_at, is_off)


def test_what_was_over_when_it_vanished_is_left_out_and_not_called_off():
    assert after((days_before(1), [SEMINAR]), (NOON + HOUR, [])) == []


def test_what_was_never_told_is_not_called_off():
    assert after((days_before(1), [])) == []


@pytest.mark.parametrize(
    ("at", "there"), [(NOON + HOUR + LOOK_BACK - HOUR, True), (NOON + HOUR + LOOK_BACK, False)], ids=["90 days", "more"]
)
def test_what_ended_90_days_ago_is_left_out(at, there):
    assert bool(after((days_before(1), [SEMINAR]), (at, [SEMINAR]))) is there


def test_of_two_events_of_one_name_the_first_counts():
    (told,) = after((days_before(1), [SEMINAR, replace(SEMINAR, title="Another")]))
    assert told.event.title == "Seminar"


_EVENTS = st.lists(
    st.builds(
        lambda name, title, days: replace(
            SEMINAR, name=f"session-{name}", title=title, start=NOON + days * DAY, end=NOON + days * DAY + HOUR
        ),
        st.integers(1, 3),
        st.sampled_from(["Seminar", "Coaching"]),
        st.integers(-3, 3),
    ),
    max_size=4,
    unique_by=lambda event: event.name,
)


@given(st.lists(_EVENTS, min_size=1, max_size=8))
def test_a_sequence_rises_when_something_changed_and_only_then(rounds):
    before: dict[str, Told] = {}
    for number, events in enumerate(rounds):
        told = {one.event.name: one for one in to_tell(events, before, at=days_before(3) + number * DAY)}
        for event in events:
            assert (told[event.name].event, told[event.name].is_off) == (event, False)
        for name, one in told.items():
            same = name not in before or (before[name].event, before[name].is_off) == (one.event, one.is_off)
            assert one.sequence == (before[name].sequence + (not same) if name in before else 0)
        before |= told
