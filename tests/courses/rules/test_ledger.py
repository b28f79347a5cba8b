"""From marks to parts: every status of A3, and what counts when."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.choices import Mark
from courses.rules.engagement import PartState
from courses.rules.ledger import Component, Expected, LeftOut, Person, Said, left_out, part

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = Component(key=7, bucket="live", minutes=60)
UNIT = Component(key=8, bucket="self_study", minutes=120, is_studied_alone=True, over_at=AT + DAY)
UNIT_OVER = Component(key=8, bucket="self_study", minutes=120, is_studied_alone=True, over_at=AT)
PERSON = Person(joined_at=AT - 90 * DAY)
SETTLED, UNKNOWN, TO_COME = PartState.SETTLED, PartState.NOT_YET_KNOWN, PartState.TO_COME


def held(days: int, slot: str = "session:1", *, is_closed: bool = False) -> Expected:
    """A session of an hour so many days from now; on the day itself it ends this very moment."""
    ends_at = AT + days * DAY
    return Expected(slot=slot, starts_at=ends_at - timedelta(hours=1), ends_at=ends_at, is_closed=is_closed)


def said(mark: Mark, minutes: int = 0, slot: str = "session:1") -> Said:
    return Said(slot=slot, mark=mark, minutes=minutes)


STATUSES = [
    pytest.param([said(Mark.ATTENDED, 60)], 60, SETTLED, id="attended"),
    pytest.param([said(Mark.PART, 45)], 45, SETTLED, id="attended in part: the minutes there"),
    pytest.param([said(Mark.PART, 90)], 60, SETTLED, id="more minutes than it is worth: no more than it is worth"),
    pytest.param([said(Mark.ABSENT)], 0, SETTLED, id="absent"),
    pytest.param([said(Mark.AUTHORISED_ABSENCE)], 0, SETTLED, id="absent with apologies: still absent"),
    pytest.param(
        [said(Mark.ABSENT), said(Mark.CAUGHT_UP, 60, "catch-up")], 60, SETTLED, id="caught up: credit as if attended"
    ),
    pytest.param(
        [said(Mark.PART, 20), said(Mark.CAUGHT_UP, 50, "catch-up")], 50, SETTLED,
        id="caught up within the cap: the most of the two, never the sum",
    ),
    pytest.param([said(Mark.TRANSFERRED_IN, 60, "transfer")], 60, SETTLED, id="credit from an earlier cohort"),
    pytest.param([said(Mark.TRANSFERRED_IN, 30, "transfer")], 30, UNKNOWN, id="part of it from an earlier cohort"),
    pytest.param([said(Mark.CLEARED)], 0, UNKNOWN, id="a mark taken back is none"),
    pytest.param([], 0, UNKNOWN, id="no mark: not yet known"),
    pytest.param(
        [said(Mark.ABSENT), said(Mark.ATTENDED, 60, "session:2")], 60, SETTLED, id="absent, but at the repeat: counts once"
    ),
    pytest.param(
        [said(Mark.ATTENDED, 60), said(Mark.ATTENDED, 60, "session:2")], 60, SETTLED, id="at both: counts once"
    ),
    pytest.param([said(Mark.ABSENT, 0, "session:2")], 0, UNKNOWN, id="absent somewhere else settles nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("marks", "earned", "state"), STATUSES)
def test_a_session_that_has_been_held(marks, earned, state):
    found = part(HOUR, marks, held(-1), PERSON, at=AT)

    assert (found.earned, found.state) == (earned, state)
    assert (found.key, found.bucket, found.minutes, found.at) == (7, "live", 60, held(-1).starts_at)


WHEN = [
    pytest.param(held(0), PERSON, UNKNOWN, id="it ends this moment"),
    pytest.param(held(1), PERSON, TO_COME, id="it ends tomorrow"),
    pytest.param(held(-1, is_closed=True), PERSON, SETTLED, id="expected there only after its register was closed"),
    pytest.param(held(1, is_closed=True), PERSON, TO_COME, id="closed before its end: still to come"),
    pytest.param(held(-1), Person(joined_at=AT), SETTLED, id="joined after it: missed"),
    pytest.param(None, PERSON, TO_COME, id="not planned yet"),
]


@pytest.mark.parametrize(("expected", "person", "state"), WHEN)
def test_a_session_without_a_mark(expected, person, state):
    assert part(HOUR, [], expected, person, at=AT).state == state


def test_marked_early_is_settled_early():
    assert part(HOUR, [said(Mark.ABSENT)], held(1), PERSON, at=AT).state == SETTLED


def test_somebody_expected_nowhere_is_judged_by_any_register():
    assert part(HOUR, [said(Mark.ABSENT, 0, "session:9")], None, PERSON, at=AT).state == SETTLED
    assert part(HOUR, [said(Mark.TRANSFERRED_IN, 30, "transfer")], None, PERSON, at=AT).state == TO_COME


def test_whoever_moved_to_a_repeat_that_is_to_come_has_not_lost_it():
    found = part(HOUR, [said(Mark.ABSENT, 0, "session:1")], held(3, "session:2"), PERSON, at=AT)

    assert (found.state, found.earned) == (TO_COME, 0)


STUDY = [
    pytest.param(UNIT, [], 0, TO_COME, id="its last day is not over"),
    pytest.param(UNIT_OVER, [], 0, SETTLED, id="its last day ended this moment"),
    pytest.param(UNIT, [said(Mark.STUDIED, 120, "study")], 120, SETTLED, id="done before"),
    pytest.param(UNIT, [said(Mark.STUDIED, 40, "study")], 40, TO_COME, id="done in part: the rest can still be done"),
    pytest.param(UNIT_OVER, [said(Mark.STUDIED, 40, "study")], 40, SETTLED, id="the rest is lost"),
    pytest.param(UNIT, [said(Mark.CLEARED, 0, "study")], 0, TO_COME, id="taken back"),
]


@pytest.mark.parametrize(("unit", "marks", "earned", "state"), STUDY)
def test_what_is_studied_alone(unit, marks, earned, state):
    found = part(unit, marks, None, PERSON, at=AT)

    assert (found.earned, found.state, found.at) == (earned, state, unit.over_at)


def test_a_unit_without_a_last_day_stays_to_come():
    unit = Component(key=8, bucket="self_study", minutes=120, is_studied_alone=True)

    assert part(unit, [], None, PERSON, at=AT + 999 * DAY).state == TO_COME


OUT = [
    pytest.param(HOUR, [], None, id="it is in"),
    pytest.param(Component(key=1, bucket="live", minutes=0, counts=False), [], LeftOut.DOES_NOT_COUNT, id="never counted"),
    pytest.param(Component(key=1, bucket="live", minutes=60, is_off=True), [], LeftOut.CANCELLED, id="cancelled"),
    pytest.param(HOUR, [said(Mark.EXEMPT, 0, "exempt")], LeftOut.EXEMPT, id="exempt"),
    pytest.param(HOUR, [said(Mark.CLEARED, 0, "exempt")], None, id="exempt no more"),
    pytest.param(
        Component(key=1, bucket="live", minutes=60, is_off=True), [said(Mark.ATTENDED, 60)], LeftOut.CANCELLED,
        id="cancelled, whoever turned up",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("component", "marks", "why"), OUT)
def test_what_leaves_the_sum(component, marks, why):
    assert left_out(component, marks) == why


@pytest.mark.parametrize(
    ("allowed", "is_open", "may"), [(True, True, True), (True, False, False), (False, True, False)],
    ids=["allowed and open", "lapsed, used or the course has ended", "not allowed"],
)  # fmt: skip
def test_whether_it_may_be_caught_up(allowed, is_open, may):
    component = Component(key=1, bucket="live", minutes=60, may_be_caught_up=allowed)
    person = Person(joined_at=AT - 9 * DAY, catch_up_is_open=is_open)

    assert part(component, [said(Mark.ABSENT)], held(-1), person, at=AT).may_be_caught_up is may
