"""Adding up and judging: tables that a policy person can read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courses.choices import Bucket, EngagementPolicy
from courses.rules.engagement import (
    Figures,
    Part,
    PartState,
    Policy,
    each,
    figures,
    met,
    policy_fault,
    pooled,
    shown_percent,
)
from tests.courses.rules.parts import (
    PER_BUCKET,
    POOLED,
    WEIGHTED,
    attended,
    missed,
    part,
    policies,
    programmes,
    share,
    to_come,
    unmarked,
)

ONE_TOTAL = [
    pytest.param(540, 486, True, 90, id="8.1 of 9 hours passes, where floats say 0.8999999999999999"),
    pytest.param(780, 702, True, 90, id="11.7 of 13 hours passes"),
    pytest.param(972, 874, False, 89, id="14.57 of 16.2 hours fails"),
    pytest.param(1134, 1020, False, 89, id="17 of 18.9 hours fails at 89.95 %"),
    pytest.param(49, 44, False, 89, id="44 of 49 fails at 89.8 %"),
    pytest.param(19, 17, False, 89, id="17 of 19 fails at 89.5 %"),
    pytest.param(10_000, 8_999, False, 89, id="89.99 % fails and is shown as 89 %"),
    pytest.param(10_000, 9_000, True, 90, id="90.00 % passes"),
    pytest.param(10_000, 9_999, True, 99, id="99.99 % is not shown as 100 %"),
    pytest.param(60, 60, True, 100, id="everything"),
    pytest.param(60, 0, False, 0, id="nothing"),
]


@pytest.mark.parametrize(("total", "earned", "passes", "shown"), ONE_TOTAL)
@pytest.mark.parametrize("policy", [POOLED, PER_BUCKET, WEIGHTED], ids=["one pool", "each bucket", "weighted"])
def test_one_bucket_alone_is_judged_alike_by_every_policy(policy, total, earned, passes, shown):
    assert met(policy, {"live": earned}, {"live": total}) is passes
    assert shown_percent(policy, {"live": earned}, {"live": total}) == shown


SEVERAL = [
    pytest.param(POOLED, {"live": (100, 100), "self_study": (80, 100)}, True, 90, id="one pool: live makes up"),
    pytest.param(PER_BUCKET, {"live": (100, 100), "self_study": (80, 100)}, False, 80, id="each: nothing makes up"),
    pytest.param(PER_BUCKET, {"live": (90, 100), "self_study": (9, 10)}, True, 90, id="each: both just pass"),
    pytest.param(PER_BUCKET, {"live": (90, 100), "self_study": (89, 99)}, False, 89, id="each: one misses by a hair"),
    pytest.param(PER_BUCKET, {"live": (90, 100), "self_study": (0, 0)}, True, 90, id="each: an empty one is left out"),
    pytest.param(
        WEIGHTED, {"live": (100, 100), "tasks": (80, 100), "reflection": (80, 100)}, True, 90,
        id="weighted: 50 + 24 + 16 is exactly 90",
    ),
    pytest.param(
        WEIGHTED, {"live": (600, 600), "tasks": (79, 100), "reflection": (80, 100)}, False, 89,
        id="weighted: long sessions weigh no more than their weight",
    ),
    pytest.param(
        WEIGHTED, {"live": (91, 100), "tasks": (89, 100), "reflection": (0, 0)}, True, 90,
        id="weighted: an empty bucket leaves, 5 to 3 remain",
    ),
    pytest.param(
        WEIGHTED, {"live": (90, 100), "tasks": (89, 100), "reflection": (0, 0)}, False, 89,
        id="weighted: without the empty bucket the rest decide",
    ),
    pytest.param(
        WEIGHTED, {"live": (9, 10), "tasks": (9, 10), "reflection": (9, 10), "coaching": (0, 60)}, True, 90,
        id="weighted: a bucket without a weight is not judged",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "buckets", "passes", "shown"), SEVERAL)
def test_several_buckets(policy, buckets, passes, shown):
    earned = {bucket: minutes for bucket, (minutes, _) in buckets.items()}
    total = {bucket: minutes for bucket, (_, minutes) in buckets.items()}

    assert met(policy, earned, total) is passes
    assert shown_percent(policy, earned, total) == shown


@pytest.mark.parametrize("policy", [POOLED, PER_BUCKET, WEIGHTED], ids=["one pool", "each bucket", "weighted"])
@pytest.mark.parametrize("total", [{}, {"live": 0}], ids=["no components", "no minutes"])
def test_a_programme_in_which_nothing_counts_is_not_met(policy, total):
    assert not met(policy, {}, total)
    assert shown_percent(policy, {}, total) == 0


def test_a_programme_whose_buckets_have_no_weight_is_not_met():
    assert not met(WEIGHTED, {"coaching": 60}, {"coaching": 60})


SUMS = [
    pytest.param(attended(1, 60), Figures(earned=60, total=60), id="attended: all of it"),
    pytest.param(missed(1, 60, earned=45), Figures(45, 60, missed=15, catchable=15), id="attended in part"),
    pytest.param(missed(1, 60), Figures(0, 60, missed=60, catchable=60), id="absent, with or without apologies"),
    pytest.param(missed(1, 60, again=False), Figures(0, 60, missed=60), id="absent, and it may not be caught up"),
    pytest.param(unmarked(1, 60), Figures(0, 60, unknown=60), id="register open: counts neither way"),
    pytest.param(to_come(1, 60), Figures(0, 60, to_come=60), id="to come: counts neither way"),
    pytest.param(
        part(1, 60, PartState.TO_COME, earned=20), Figures(20, 60, to_come=40), id="credit before its date counts"
    ),
]


@pytest.mark.parametrize(("one", "sums"), SUMS)
def test_what_one_part_adds_to_the_sums(one, sums):
    assert figures([one]) == {"live": sums}


def test_sums_are_kept_by_bucket():
    by_bucket = figures([attended(1, 60), missed(2, 30, "tasks"), to_come(3, 90, "live")])

    assert by_bucket == {
        "live": Figures(earned=60, total=150, to_come=90),
        "tasks": Figures(total=30, missed=30, catchable=30),
    }
    assert pooled(by_bucket) == Figures(earned=60, total=180, missed=30, catchable=30, to_come=90)
    assert pooled({}) == Figures()


@given(programmes())
def test_every_minute_stands_in_one_place(parts: list[Part]):
    for sums in [*figures(parts).values(), pooled(figures(parts))]:
        assert sums.earned + sums.missed + sums.unknown + sums.to_come == sums.total
        assert 0 <= sums.catchable <= sums.missed


@given(policies(), programmes())
def test_judged_as_the_fractions_of_the_policy_s_words_say(policy, parts):
    by_bucket = figures(parts)
    earned, total = each(by_bucket, "earned"), each(by_bucket, "total")
    exact = share(policy, earned, total)

    assert met(policy, earned, total) is (exact is not None and exact * 100 >= policy.threshold_percent)
    assert shown_percent(policy, earned, total) == (0 if exact is None else int(exact * 100))


@given(policies(), programmes())
@example(POOLED, [missed(1, 10_000, earned=8_999)])
def test_a_shown_percentage_never_claims_more_than_there_is(policy, parts):
    by_bucket = figures(parts)
    earned, total = each(by_bucket, "earned"), each(by_bucket, "total")

    shown = shown_percent(policy, earned, total)

    assert (shown >= policy.threshold_percent) is met(policy, earned, total)
    assert 0 <= shown <= 100


@given(policies(), programmes(), st.data())
def test_more_credit_never_harms(policy, parts, data):
    by_bucket = figures(parts)
    total = each(by_bucket, "total")
    earned = {bucket: data.draw(st.integers(0, minutes)) for bucket, minutes in total.items()}
    more = {bucket: data.draw(st.integers(earned[bucket], minutes)) for bucket, minutes in total.items()}

    assert shown_percent(policy, more, total) >= shown_percent(policy, earned, total)
    assert met(policy, more, total) or not met(policy, earned, total)


FAULTS = [
    pytest.param("pooled", 0, {}, "from 1 to 100", id="no threshold"),
    pytest.param("pooled", 101, {}, "from 1 to 100", id="more than everything"),
    pytest.param("weighted", 90, {}, "add up to 100", id="no weights"),
    pytest.param("weighted", 90, {"live": 50, "tasks": 49}, "add up to 100", id="weights of 99"),
    pytest.param("weighted", 90, {"live": 110, "tasks": -10}, "add up to 100", id="a weight below nothing"),
    pytest.param("weighted", 90, {"live": 50.0, "tasks": 50}, "whole numbers", id="a fraction"),
    pytest.param("weighted", 90, {"live": "100"}, "whole numbers", id="a text"),
    pytest.param("weighted", 90, {"lives": 100}, "no part of a programme called lives", id="an unknown bucket"),
    pytest.param("averaged", 90, {}, "no engagement policy", id="unknown kind"),
]


@pytest.mark.parametrize(("kind", "threshold", "weights", "words"), FAULTS)
def test_a_policy_that_makes_no_sense_is_refused_in_words(kind, threshold, weights, words):
    assert words in policy_fault(kind, threshold, weights)
    with pytest.raises(ValueError, match=words):
        Policy(kind, threshold, weights)


@pytest.mark.parametrize("kind", EngagementPolicy.values)
def test_every_kind_the_database_knows_is_a_policy(kind):
    assert policy_fault(kind, 90, dict.fromkeys(Bucket.values, 20)) == ""
