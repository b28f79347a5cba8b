"""Whose way to the threshold a change of the schedule closes, and whose it opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from courses.rules.engagement import Standing


class Turn(StrEnum):
    """What the change does to somebody."""

    OUT_OF_REACH = "out_of_reach"
    NEEDS_CATCH_UP = "needs_catch_up"
    BELOW_AGAIN = "below_again"
    ONE_MORE_AND_GONE = "one_more_and_gone"
    BACK_IN_REACH = "back_in_reach"


@dataclass(frozen=True)
class Outlook:
    """Where somebody stands, and the percentage at best without catching up (cut off)."""

    standing: Standing
    percent_best: int


#: From better to worse, as far as a change of the schedule is somebody's news.
_WORSE = (
    (Standing.ONE_MORE_AND_GONE, Turn.ONE_MORE_AND_GONE),
    (Standing.OUT_OF_REACH_WITHOUT_CATCH_UP, Turn.NEEDS_CATCH_UP),
    (Standing.OUT_OF_REACH, Turn.OUT_OF_REACH),
)
_OUT = (Standing.OUT_OF_REACH_WITHOUT_CATCH_UP, Standing.OUT_OF_REACH)


def turns(before: Mapping[int, Outlook], after: Mapping[int, Outlook]) -> dict[int, Turn]:
    """By enrolment id, for those who had met the threshold or could and now cannot, who stand worse than before, and who can
    reach it again. Others are not in it."""
    found = {key: turn(before[key], after[key]) for key in before.keys() & after.keys()}
    return {key: one for key, one in sorted(found.items()) if one}


def turn(before: Outlook, after: Outlook) -> Turn | None:
    """What the change does to one person, or None where it does nothing that matters."""
    if before.standing in _OUT and after.standing not in _OUT:
        return Turn.BACK_IN_REACH
    if _rank(after.standing) > _rank(before.standing):
        return dict(_WORSE)[after.standing]
    if before.standing == Standing.MET and after.standing != Standing.MET:
        return Turn.BELOW_AGAIN
    return None


def _rank(standing: Standing) -> int:
    """How bad: 0 while nothing is in danger."""
    return next((number for number, (one, _) in enumerate(_WORSE, 1) if one == standing), 0)
