"""Where somebody stands: the statuses, one readable table each, and what must hold of them all."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.rules.engagement import (
    PartState,
    Policy,
    Standing,
    at_stake,
    catch_up_needed,
    figures,
    standing,
    standing_of,
)
from tests.courses.rules.parts import (
    PER_BUCKET,
    POOLED,
    WEIGHTED,
    attended,
    final_share,
    missed,
    part,
    policies,
    programmes,
    row,
    to_come,
    unmarked,
)

TEN = row(attended_=8, missed_=1, coming=1)
STUDY = row(coming=5, minutes=100, bucket="self_study")

TABLE = [
    pytest.param(POOLED, row(coming=10), Standing.NOT_STARTED, id="one pool: nothing held yet"),
    pytest.param(POOLED, row(attended_=2, coming=8), Standing.ON_TRACK, id="one pool: nothing missed"),
    pytest.param(POOLED, row(attended_=2, coming=6), Standing.ON_TRACK, id="one pool: no absence borne, none made"),
    pytest.param(POOLED, row(missed_=1, coming=19), Standing.ON_TRACK, id="one pool: one of twenty, one more borne"),
    pytest.param(POOLED, row(missed_=1, coming=9), Standing.ONE_MORE_AND_GONE, id="one pool: one of ten"),
    pytest.param(POOLED, row(missed_=2, coming=18), Standing.ONE_MORE_AND_GONE, id="one pool: two of twenty"),
    pytest.param(POOLED, TEN, Standing.ONE_MORE_AND_GONE, id="one pool: the last of ten decides"),
    pytest.param(
        POOLED, row(missed_=1, coming=8), Standing.OUT_OF_REACH_WITHOUT_CATCH_UP, id="one pool: one of nine"
    ),
    pytest.param(
        POOLED, [missed(1, again=False), *row(coming=9)[1:]], Standing.OUT_OF_REACH,
        id="one pool: one of nine, not to be caught up",
    ),
    pytest.param(POOLED, row(attended_=9, coming=1), Standing.MET, id="one pool: nine of ten are enough, whatever comes"),
    pytest.param(POOLED, row(attended_=9, missed_=1), Standing.MET, id="one pool: in the end"),
    pytest.param(
        POOLED, row(attended_=8, missed_=2), Standing.OUT_OF_REACH_WITHOUT_CATCH_UP, id="one pool: short in the end"
    ),
    pytest.param(POOLED, [], Standing.NOTHING_COUNTS, id="one pool: nothing counts"),
    pytest.param(
        POOLED, [unmarked(1), *row(coming=10)[1:]], Standing.ON_TRACK, id="one pool: an open register is no absence"
    ),
    pytest.param(
        POOLED, [missed(1), unmarked(2), *row(attended_=10)[2:], to_come(20, 5)], Standing.ONE_MORE_AND_GONE,
        id="one pool: an open register may hold the absence too many",
    ),
    pytest.param(
        POOLED, [missed(1, 60, earned=40), *row(coming=11)[1:]], Standing.ONE_MORE_AND_GONE,
        id="one pool: twenty minutes late are a loss too",
    ),
    pytest.param(
        POOLED, [missed(1, 60), to_come(2, 30), to_come(3, 300), to_come(4, 610)], Standing.ON_TRACK,
        id="one pool: the next is short, a long one comes later",
    ),
    pytest.param(
        POOLED, [missed(1, 60), attended(2, 30), to_come(3, 300), to_come(4, 610)], Standing.ONE_MORE_AND_GONE,
        id="one pool: now the long one is next",
    ),
    pytest.param(
        PER_BUCKET, [*row(missed_=1, coming=9), *STUDY], Standing.ONE_MORE_AND_GONE, id="each: live sessions used up"
    ),
    pytest.param(
        PER_BUCKET, [*row(missed_=2, coming=8), *STUDY], Standing.OUT_OF_REACH_WITHOUT_CATCH_UP,
        id="each: self-study makes nothing up",
    ),
    pytest.param(
        PER_BUCKET, [missed(1, 5, "self_study"), to_come(2, 60), to_come(3, 95, "self_study")], Standing.ON_TRACK,
        id="each: a loss in self-study leaves live sessions alone",
    ),
    pytest.param(PER_BUCKET, [*row(attended_=9, missed_=1), *STUDY], Standing.ON_TRACK, id="each: one met, one to come"),
    pytest.param(WEIGHTED, row(missed_=1, coming=9), Standing.ONE_MORE_AND_GONE, id="weighted: one bucket, as one pool"),
    pytest.param(
        WEIGHTED, [missed(1), *row(coming=5)[1:], *row(coming=1, bucket="tasks"), *row(coming=1, bucket="reflection")],
        Standing.ONE_MORE_AND_GONE, id="weighted: a fifth of live sessions is ten of a hundred, all there is to lose",
    ),
    pytest.param(
        WEIGHTED, [missed(1, bucket="coaching"), *row(attended_=10)], Standing.MET, id="weighted: no weight, no loss"
    ),
    pytest.param(WEIGHTED, [missed(1, bucket="coaching")], Standing.NOTHING_COUNTS, id="weighted: nothing is judged"),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "parts", "expected"), TABLE)
def test_the_standing_of(policy, parts, expected):
    assert standing_of(policy, parts) == expected


def test_the_table_names_every_standing():
    assert {case.values[2] for case in TABLE} == set(Standing)


CAPS = [
    pytest.param(None, Standing.OUT_OF_REACH_WITHOUT_CATCH_UP, id="no cap"),
    pytest.param(54, Standing.OUT_OF_REACH_WITHOUT_CATCH_UP, id="the cap is just enough"),
    pytest.param(53, Standing.OUT_OF_REACH, id="a minute short"),
    pytest.param(0, Standing.OUT_OF_REACH, id="all of it used up"),
]


@pytest.mark.parametrize(("catch_up_left", "expected"), CAPS)
def test_catch_up_helps_as_far_as_its_cap(catch_up_left, expected):
    parts = [missed(1), to_come(2, 6)]  # 66 minutes: 59.4 are needed, 6 are left

    assert catch_up_needed(POOLED, figures(parts)) == 54
    assert standing_of(POOLED, parts, catch_up_left=catch_up_left) == expected


def test_figures_alone_never_speak_of_one_more_absence():
    parts = row(missed_=1, coming=9)

    assert standing(POOLED, figures(parts)) == Standing.ON_TRACK
    assert standing(POOLED, figures(parts), stakes=at_stake(parts)) == Standing.ONE_MORE_AND_GONE


def test_at_stake_are_open_registers_and_all_that_comes_next():
    same_day = replace(to_come(3, 20), key=4, minutes=40)
    no_date = replace(to_come(9, 70), at=None)
    done = part(2, 50, PartState.TO_COME, earned=50)

    assert at_stake([no_date, to_come(5, 90), same_day, to_come(3, 20), done, unmarked(1, 10)]) == (
        ("live", 10),
        ("live", 40),
        ("live", 20),
    )
    assert at_stake([no_date]) == (("live", 70),)
    assert at_stake([attended(1), missed(2)]) == ()


BEST_FIRST = [
    Standing.MET,
    Standing.ON_TRACK,
    Standing.ONE_MORE_AND_GONE,
    Standing.OUT_OF_REACH_WITHOUT_CATCH_UP,
    Standing.OUT_OF_REACH,
]
TOLD = BEST_FIRST[2:]


@given(policies(), programmes(), st.data())
def test_more_credit_never_worsens_a_standing(policy: Policy, parts, data):
    settled = [one for one in parts if one.state == PartState.SETTLED]
    assume(settled)
    one = data.draw(st.sampled_from(settled))
    more = replace(one, earned=data.draw(st.integers(one.earned, one.minutes)))

    before, after = standing_of(policy, parts), standing_of(policy, [more if o is one else o for o in parts])

    assume(before != Standing.NOTHING_COUNTS)
    assert BEST_FIRST.index(after) <= BEST_FIRST.index(before)


@given(policies(), programmes(), st.integers(0, 200))
def test_a_cap_never_helps(policy, parts, catch_up_left):
    free, capped = standing_of(policy, parts), standing_of(policy, parts, catch_up_left=catch_up_left)

    assert capped in {free, Standing.OUT_OF_REACH}
    assert free in {capped, Standing.OUT_OF_REACH_WITHOUT_CATCH_UP}


@st.composite
def somebody_who_lost_a_little(draw):
    """In one bucket: credit of any size, a small loss, and two to come."""
    kept, lost = draw(st.integers(0, 2000)), draw(st.integers(1, 60))
    first, second = draw(st.integers(1, 300)), draw(st.integers(1, 300))
    return [attended(1, kept + 1), missed(2, lost), to_come(3, first), to_come(4, second)]


@given(st.sampled_from([POOLED, PER_BUCKET, WEIGHTED]), somebody_who_lost_a_little())
def test_whoever_lost_something_is_told_before_the_absence_that_ends_it(policy, parts):
    """Nobody who lost something that the threshold needs goes from on track to out of reach by missing what is next."""
    before = standing_of(policy, parts)

    after = standing_of(policy, [*parts[:2], missed(3, parts[2].minutes), parts[3]])

    assert (after in TOLD[1:]) is (before in TOLD)


@given(policies(), programmes())
def test_out_of_reach_means_no_future_reaches_it(policy, parts):
    found = standing_of(policy, parts)
    assume(found != Standing.NOTHING_COUNTS)

    best = final_share(policy, parts)
    extra = {one.key: one.rest for one in parts if one.state == PartState.SETTLED and one.may_be_caught_up}
    best_caught_up = final_share(policy, parts, extra=extra)

    assert (best * 100 < policy.threshold_percent) is (found in TOLD[1:])
    assert (best_caught_up * 100 < policy.threshold_percent) is (found == Standing.OUT_OF_REACH)
