"""Of a series only the newest that is due goes; nothing goes after its time; the rehearsal says what then happens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.notifications.rules import choosing
from npq_portal.notifications.rules.choosing import Due, Verdict
from npq_portal.notifications.rules.timing import URGENT, Manners

CLOSES = datetime(2026, 11, 18, tzinfo=UTC)  # midnight in London
MINUTE = timedelta(minutes=1)


def window(manners: Manners = URGENT) -> list[Due]:
    """48, 24 and 3 hours before it closes."""
    return [
        Due(series="window", due_at=CLOSES - timedelta(hours=hours), until=CLOSES, manners=manners)
        for hours in (48, 24, 3)
    ]


def said(at: datetime, everything: list[Due]) -> dict[int, str]:
    """The verdict of each that is due, by its hours before the end."""
    found = choosing.now(everything, see=lambda due: due, at=at)
    return {int((CLOSES - one.what.due_at) / timedelta(hours=1)): one.verdict.name for one in found}


@pytest.mark.parametrize(
    ("hours_before", "verdicts"),
    [
        (49, {}),
        (48, {48: "GOES"}),
        (25, {48: "GOES"}),
        (24, {48: "SUPERSEDED", 24: "GOES"}),
        (2, {48: "SUPERSEDED", 24: "SUPERSEDED", 3: "GOES"}),  # after an outage of two days: only the newest
        (0, {48: "SUPERSEDED", 24: "SUPERSEDED", 3: "TOO_LATE"}),
    ],
)
def test_of_a_series_only_the_newest_goes_and_nothing_after_the_end(hours_before, verdicts):
    assert said(CLOSES - timedelta(hours=hours_before), window()) == verdicts


def test_what_can_wait_waits_for_the_morning_and_is_too_late_where_the_end_comes_first():
    three_hours = window(Manners())[2]  # due at 9pm, of use until midnight
    assert said(CLOSES - timedelta(hours=3), [three_hours]) == {3: "TOO_LATE"}
    longer = replace(three_hours, until=CLOSES + timedelta(hours=8))
    (found,) = choosing.now([longer], see=lambda due: due, at=CLOSES - timedelta(hours=3))
    assert (found.verdict, found.at) == (Verdict.WAITS, datetime(2026, 11, 18, 7, tzinfo=UTC))


def test_what_a_person_switched_off_does_not_go():
    off = [replace(due, is_switched_off=True) for due in window()]
    assert said(CLOSES - timedelta(hours=2), off)[3] == "SWITCHED_OFF"


def test_other_series_do_not_touch_each_other():
    other = [replace(due, series="another window") for due in window()]
    found = choosing.now([*window(), *other], see=lambda due: due, at=CLOSES - timedelta(hours=3))
    assert [one.verdict.name for one in found].count("GOES") == 2


DUES = st.builds(
    Due,
    series=st.sampled_from("ab"),
    due_at=st.integers(0, 14 * 24 * 60).map(lambda minutes: CLOSES + minutes * MINUTE),
    until=st.integers(0, 20 * 24 * 60).map(lambda minutes: CLOSES + minutes * MINUTE),
    manners=st.sampled_from([URGENT, Manners()]),
    is_switched_off=st.booleans(),
)


@given(everything=st.lists(DUES, max_size=5, unique_by=lambda due: (due.series, due.due_at)))
def test_the_rehearsal_is_what_happens_when_the_clock_is_asked_again_and_again(everything):
    """The same as going through the days moment by moment; between these moments nothing changes."""
    end = CLOSES + timedelta(days=15)
    rehearsed = {
        (one.what, one.at)
        for one in choosing.foreseen(everything, see=lambda due: due, start=CLOSES, end=end)
        if one.verdict == Verdict.GOES
    }
    moments = {due.due_at for due in everything}
    mornings = {CLOSES + timedelta(days=day, hours=7) for day in range(15)}  # November: London is at UTC
    happened, told = set(), set()
    for at in sorted(moments | mornings):
        for one in choosing.now(everything, see=lambda due: due, at=at):
            if one.verdict == Verdict.GOES and one.what not in told:
                told.add(one.what)
                happened.add((one.what, at))
    assert rehearsed == happened
