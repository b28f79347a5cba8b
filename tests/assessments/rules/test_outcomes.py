"""What an attempt comes to and when a course is complete: tables, read as tables."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import AgreedHow, EntryState, MarkingStage, OutcomeResult
from assessments.rules.outcomes import (
    DECIDING,
    DFE_STATES,
    HELD,
    Completion,
    Facts,
    Given,
    Hold,
    appeal_until,
    completion,
    correction_fault,
    feedback,
    judge,
)

# over closed opened submitted agreed  open  upheld   hold            result
_JUDGED = """
yes    yes    yes    yes       pass    no    no       -               passed
yes    yes    yes    yes       fail    no    no       -               failed
yes    yes    yes    no        -       no    no       -               not_submitted
yes    yes    yes    yes       pass    no    yes      -               voided
yes    yes    yes    yes       -       no    yes      -               voided
yes    yes    yes    yes       -       no    no       not_marked      -
yes    yes    yes    yes       pass    yes   no       misconduct      -
yes    yes    yes    yes       -       yes   no       misconduct      -
yes    yes    yes    yes       pass    yes   yes      misconduct      -
yes    yes    no     no        -       no    no       never_opened    -
yes    yes    no     yes       pass    no    no       -               passed
no     no     yes    no        -       no    no       still_writing   -
no     no     yes    yes       -       no    no       still_writing   -
no     no     no     no        -       no    no       still_writing   -
yes    no     yes    no        -       no    no       not_closed      -
"""
_AGREED = {"pass": True, "fail": False, "-": None}


def facts(line: str, **more) -> Facts:
    over, closed, opened, submitted, agreed, is_open, upheld, *_ = line.split()
    found = {
        "state": EntryState.ADMITTED,
        "is_over": over == "yes",
        "is_closed": closed == "yes",
        "opened_case": opened == "yes",
        "submitted": submitted == "yes",
        "agreed_pass": _AGREED[agreed],
        "misconduct_open": is_open == "yes",
        "misconduct_upheld": upheld == "yes",
    }
    return Facts(**(found | more))


@pytest.mark.parametrize("line", _JUDGED.strip().splitlines())
def test_what_an_entry_comes_to(line):
    *_, hold, result = line.split()

    judged = judge(facts(line))

    assert (judged.hold or "-", judged.result or "-") == (hold, result)


@pytest.mark.parametrize("line", _JUDGED.strip().splitlines())
@pytest.mark.parametrize(
    ("more", "hold"),
    [
        ({"released": True}, Hold.RELEASED),
        ({"state": EntryState.MOVED_ON}, Hold.MOVED_ON),
        ({"state": EntryState.LEFT}, Hold.LEFT),
        ({"state": EntryState.VOID}, Hold.VOID),
    ],
)
def test_what_is_out_or_does_not_stand_is_said_before_all_else(line, more, hold):
    assert judge(facts(line, **more)).hold == hold


FACTS = st.builds(
    Facts,
    state=st.sampled_from(EntryState),
    is_over=st.booleans(),
    is_closed=st.booleans(),
    opened_case=st.booleans(),
    submitted=st.booleans(),
    agreed_pass=st.sampled_from([None, True, False]),
    misconduct_open=st.booleans(),
    misconduct_upheld=st.booleans(),
    released=st.booleans(),
)


@given(FACTS)
def test_there_is_either_a_result_or_a_reason_why_not(found):
    judged = judge(found)

    assert (judged.result is None) is bool(judged.hold)


@given(FACTS)
def test_nobody_passes_without_an_agreed_pass_or_while_a_case_is_open(found):
    if judge(found).result == OutcomeResult.PASSED:
        assert found.agreed_pass
        assert found.submitted
        assert not found.misconduct_open
        assert not found.misconduct_upheld


def test_what_is_held_waits_for_somebody_and_what_is_over_does_not():
    over = {Hold.NONE, Hold.RELEASED, Hold.MOVED_ON, Hold.LEFT, Hold.VOID, Hold.NEVER_OPENED}
    assert set(Hold) - set(HELD) == over


@pytest.mark.parametrize(
    ("engagement_met", "passed", "answer"),
    [
        (True, True, Completion.COMPLETE),
        (False, True, Completion.ENGAGEMENT_MISSING),
        (True, False, Completion.PASS_MISSING),
        (False, False, Completion.BOTH_MISSING),
    ],
)
def test_complete_only_with_engagement_and_a_pass(engagement_met, passed, answer):
    assert completion(engagement_met=engagement_met, passed=passed) == answer


def test_the_words_say_what_is_missing():
    assert "engagement" in Completion.ENGAGEMENT_MISSING.label
    assert "case study is not passed" in Completion.PASS_MISSING.label
    assert "engagement" in Completion.BOTH_MISSING.label
    assert "not passed" in Completion.BOTH_MISSING.label


def test_an_appeal_has_21_days_after_the_day_of_the_result():
    assert appeal_until(date(2027, 3, 10)) == date(2027, 3, 31)
    assert appeal_until(date(2027, 12, 20)) == date(2028, 1, 10)


PASSED, FAILED, VOIDED = OutcomeResult.PASSED, OutcomeResult.FAILED, OutcomeResult.VOIDED
CORRECTIONS = [
    pytest.param(FAILED, PASSED, "Marks were added wrongly", False, "", id="failed to passed"),
    pytest.param(PASSED, FAILED, "Marks were added wrongly", False, "", id="passed to failed"),
    pytest.param(PASSED, VOIDED, "Copied", True, "", id="void after an upheld case"),
    pytest.param(PASSED, VOIDED, "Copied", False, "upheld", id="void without one"),
    pytest.param(PASSED, PASSED, "Again", False, "already", id="to what it is"),
    pytest.param(PASSED, FAILED, "  ", False, "reason", id="without a reason"),
    pytest.param(None, PASSED, "Early", False, "nothing to correct", id="before release"),
    pytest.param(PASSED, "distinction", "Very good", False, "Choose", id="no such result"),
]


@pytest.mark.parametrize(("now", "to", "reason", "upheld", "words"), CORRECTIONS)
def test_what_may_be_corrected(now, to, reason, upheld, words):
    fault = correction_fault(now=now, to=to, reason=reason, misconduct_upheld=upheld)

    assert (fault == "") is (words == "")
    assert words in fault


def given_points(*rows) -> list[Given]:
    return [
        Given(criterion=key, title=f"Criterion {key}", points=points, comment=comment) for key, points, comment in rows
    ]


def test_feedback_of_one_marker_is_what_they_gave():
    found = feedback(given_points((1, 3, "Clear."), (2, 4, "")), most=4)

    assert found == [
        {"title": "Criterion 1", "points": 3, "most": 4, "comment": "Clear."},
        {"title": "Criterion 2", "points": 4, "most": 4, "comment": ""},
    ]


def test_two_markers_are_one_voice():
    found = feedback(given_points((1, 3, "Clear."), (2, 2, "Why?"), (1, 4, "Good use."), (2, 2, "Why?")), most=4)

    assert [(one["points"], one["comment"]) for one in found] == [(3.5, "Clear.\n\nGood use."), (2, "Why?")]


def test_every_way_to_agree_says_which_marks_decide():
    assert set(DECIDING) == set(AgreedHow)
    assert DECIDING[AgreedHow.SENIOR] == (MarkingStage.SENIOR,)


def test_the_dfe_knows_three_states():
    assert set(DFE_STATES) == set(OutcomeResult)
    assert set(DFE_STATES.values()) == {"passed", "failed", "voided"}
