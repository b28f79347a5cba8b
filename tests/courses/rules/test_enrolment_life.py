"""The table of moves, read as a table, and which cohort somebody may go to."""

from datetime import date, timedelta

import pytest

from courses.choices import DeferralReason, EnrolmentStatus, WithdrawalReason
from courses.rules.enrolment_life import TABLE, Move, Target, TargetFault, move_fault, moves_from, target_fault

# from        defer  resume continue transfer withdraw readmit complete reopen
_WHO_MAY = """
active        yes    no     no       yes      yes      no      yes      no
deferred      no     yes    yes      no       yes      no      no       no
withdrawn     no     no     no       no       no       yes     no       no
completed     no     no     no       no       no       no      no       yes
moved         no     no     no       no       no       no      no       no
"""
ROWS = [line.split() for line in _WHO_MAY.strip().splitlines()]
CELLS = [(row[0], move, answer == "yes") for row in ROWS for move, answer in zip(Move, row[1:], strict=True)]
_GIVEN = {
    Move.DEFER: {"code": DeferralReason.BEREAVEMENT},
    Move.WITHDRAW: {"code": WithdrawalReason.STARTED_IN_ERROR},
    Move.READMIT: {"reason": "Her head asked us"},
    Move.REOPEN: {"reason": "The result was corrected"},
}


@pytest.mark.parametrize(("status", "move", "may"), CELLS)
def test_who_may_do_what(status, move, may):
    fault = move_fault(move, status, **_GIVEN.get(move, {}))

    assert (fault == "") is may
    assert (move in moves_from(status)) is may


def test_the_table_above_names_every_state_and_every_move():
    assert [row[0] for row in ROWS] == EnrolmentStatus.values
    assert set(TABLE) == set(Move)


def test_a_refusal_says_in_which_state_the_enrolment_is():
    assert move_fault(Move.RESUME, EnrolmentStatus.WITHDRAWN) == "This enrolment is withdrawn, so it cannot return."


@pytest.mark.parametrize("code", DeferralReason.values)
def test_each_of_the_dfes_five_reasons_defers(code):
    assert move_fault(Move.DEFER, EnrolmentStatus.ACTIVE, code=code) == ""


@pytest.mark.parametrize("code", WithdrawalReason.values)
def test_each_of_the_dfes_twenty_one_reasons_withdraws(code):
    assert move_fault(Move.WITHDRAW, EnrolmentStatus.DEFERRED, code=code) == ""


@pytest.mark.parametrize(("move", "code"), [(Move.DEFER, "workload"), (Move.DEFER, ""), (Move.WITHDRAW, "bereavement")])
def test_a_reason_of_another_list_is_none(move, code):
    assert move_fault(move, EnrolmentStatus.ACTIVE, code=code) == "Choose one of the DfE’s reasons."


def test_there_are_as_many_reasons_as_the_dfe_has():
    assert (len(TABLE[Move.DEFER].codes), len(TABLE[Move.WITHDRAW].codes)) == (5, 21)


@pytest.mark.parametrize("reason", ["", "   "])
def test_taking_somebody_back_wants_a_reason(reason):
    assert move_fault(Move.READMIT, EnrolmentStatus.WITHDRAWN, reason=reason) == "Enter the reason."


TODAY = date(2027, 3, 1)
LEFT = Target(programme=1, cohort=1, starts_on=date(2026, 11, 9), ends_on=date(2028, 3, 31), places_left=3)


def other(**changes) -> Target:
    later = {"starts_on": LEFT.starts_on + timedelta(days=365), "ends_on": LEFT.ends_on + timedelta(days=365)}
    return Target(**{"programme": 1, "cohort": 2, "places_left": 3, **later, **changes})


@pytest.mark.parametrize(
    ("move", "to", "fault"),
    [
        pytest.param(Move.RESUME, LEFT, TargetFault.NONE, id="back into the same cohort"),
        pytest.param(Move.READMIT, LEFT, TargetFault.NONE, id="taken back into the same cohort"),
        pytest.param(Move.CONTINUE, LEFT, TargetFault.SAME_COHORT, id="the same cohort is no other"),
        pytest.param(Move.TRANSFER, LEFT, TargetFault.SAME_COHORT, id="no transfer into the same"),
        pytest.param(Move.CONTINUE, other(), TargetFault.NONE, id="a later cohort"),
        pytest.param(Move.CONTINUE, other(starts_on=LEFT.starts_on), TargetFault.NOT_LATER, id="starts the same day"),
        pytest.param(
            Move.TRANSFER, other(starts_on=date(2026, 1, 5)), TargetFault.NONE, id="transfer to an earlier one"
        ),
        pytest.param(Move.TRANSFER, other(programme=2), TargetFault.OTHER_PROGRAMME, id="another programme"),
        pytest.param(Move.TRANSFER, other(ends_on=TODAY), TargetFault.NONE, id="on its last day"),
        pytest.param(Move.TRANSFER, other(ends_on=TODAY - timedelta(days=1)), TargetFault.HAS_ENDED, id="it has ended"),
        pytest.param(Move.TRANSFER, other(places_left=0), TargetFault.FULL, id="no place"),
    ],
)
def test_where_somebody_may_go(move, to, fault):
    assert target_fault(move, left=LEFT, to=to, today=TODAY) == fault


def test_a_full_cohort_takes_nobody_back():
    full = Target(programme=1, cohort=1, starts_on=LEFT.starts_on, ends_on=LEFT.ends_on, places_left=0)

    assert target_fault(Move.RESUME, left=full, to=full, today=TODAY) == TargetFault.FULL
