"""Who may enter a window: a table of people, and words for every reason."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import EntryState, OutcomeResult
from assessments.rules.attempts import Attempt, Due, due, left
from assessments.rules.entering import WORDS, NotReady, Standing, decide
from courses.choices import EnrolmentStatus

ACTIVE = EnrolmentStatus.ACTIVE
OPENS = datetime(2027, 2, 3, tzinfo=UTC)
NOW = OPENS + timedelta(days=2)
DAY = timedelta(days=1)
CASE, ANOTHER, A_THIRD = 1, 2, 3


def standing(**changes) -> Standing:
    """Somebody at their first attempt who has engaged enough."""
    return Standing(**{"case": CASE, "opens_at": OPENS, "status": ACTIVE, "engagement_met": True} | changes)


def had(result="failed", *, case=ANOTHER, state="admitted", opened=True, closed=30, told=10) -> Attempt:
    """An attempt elsewhere that ended `closed` days before this window opens, and whose result came `told` days before."""
    return Attempt(
        case=case,
        state=EntryState(state),
        opened_at=OPENS - 35 * DAY if opened else None,
        closes_at=OPENS - closed * DAY,
        result=OutcomeResult(result) if result else None,
        result_at=OPENS - told * DAY if result else None,
    )


FAILED, PASSED, WAITS = had(), had("passed"), had(None)
RUNNING = had(None, closed=-5)
NOT_ENGAGED = {"engagement_met": False}
CASES = [
    ("engaged, first attempt", {}, []),
    ("second of two attempts", {"attempts": [FAILED]}, []),
    ("never opened the case before", {"attempts": [had(None, opened=False)]}, []),
    ("moved on before", {"attempts": [had(None, state="moved_on")]}, []),
    ("an entry before is void", {"attempts": [had(None, state="void")]}, []),
    ("not engaged", NOT_ENGAGED, ["engagement"]),
    ("not engaged, waived", NOT_ENGAGED | {"is_waived": True}, []),
    ("not engaged, not asked for", NOT_ENGAGED | {"asks_for_engagement": False}, []),
    ("deferred", {"status": EnrolmentStatus.DEFERRED}, ["not_active"]),
    ("withdrawn and not engaged", NOT_ENGAGED | {"status": EnrolmentStatus.WITHDRAWN}, ["not_active"]),
    ("completed", {"status": EnrolmentStatus.COMPLETED}, ["not_active"]),
    ("completed, since passed", {"status": EnrolmentStatus.COMPLETED, "attempts": [PASSED]}, ["passed"]),
    ("moved to another cohort", {"status": EnrolmentStatus.MOVED}, ["not_active"]),
    ("passed", {"attempts": [PASSED]}, ["passed"]),
    ("passed at the last attempt", {"attempts": [FAILED, had("passed", case=A_THIRD)]}, ["passed"]),
    ("both attempts used", {"attempts": [FAILED, had(case=A_THIRD)]}, ["no_attempt_left"]),
    ("both used and not engaged", NOT_ENGAGED | {"attempts": [FAILED, had()]}, ["no_attempt_left"]),
    ("the last one has no result yet", {"attempts": [FAILED, WAITS]}, ["no_attempt_left"]),
    ("in their last one now", {"attempts": [FAILED, RUNNING]}, ["no_attempt_left"]),
    ("a third attempt where the policy gives three", {"attempts": [FAILED, FAILED], "allowed": 3}, []),
    ("a policy of one attempt", {"attempts": [FAILED], "allowed": 1}, ["no_attempt_left"]),
    ("moved to the next window", NOT_ENGAGED | {"has_moved_on": True}, ["moved_on"]),
    ("a waiver does not undo that", {"has_moved_on": True, "is_waived": True}, ["moved_on"]),
    ("left the course in it, and came back", {"has_left": True, "is_waived": True}, ["left"]),
    ("left the course in it", {"has_left": True, "status": EnrolmentStatus.WITHDRAWN}, ["left"]),
    ("left the course in an earlier one", {"attempts": [had(None, state="left")]}, []),
    ("the same case, though they had left", {"attempts": [had(None, case=CASE, state="left")]}, ["saw_the_case"]),
    ("called off", {"is_called_off": True}, ["called_off"]),
    ("called off, whatever else is so", NOT_ENGAGED | {"is_called_off": True, "attempts": [PASSED]}, ["called_off"]),
    ("in another window", {"attempts": [RUNNING]}, ["in_another_window"]),
    ("result to come", {"attempts": [WAITS]}, ["result_to_come"]),
    ("the same case again", {"attempts": [had(case=CASE)]}, ["saw_the_case"]),
    ("the same case, though that one did not count", {"attempts": [had(case=CASE, state="void")]}, ["saw_the_case"]),
    ("told the moment it opened", {"attempts": [had(told=0)]}, ["not_whole"]),
    ("told while it is open", {"attempts": [had(told=-1)]}, ["not_whole"]),
    ("two reasons", NOT_ENGAGED | {"attempts": [had(case=CASE)]}, ["saw_the_case", "engagement"]),
    ("a waiver is about engagement alone", {"attempts": [had(case=CASE)], "is_waived": True}, ["saw_the_case"]),
]


@pytest.mark.parametrize(("changes", "reasons"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_may_enter(changes, reasons):
    decision = decide(standing(**changes), at=NOW)
    assert [str(reason) for reason in decision.reasons] == reasons
    assert decision.is_ready == (not reasons)


def test_the_table_names_every_reason():
    assert {reason for _, _, reasons in CASES for reason in reasons} == set(NotReady)


@pytest.mark.parametrize(("attempts", "number"), [([], 1), ([had(None, opened=False)], 1), ([FAILED], 2)])
def test_which_attempt_it_would_be(attempts, number):
    assert decide(standing(attempts=attempts), at=NOW).attempt == number


ATTEMPTS = st.builds(
    had,
    st.sampled_from([None, *OutcomeResult.values]),
    case=st.sampled_from([CASE, ANOTHER, A_THIRD]),
    state=st.sampled_from(EntryState.values),
    opened=st.booleans(),
    closed=st.sampled_from([30, -5]),
    told=st.sampled_from([10, -1]),
)
STANDINGS = st.builds(
    standing,
    attempts=st.lists(ATTEMPTS, max_size=3),
    allowed=st.integers(1, 3),
    status=st.sampled_from([ACTIVE, EnrolmentStatus.DEFERRED]),
    engagement_met=st.booleans(),
    has_moved_on=st.booleans(),
)


@given(STANDINGS)
def test_a_reason_that_settles_it_stands_alone(one):
    found = decide(one, at=NOW).reasons
    settled = {"not_active", "passed", "moved_on", "no_attempt_left"} & set(found)
    assert len(found) == 1 if settled else True


@given(STANDINGS)
def test_nobody_is_let_in_to_whom_the_rule_of_attempts_gives_none(one):
    if decide(one, at=NOW).is_ready:
        assert due(one.attempts, allowed=one.allowed, at=NOW) in {Due.FIRST, Due.RESIT}
        assert left(one.attempts, allowed=one.allowed, at=NOW) > 0


@pytest.mark.parametrize("reason", NotReady)
def test_every_reason_has_words_for_everybody(reason):
    words = WORDS[reason]
    assert all(text.endswith(".") for text in (words.mends, words.why, words.what_to_do))
    assert words.why.startswith(("You", "The result"))


def test_the_words_stand_in_the_order_of_the_reasons():
    assert list(WORDS) == list(NotReady)
