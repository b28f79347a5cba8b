"""Which attempts are used, whether another is due, and in which window: tables, read as tables."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import EntryState, OutcomeResult
from assessments.rules.attempts import (
    Attempt,
    Due,
    WindowFault,
    are_all_begun,
    due,
    is_passed,
    is_used,
    left,
    number_of_next,
    used,
    window_fault,
)

CLOSES = datetime(2027, 2, 11, tzinfo=UTC)
OPENED = datetime(2027, 2, 4, 9, tzinfo=UTC)
BEFORE, AFTER = CLOSES - timedelta(seconds=1), CLOSES + timedelta(days=1)


def an_attempt(state="admitted", *, opened=True, result=None, case=1, closes_at=CLOSES, result_at=None) -> Attempt:
    return Attempt(
        case=case,
        state=EntryState(state),
        opened_at=OPENED if opened else None,
        closes_at=closes_at,
        result=OutcomeResult(result) if result else None,
        result_at=result_at,
    )


# state      opened  when    used
_USED = """
admitted     yes     after   yes
admitted     yes     at      yes
admitted     yes     before  no
admitted     no      after   no
admitted     no      before  no
moved_on     yes     after   no
left         yes     after   no
left         no      after   no
moved_on     no      after   no
void         yes     after   no
void         no      after   no
"""
_WHEN = {"before": BEFORE, "at": CLOSES, "after": AFTER}


@pytest.mark.parametrize("line", _USED.strip().splitlines())
def test_when_an_attempt_is_used(line):
    state, opened, when, answer = line.split()

    assert is_used(an_attempt(state, opened=opened == "yes"), at=_WHEN[when]) is (answer == "yes")


def test_the_closing_moment_itself_is_out_so_the_attempt_is_over():
    assert is_used(an_attempt(), at=CLOSES)


FIRST_FAILED = an_attempt(result="failed")
PASSED = an_attempt(result="passed")
RUNNING = an_attempt(closes_at=AFTER + timedelta(days=1), case=2)
WAITING = an_attempt(case=2)
DUE = [
    pytest.param([], Due.FIRST, id="nothing yet"),
    pytest.param([an_attempt(opened=False)], Due.FIRST, id="never opened the case"),
    pytest.param([an_attempt("moved_on")], Due.FIRST, id="moved on"),
    pytest.param([an_attempt("void")], Due.FIRST, id="void"),
    pytest.param([an_attempt("left")], Due.FIRST, id="left the course before submitting"),
    pytest.param([an_attempt(result="failed"), an_attempt("left", case=2)], Due.RESIT, id="failed, then left"),
    pytest.param([RUNNING], Due.RUNNING, id="in the window now"),
    pytest.param([an_attempt(opened=False, closes_at=RUNNING.closes_at)], Due.RUNNING, id="in it, case not opened"),
    pytest.param([WAITING], Due.WAITS, id="closed, no result"),
    pytest.param([PASSED], Due.PASSED, id="passed"),
    pytest.param([FIRST_FAILED], Due.RESIT, id="failed once"),
    pytest.param([an_attempt(result="not_submitted")], Due.RESIT, id="submitted nothing"),
    pytest.param([an_attempt(result="voided")], Due.RESIT, id="void for misconduct: used"),
    pytest.param([FIRST_FAILED, an_attempt(opened=False, case=2)], Due.RESIT, id="failed, then never opened"),
    pytest.param([FIRST_FAILED, RUNNING], Due.RUNNING, id="resitting"),
    pytest.param([FIRST_FAILED, WAITING], Due.WAITS, id="resat, no result"),
    pytest.param([FIRST_FAILED, an_attempt(result="failed", case=2)], Due.NONE_LEFT, id="failed twice"),
    pytest.param([FIRST_FAILED, an_attempt(result="passed", case=2)], Due.PASSED, id="failed, then passed"),
]


@pytest.mark.parametrize(("attempts", "answer"), DUE)
def test_whether_another_is_due(attempts, answer):
    assert due(attempts, allowed=2, at=AFTER) == answer


def test_the_table_names_every_answer():
    assert {case.values[1] for case in DUE} == set(Due)


@pytest.mark.parametrize(("allowed", "answer"), [(1, Due.NONE_LEFT), (2, Due.RESIT), (3, Due.RESIT)])
def test_the_programme_says_how_many_there_are(allowed, answer):
    assert due([FIRST_FAILED], allowed=allowed, at=AFTER) == answer
    assert left([FIRST_FAILED], allowed=allowed, at=AFTER) == allowed - 1


def test_the_next_one_has_the_next_number_of_those_used():
    assert number_of_next([], at=AFTER) == 1
    assert number_of_next([an_attempt(opened=False), an_attempt("moved_on")], at=AFTER) == 1
    assert number_of_next([FIRST_FAILED], at=AFTER) == 2


@pytest.mark.parametrize("attempts", [case.values[0] for case in DUE], ids=[case.id for case in DUE])
def test_passed_is_said_once(attempts):
    assert is_passed(attempts) == (due(attempts, allowed=2, at=AFTER) == Due.PASSED)


def test_a_pass_in_an_entry_that_is_void_is_none():
    assert not is_passed([an_attempt("void", result="passed")])


@pytest.mark.parametrize(
    ("second", "answer"),
    [(None, False), (RUNNING, True), (WAITING, True), (an_attempt(opened=False), False), (an_attempt("void"), False)],
)
def test_none_can_follow_once_all_are_begun(second, answer):
    assert are_all_begun([FIRST_FAILED, *([second] if second else [])], allowed=2) is answer


RESULT_AT = datetime(2027, 3, 10, 12, tzinfo=UTC)
LATER, BEGUN = RESULT_AT + timedelta(days=30), RESULT_AT - timedelta(days=1)
TOLD = an_attempt(result="failed", result_at=RESULT_AT)
TOLD_BEFORE = an_attempt(result="failed", case=3, result_at=RESULT_AT - timedelta(days=90))
WINDOWS = [
    pytest.param([TOLD], 2, LATER, WindowFault.NONE, id="a later window with another case"),
    pytest.param([TOLD], 1, LATER, WindowFault.CASE_OPENED, id="the same case"),
    pytest.param([an_attempt("moved_on")], 1, LATER, WindowFault.CASE_OPENED, id="the same case, moved on"),
    pytest.param([an_attempt("void")], 1, LATER, WindowFault.CASE_OPENED, id="the same case, void"),
    pytest.param([an_attempt(opened=False)], 1, LATER, WindowFault.NONE, id="the same case, never opened"),
    pytest.param([TOLD], 2, RESULT_AT, WindowFault.NOT_WHOLE, id="opened with the result"),
    pytest.param([TOLD], 2, BEGUN, WindowFault.NOT_WHOLE, id="has begun"),
    pytest.param([TOLD, TOLD_BEFORE], 2, BEGUN, WindowFault.NOT_WHOLE, id="the last result counts"),
    pytest.param([], 2, BEGUN, WindowFault.NONE, id="no result before: a first attempt"),
]


@pytest.mark.parametrize(("attempts", "case", "opens_at", "answer"), WINDOWS)
def test_which_window_may_be_the_next(attempts, case, opens_at, answer):
    assert window_fault(attempts, case=case, opens_at=opens_at) == answer


ATTEMPTS = st.builds(
    an_attempt,
    st.sampled_from(EntryState.values),
    opened=st.booleans(),
    result=st.sampled_from([None, *OutcomeResult.values]),
    case=st.integers(1, 3),
    closes_at=st.sampled_from([BEFORE, CLOSES, AFTER, AFTER + timedelta(days=2)]),
)


@given(st.lists(ATTEMPTS, max_size=4), st.integers(1, 3))
def test_nobody_is_let_into_more_attempts_than_there_are(attempts, allowed):
    answer = due(attempts, allowed=allowed, at=AFTER)

    if answer in {Due.FIRST, Due.RESIT}:
        assert used(attempts, at=AFTER) < allowed
        assert left(attempts, allowed=allowed, at=AFTER) > 0
    if answer == Due.NONE_LEFT:
        assert used(attempts, at=AFTER) >= allowed
