"""Whose way to the threshold a change of the schedule closes or opens: every pair of standings."""

from itertools import product

import pytest

from courses.rules.engagement import Standing
from courses.rules.outlooks import Outlook, Turn, turn, turns

GONE, CATCH_UP, LAST = Standing.OUT_OF_REACH, Standing.OUT_OF_REACH_WITHOUT_CATCH_UP, Standing.ONE_MORE_AND_GONE
FINE = (Standing.ON_TRACK, Standing.NOT_STARTED, Standing.NOTHING_COUNTS)


def outlook(standing):
    return Outlook(standing, 90)


@pytest.mark.parametrize(("before", "after"), product(Standing, Standing))
def test_every_turn(before, after):
    out = {GONE, CATCH_UP}
    if before in out and after not in out:
        expected = Turn.BACK_IN_REACH
    elif after == GONE and before != GONE:
        expected = Turn.OUT_OF_REACH
    elif after == CATCH_UP and before not in (GONE, CATCH_UP):
        expected = Turn.NEEDS_CATCH_UP
    elif after == LAST and before in {*FINE, Standing.MET}:
        expected = Turn.ONE_MORE_AND_GONE
    elif before == Standing.MET and after in FINE:
        expected = Turn.BELOW_AGAIN
    else:
        expected = None

    assert turn(outlook(before), outlook(after)) == expected


def test_people_in_only_one_of_both_are_left_out():
    before, after = {1: outlook(LAST), 2: outlook(LAST)}, {2: outlook(GONE), 3: outlook(GONE)}

    assert turns(before, after) == {2: Turn.OUT_OF_REACH}
