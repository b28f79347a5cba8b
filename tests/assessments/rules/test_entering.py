"""Who may enter a window: a table of people, and words for every reason."""

from itertools import product

import pytest

from assessments.rules.entering import WORDS, NotReady, Standing, decide
from courses.choices import EnrolmentStatus

ACTIVE = EnrolmentStatus.ACTIVE


def standing(**changes) -> Standing:
    """Somebody at their first attempt who has engaged enough."""
    return Standing(**{"status": ACTIVE, "engagement_met": True} | changes)


CASES = [
    ("engaged, first attempt", {}, []),
    ("second of two attempts", {"attempts_used": 1}, []),
    ("not engaged", {"engagement_met": False}, ["engagement"]),
    ("not engaged, waived", {"engagement_met": False, "is_waived": True}, []),
    ("not engaged, not asked for", {"engagement_met": False, "asks_for_engagement": False}, []),
    ("deferred", {"status": EnrolmentStatus.DEFERRED}, ["not_active"]),
    ("withdrawn and not engaged", {"status": EnrolmentStatus.WITHDRAWN, "engagement_met": False}, ["not_active"]),
    ("completed", {"status": EnrolmentStatus.COMPLETED}, ["not_active"]),
    ("completed, since passed", {"status": EnrolmentStatus.COMPLETED, "has_passed": True}, ["passed"]),
    ("moved to another cohort", {"status": EnrolmentStatus.MOVED}, ["not_active"]),
    ("passed", {"has_passed": True, "attempts_used": 1}, ["passed"]),
    ("passed at the last attempt", {"has_passed": True, "attempts_used": 2}, ["passed"]),
    ("both attempts used", {"attempts_used": 2}, ["no_attempt_left"]),
    ("both used and not engaged", {"attempts_used": 2, "engagement_met": False}, ["no_attempt_left"]),
    ("a third attempt where the policy gives three", {"attempts_used": 2, "attempts": 3}, []),
    ("a policy of one attempt", {"attempts_used": 1, "attempts": 1}, ["no_attempt_left"]),
    ("moved to the next window", {"has_moved_on": True, "engagement_met": False}, ["moved_on"]),
    ("a waiver does not undo that", {"has_moved_on": True, "is_waived": True}, ["moved_on"]),
    ("in another window", {"is_in_another": True, "waits_for_result": True}, ["in_another_window"]),
    ("result to come", {"attempts_used": 1, "waits_for_result": True}, ["result_to_come"]),
    ("the same case again", {"attempts_used": 1, "saw_the_case": True}, ["saw_the_case"]),
    ("two reasons", {"saw_the_case": True, "engagement_met": False}, ["saw_the_case", "engagement"]),
    ("a waiver is about engagement alone", {"saw_the_case": True, "is_waived": True}, ["saw_the_case"]),
]


@pytest.mark.parametrize(("changes", "reasons"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_may_enter(changes, reasons):
    decision = decide(standing(**changes))
    assert [str(reason) for reason in decision.reasons] == reasons
    assert decision.is_ready == (not reasons)


@pytest.mark.parametrize(("used", "attempt"), [(0, 1), (1, 2)])
def test_which_attempt_it_would_be(used, attempt):
    assert decide(standing(attempts_used=used)).attempt == attempt


def test_a_reason_that_settles_it_stands_alone():
    flags = ("has_passed", "has_moved_on", "is_in_another", "waits_for_result", "saw_the_case")
    for values in product([True, False], repeat=len(flags)):
        for status, used, met in product([ACTIVE, EnrolmentStatus.DEFERRED], [0, 2], [True, False]):
            facts = dict(zip(flags, values, strict=True))
            found = decide(standing(status=status, attempts_used=used, engagement_met=met, **facts)).reasons
            settled = {"not_active", "passed", "moved_on", "no_attempt_left"} & set(found)
            assert len(found) == 1 if settled else True


@pytest.mark.parametrize("reason", NotReady)
def test_every_reason_has_words_for_everybody(reason):
    words = WORDS[reason]
    assert all(text.endswith(".") for text in (words.mends, words.why, words.what_to_do))
    assert words.why.startswith(("You", "The result"))


def test_the_words_stand_in_the_order_of_the_reasons():
    assert list(WORDS) == list(NotReady)
