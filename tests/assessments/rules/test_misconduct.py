"""The table of moves of a misconduct case, read as a table."""

from datetime import date, timedelta

import pytest

from assessments.choices import MisconductState
from assessments.rules.misconduct import OVER, TABLE, Move, Upheld, move_fault, moves_from

# from           investigate drop uphold dismiss appeal stand overturn close
_WHO_MAY = """
raised           yes         yes  no     no      no     no    no       no
investigating    no          no   yes    yes     no     no    no       no
upheld           no          no   no     no      yes    no    no       yes
dismissed        no          no   no     no      no     no    no       no
appealed         no          no   no     no      no     yes   yes      no
closed           no          no   no     no      no     no    no       no
"""
ROWS = [line.split() for line in _WHO_MAY.strip().splitlines()]
CELLS = [(row[0], move, answer == "yes") for row in ROWS for move, answer in zip(Move, row[1:], strict=True)]
TODAY = date(2027, 3, 10)

# move          to             closes upheld told
_WHAT_FOLLOWS = """
investigate     investigating  no     -      yes
drop            dismissed      yes    no     no
uphold          upheld         no     yes    yes
dismiss         dismissed      yes    no     yes
appeal          appealed       no     -      yes
stand           closed         yes    yes    yes
overturn        closed         yes    no     yes
close           closed         yes    yes    no
"""
_YES = {"yes": True, "no": False, "-": None}


@pytest.mark.parametrize(("state", "move", "may"), CELLS)
def test_what_may_be_done_in_which_state(state, move, may):
    fault = move_fault(move, state, reason="Read both texts", today=TODAY)

    assert (fault == "") is may
    assert (move in moves_from(state)) is may


def test_the_table_above_names_every_state_and_every_move():
    assert [row[0] for row in ROWS] == MisconductState.values
    assert set(TABLE) == set(Move)


@pytest.mark.parametrize("line", _WHAT_FOLLOWS.strip().splitlines())
def test_what_follows_from_a_move(line):
    move, to, closes, upheld, told = line.split()

    made = TABLE[Move(move)]

    assert (made.to, made.closes, made.upheld, made.tells) == (to, _YES[closes], _YES[upheld], _YES[told])
    assert bool(made.what_next) is made.tells


@pytest.mark.parametrize("move", Move)
def test_every_move_says_why(move):
    state = TABLE[move].from_[0]

    assert move_fault(move, state, reason=" ", today=TODAY) == "Enter the reason."


def test_whatever_closes_a_case_says_whether_it_was_upheld_and_leads_where_nothing_more_is_done():
    for made in TABLE.values():
        assert made.closes is (made.to in OVER)
        if made.closes:
            assert made.upheld is not None
            assert moves_from(made.to) == []


def test_every_way_ends():
    """From each state the case can be brought to its end."""

    def ends(state: str, seen: frozenset[str] = frozenset()) -> bool:
        return state in OVER or any(
            ends(TABLE[move].to, seen | {state}) for move in moves_from(state) if TABLE[move].to not in seen
        )

    assert all(ends(state) for state in MisconductState)


@pytest.mark.parametrize("move", [Move.STAND, Move.OVERTURN])
def test_an_appeal_is_decided_by_somebody_else(move):
    same, other = (Upheld(on=TODAY, by_same=by_same) for by_same in (True, False))

    assert "somebody else" in move_fault(move, "appealed", reason="Read it", today=TODAY, upheld=same)
    assert move_fault(move, "appealed", reason="Read it", today=TODAY, upheld=other) == ""


@pytest.mark.parametrize(("days", "may"), [(0, False), (21, False), (22, True)])
def test_an_upheld_case_is_closed_when_nobody_can_appeal_any_more(days, may):
    upheld = Upheld(on=TODAY - timedelta(days=days), by_same=True)

    fault = move_fault(Move.CLOSE, "upheld", reason="No appeal", today=TODAY, upheld=upheld)

    assert (fault == "") is may
