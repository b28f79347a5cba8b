"""Engagement in words: each standing says what it means and what can be done."""

from types import SimpleNamespace

import pytest

from courses.facts import engagement_words as words
from courses.facts.standing import Ledger
from courses.rules.engagement import Policy
from tests.courses.rules.parts import PER_BUCKET, POOLED, WEIGHTED, attended, missed, row, to_come, unmarked


def ledger(policy: Policy, parts) -> Ledger:
    """A ledger of these parts alone."""
    lines = [SimpleNamespace(part=one) for one in parts]
    return Ledger(enrolment=None, policy=policy, lines=lines, catch_up_left=None)


STUDY = row(coming=5, minutes=100, bucket="self_study")

AHEAD = [
    pytest.param(POOLED, [], "Nothing in your course counts towards engagement yet.", id="nothing counts"),
    pytest.param(
        POOLED, row(coming=20), "You can miss 120 minutes more and still reach 90%. That is 2 sessions or units, whichever you"
        " choose.", id="not started",
    ),
    pytest.param(POOLED, row(attended_=9, coming=1), "You have reached the 90% you need, whatever comes.", id="met"),
    pytest.param(
        POOLED, row(attended_=5, coming=5), "You can miss 60 minutes more and still reach 90%. That is 1 session or unit,"
        " whichever you choose.", id="on track",
    ),
    pytest.param(
        POOLED, row(attended_=4, coming=4),
        "To reach 90% without catching up, you need everything that is left (48 minutes to spare).", id="nothing may be missed",
    ),
    pytest.param(
        POOLED, [*row(attended_=2, coming=0), to_come(5, 10), to_come(6, 300)],
        "You can miss 43 minutes more and still reach 90%, but not all of a session or unit that is longer than that.",
        id="only a short one",
    ),
    pytest.param(
        POOLED, row(missed_=1, coming=9),
        "You have no minute to spare: one more absence puts 90% out of reach, unless you catch up.", id="one more and gone",
    ),
    pytest.param(
        POOLED, [*row(attended_=11, missed_=1), to_come(20, 300), to_come(21, 30)],
        "You have 45 minutes to spare: missing the next one puts 90% out of reach, unless you catch up.",
        id="a long one comes next, a short one later",
    ),
    pytest.param(
        PER_BUCKET, [*row(missed_=1, coming=10), *STUDY],
        "You have 6 minutes of live sessions and 50 minutes of self-study to spare: one more absence puts 90% out of reach,"
        " unless you catch up.", id="one more and gone, each bucket",
    ),
    pytest.param(
        POOLED, row(missed_=2, coming=8), "it brings you to 80%. To reach 90% you also need to catch up on 60 minutes, or"
        " more.", id="needs catch-up",
    ),
    pytest.param(
        POOLED, [missed(1, again=False), *row(coming=9)[1:]],
        "90% is out of reach: with everything that is left, and all you can still catch up, you come to 88%.",
        id="out of reach",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "parts", "said"), AHEAD)
def test_what_is_ahead(policy, parts, said):
    assert said in words.ahead(ledger(policy, parts))


SO_FAR = [
    pytest.param(POOLED, [], "Nothing is known of your engagement yet.", id="nothing"),
    pytest.param(POOLED, [unmarked(1)], "Nothing is known of your engagement yet.", id="a register open"),
    pytest.param(POOLED, [attended(1)], "You have engaged with 60 of 60 minutes so far (100%).", id="one pool"),
    pytest.param(
        POOLED, [missed(1, 10_000, earned=8_999)], "8,999 of 10,000 minutes so far (89%).", id="never rounded up"
    ),
    pytest.param(
        PER_BUCKET, [attended(1), missed(2, 30, "self_study")],
        "You have engaged so far with 60 of 60 minutes of live sessions (100%); 0 of 30 minutes of self-study (0%).",
        id="each bucket",
    ),
    pytest.param(
        WEIGHTED, [attended(1), missed(2, 30, "tasks")],
        "You have engaged with 62% so far: 60 of 60 minutes of live sessions (100%); 0 of 30 minutes of tasks and quizzes"
        " (0%).", id="weighted",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "parts", "said"), SO_FAR)
def test_what_is_known_so_far(policy, parts, said):
    assert said in words.so_far(ledger(policy, parts))


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 minutes"), (1, "1 minute"), (1140, "1,140 minutes")])
def test_minutes(minutes, said):
    assert words.in_minutes(minutes) == said
