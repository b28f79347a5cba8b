"""When a case study is in: the table of reasons, and the two sides of every line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assessments.choices import OverLimit
from assessments.rules.submitting import (
    STATEMENTS,
    Attempt,
    Declaration,
    Refusal,
    WithdrawRefusal,
    refusal,
    statements,
    withdraw_refusal,
)
from npq_portal.periods import Period

OPENS, ENDS = datetime(2027, 2, 3, tzinfo=UTC), datetime(2027, 2, 11, tzinfo=UTC)
PERIOD = Period(OPENS, ENDS)
SECOND, TICK = timedelta(seconds=1), timedelta(microseconds=1)

GOOD = Attempt(
    at=datetime(2027, 2, 9, 20, tzinfo=UTC),
    period=PERIOD,
    is_admitted=True,
    is_own=True,
    is_newest=True,
    is_file=False,
    accepts_files=False,
    words=1500,
    limit=1500,
    over_limit=OverLimit.REFUSE,
    is_declared=True,
)
FLAG = OverLimit.FLAG

CASES = [
    ("as it should be, exactly at the limit", {}, None),
    ("the moment of opening is in", {"at": OPENS}, None),
    ("a second before the end is in", {"at": ENDS - SECOND}, None),
    ("a microsecond before the end is in", {"at": ENDS - TICK}, None),
    ("at the end is out", {"at": ENDS}, Refusal.CLOSED),
    ("after the end is out", {"at": ENDS + SECOND}, Refusal.CLOSED),
    ("before the opening is out", {"at": OPENS - TICK}, Refusal.NOT_OPEN),
    ("moved to another window", {"is_admitted": False}, Refusal.NOT_ADMITTED),
    ("somebody else's", {"is_own": False}, Refusal.NOT_YOURS),
    ("not the newest", {"is_newest": False}, Refusal.STALE),
    ("one word over, refused", {"words": 1501}, Refusal.OVER_LIMIT),
    ("one word over, flagged", {"words": 1501, "over_limit": FLAG}, None),
    ("one word is enough", {"words": 1}, None),
    ("empty", {"words": 0}, Refusal.EMPTY),
    ("empty is refused also where over is only flagged", {"words": 0, "over_limit": FLAG}, Refusal.EMPTY),
    ("a file where none are taken", {"is_file": True}, Refusal.NO_FILES),
    ("a file where they are taken", {"is_file": True, "accepts_files": True}, None),
    ("nothing declared", {"is_declared": False}, Refusal.NOT_DECLARED),
    ("late weighs more than stale", {"at": ENDS, "is_newest": False}, Refusal.CLOSED),
    ("stale weighs more than over the limit", {"words": 1501, "is_newest": False}, Refusal.STALE),
]


@pytest.mark.parametrize(("changes", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_in_and_what_is_out(changes, reason):
    assert refusal(replace(GOOD, **changes)) == reason


@pytest.mark.parametrize(("words", "is_over"), [(1499, False), (1500, False), (1501, True)])
def test_the_limit_itself_is_not_over(words, is_over):
    assert replace(GOOD, words=words).is_over is is_over


@pytest.mark.parametrize(
    ("stands", "at", "reason"),
    [
        (True, ENDS - TICK, None),
        (True, ENDS, WithdrawRefusal.CLOSED),
        (False, ENDS - TICK, WithdrawRefusal.NOTHING),
        (False, ENDS, WithdrawRefusal.NOTHING),
    ],
)
def test_taking_back_goes_up_to_the_end(stands, at, reason):
    assert withdraw_refusal(stands=stands, at=at, period=PERIOD) == reason


@pytest.mark.parametrize(
    ("declaration", "complete"),
    [
        (Declaration(STATEMENTS, used_ai=False), True),
        (Declaration(STATEMENTS, used_ai=True, ai_use="A spelling checker."), True),
        (Declaration(STATEMENTS, used_ai=True), False),
        (Declaration(STATEMENTS, used_ai=True, ai_use="  "), False),
        (Declaration(STATEMENTS[:-1], used_ai=False), False),
        (Declaration((), used_ai=False), False),
        (Declaration((*STATEMENTS, "More than was asked."), used_ai=False), True),
    ],
)
def test_a_declaration_is_whole_or_it_is_none(declaration, complete):
    assert declaration.is_complete(STATEMENTS) is complete


def test_a_programme_says_its_own_statements_one_a_line():
    assert statements("  This is mine.\n\nI named my sources. \r\n") == ("This is mine.", "I named my sources.")
    assert statements(" \n") == STATEMENTS


def test_every_reason_has_words_for_the_writer():
    assert all(reason.label.endswith(".") for reason in (*Refusal, *WithdrawRefusal))
