"""Whether an absence may be caught up, what that gives, and by when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.choices import CatchUpState
from courses.rules.catch_up import (
    OPEN,
    REACHED_FROM,
    TO_SEND,
    Allowance,
    Missed,
    Refusal,
    last_day,
    last_day_after_return,
    may_send,
    offer,
)


def missed(**changes) -> Missed:
    usual = {"worth": 60, "credited": 0, "is_absence": True, "may_be_caught_up": True, "counts": True}
    return Missed(**{**usual, **changes})


NO_CAP = Allowance(cap=None)


@pytest.mark.parametrize(
    ("facts", "allowance", "minutes", "refusal"),
    [
        pytest.param({}, NO_CAP, 60, Refusal.NONE, id="the whole session"),
        pytest.param({"credited": 40}, NO_CAP, 20, Refusal.NONE, id="left early: the rest"),
        pytest.param({"credited": 60}, NO_CAP, 0, Refusal.NOT_MISSED, id="was at the repeat"),
        pytest.param({"credited": 75}, NO_CAP, 0, Refusal.NOT_MISSED, id="more than it is worth"),
        pytest.param({"is_absence": False}, NO_CAP, 0, Refusal.NOT_MISSED, id="the mark was taken back"),
        pytest.param({"may_be_caught_up": False}, NO_CAP, 0, Refusal.NOT_ALLOWED, id="not this component"),
        pytest.param({"counts": False}, NO_CAP, 0, Refusal.DOES_NOT_COUNT, id="exempt, cancelled, or outside the sum"),
        pytest.param({}, Allowance(cap=120, used=30), 60, Refusal.NONE, id="well within the cap"),
        pytest.param({}, Allowance(cap=120, used=60), 60, Refusal.NONE, id="exactly the cap"),
        pytest.param({}, Allowance(cap=120, used=75), 45, Refusal.NONE, id="what the cap leaves"),
        pytest.param({}, Allowance(cap=120, used=120), 0, Refusal.CAP_USED, id="the cap is used up"),
        pytest.param({}, Allowance(cap=0), 0, Refusal.CAP_USED, id="a programme without catching up"),
        pytest.param({}, Allowance(cap=60, used=90), 0, Refusal.CAP_USED, id="the cap was lowered since"),
    ],
)
def test_what_is_offered(facts, allowance, minutes, refusal):
    made = offer(missed(**facts), allowance)

    assert (made.minutes, made.refusal) == (minutes, refusal)


@given(st.integers(0, 200), st.integers(0, 200), st.one_of(st.none(), st.integers(0, 200)), st.integers(0, 200))
def test_never_more_than_was_lost_nor_than_the_cap_leaves(worth, credited, cap, used):
    made = offer(missed(worth=worth, credited=credited), Allowance(cap=cap, used=used))

    assert 0 <= made.minutes <= max(0, worth - credited)
    assert cap is None or made.minutes <= max(0, cap - used)
    assert (made.minutes == 0) == (made.refusal != Refusal.NONE)


TUESDAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("today", "due_on"),
    [
        pytest.param(TUESDAY, date(2026, 12, 8), id="marked the same day: three weeks"),
        pytest.param(date(2026, 12, 1), date(2026, 12, 8), id="marked late: the same last day, a week is left"),
        pytest.param(date(2026, 12, 2), date(2026, 12, 9), id="marked later: a week from then"),
        pytest.param(date(2027, 2, 1), date(2027, 2, 8), id="back after a deferral: a week"),
    ],
)
def test_the_last_day(today, due_on):
    assert last_day(session_on=TUESDAY, days=21, today=today) == due_on


def test_a_return_leaves_a_week_and_never_takes_days_away():
    due_on = date(2026, 12, 8)

    assert last_day_after_return(due_on=due_on, today=date(2026, 11, 20)) == due_on
    assert last_day_after_return(due_on=due_on, today=due_on) == date(2026, 12, 15)


@pytest.mark.parametrize(("days", "may"), [(-1, True), (0, True), (1, False)])
def test_the_last_day_itself_is_in(days, may):
    due_on = date(2026, 12, 8)

    assert may_send(CatchUpState.OFFERED, due_on=due_on, today=due_on + timedelta(days=days)) is may


@pytest.mark.parametrize("state", [state for state in CatchUpState if state not in TO_SEND])
def test_only_what_is_the_participants_turn_can_be_sent(state):
    assert not may_send(state, due_on=date(2026, 12, 8), today=TUESDAY)


# to          from
_WAYS = """
sent          offered returned
returned      sent
approved      sent
lapsed        offered returned
not_needed    offered sent returned
offered       not_needed lapsed
"""


def test_the_ways_between_the_states():
    ways = {row.split()[0]: tuple(row.split()[1:]) for row in _WAYS.strip().splitlines()}

    assert ways == {to.value: tuple(one.value for one in from_) for to, from_ in REACHED_FROM.items()}


def test_what_waits_for_us_never_lapses_and_what_is_approved_stays():
    assert CatchUpState.SENT not in REACHED_FROM[CatchUpState.LAPSED]
    assert all(CatchUpState.APPROVED not in from_ for from_ in REACHED_FROM.values())
    assert CatchUpState.LAPSED not in OPEN
