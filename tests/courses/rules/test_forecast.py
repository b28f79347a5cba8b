"""The forecast: readable cases, and brute force over every future."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.rules.engagement import PartState, Standing, figures, pooled
from courses.rules.forecast import Forecast, forecast, if_missed
from tests.courses.rules.parts import (
    PER_BUCKET,
    POOLED,
    WEIGHTED,
    attended,
    coming,
    every_future,
    final_share,
    missed,
    policies,
    programmes,
    row,
    share,
    to_come,
    unmarked,
)

#: Equal sessions a person may miss in all, from the threshold alone (source: peers.md, part 0, fact 4).
MAY_BE_MISSED = [(6, 0), (8, 0), (9, 0), (10, 1), (19, 1), (20, 2), (29, 2), (30, 3)]


@pytest.mark.parametrize(("sessions", "spare"), MAY_BE_MISSED, ids=[f"{n} sessions: {k}" for n, k in MAY_BE_MISSED])
def test_ninety_percent_leaves_almost_no_slack(sessions, spare):
    found = forecast(POOLED, row(coming=sessions))

    assert (found.sessions_to_spare, found.sessions_to_spare_at_best) == (spare, spare)
    assert found.standing == Standing.NOT_STARTED


def test_the_issue_s_example():
    """1,140 of 1,200 minutes so far; 1,900 in all: 190 may be lost, 60 are, so 130 are left."""
    parts = [*row(attended_=19, missed_=1), *[to_come(key, 100) for key in range(30, 37)]]

    assert forecast(POOLED, parts) == Forecast(
        standing=Standing.ON_TRACK,
        percent_now=95,
        percent_best=96,
        percent_best_with_catch_up=100,
        minutes_to_spare=130,
        spare_by_bucket={"live": 130},
        sessions_to_spare=1,
        sessions_to_spare_at_best=1,
        last_chance=None,
        gone_after=31,
        catch_up_needed=0,
    )


def test_the_last_chance_is_the_first_whose_miss_alone_ends_it():
    parts = [*row(attended_=8), missed(9, 20), to_come(10, 30), to_come(11, 60), to_come(12, 5)]  # 59 to lose, 20 lost

    found = forecast(POOLED, parts)

    assert (found.last_chance, found.gone_after) == (11, 11)
    assert (found.minutes_to_spare, found.sessions_to_spare, found.sessions_to_spare_at_best) == (39, 0, 2)


def test_each_bucket_has_its_own_to_spare():
    parts = [*row(attended_=5, coming=5), *row(coming=20, minutes=30, bucket="self_study")]

    found = forecast(PER_BUCKET, parts)

    assert found.spare_by_bucket == {"live": 60, "self_study": 60}
    assert found.minutes_to_spare == 60  # 120 in all, but not if they are all live
    assert (found.sessions_to_spare, found.sessions_to_spare_at_best) == (1, 3)
    assert (found.percent_now, found.percent_best) == (100, 100)


def test_a_weighted_minute_costs_what_its_bucket_weighs():
    parts = [to_come(1, 600), to_come(2, 60, "tasks"), to_come(3, 60, "reflection")]

    found = forecast(WEIGHTED, parts)

    assert found.spare_by_bucket == {"live": 120, "tasks": 20, "reflection": 30}
    assert found.minutes_to_spare == 20
    assert found.last_chance == 1


def test_once_it_is_met_everything_may_be_missed():
    found = forecast(POOLED, [*row(attended_=18), *[to_come(key, 60) for key in (19, 20)]])

    assert (found.standing, found.minutes_to_spare) == (Standing.MET, 120)
    assert (found.sessions_to_spare, found.last_chance, found.gone_after) == (2, None, None)


def test_out_of_reach_leaves_nothing_to_spare_but_says_what_to_catch_up():
    found = forecast(POOLED, row(missed_=2, coming=8))

    assert (found.minutes_to_spare, found.sessions_to_spare, found.sessions_to_spare_at_best) == (0, 0, 0)
    assert (found.percent_best, found.percent_best_with_catch_up, found.catch_up_needed) == (80, 100, 60)


def test_an_open_register_is_taken_as_kept_until_it_is_known():
    found = forecast(POOLED, [unmarked(1), *row(coming=10)[1:]])

    assert (found.percent_now, found.percent_best, found.sessions_to_spare) == (None, 100, 1)


def test_an_empty_programme_forecasts_nothing():
    found = forecast(POOLED, [])

    assert found.standing == Standing.NOTHING_COUNTS
    assert (found.percent_now, found.percent_best, found.percent_best_with_catch_up) == (None, 0, 0)
    assert (found.sessions_to_spare, found.last_chance, found.catch_up_needed) == (0, None, None)


def test_what_if_i_miss_this_one():
    parts = row(attended_=5, coming=15)

    once = if_missed(POOLED, parts, 6)

    assert (once.standing, once.percent_best, once.minutes_to_spare) == (Standing.ON_TRACK, 95, 60)
    assert (once.percent_now, once.sessions_to_spare) == (83, 1)


@pytest.mark.parametrize("key", [1, 99], ids=["attended already", "unknown"])
def test_what_is_over_cannot_be_missed(key):
    with pytest.raises(ValueError, match="Nothing to miss"):
        if_missed(POOLED, [attended(1), to_come(2)], key)


def holds(policy, found: Fraction | None) -> bool:
    return found is not None and found * 100 >= policy.threshold_percent


@given(policies(), programmes())
def test_sessions_to_spare_agree_with_every_future(policy, parts):
    kept = {lost: holds(policy, final_share(policy, parts, lost)) for lost in every_future(parts)}
    by_size = [all(ok for lost, ok in kept.items() if len(lost) == size) for size in range(len(coming(parts)) + 1)]
    found = forecast(policy, parts)

    assert found.sessions_to_spare == max(0, [*by_size, False].index(False) - 1)
    assert found.sessions_to_spare_at_best == max((len(lost) for lost, ok in kept.items() if ok), default=0)


@given(policies(), programmes())
def test_last_chance_and_the_end_of_all_chances_agree_with_the_future(policy, parts):
    ahead = coming(parts) if holds(policy, final_share(policy, parts)) else []
    alone = [one.key for one in ahead if not holds(policy, final_share(policy, parts, frozenset({one.key})))]
    gone = [frozenset(one.key for one in ahead[: i + 1]) for i in range(len(ahead))]
    together = [ahead[i].key for i, lost in enumerate(gone) if not holds(policy, final_share(policy, parts, lost))]
    found = forecast(policy, parts)

    assert found.last_chance == next(iter(alone), None)
    assert found.gone_after == next(iter(together), None)


@given(policies(), programmes())
def test_percentages_agree_with_the_best_of_every_future(policy, parts):
    shares = [final_share(policy, parts, lost) for lost in every_future(parts)]
    extra = {one.key: one.rest for one in parts if one.state == PartState.SETTLED and one.may_be_caught_up}
    found = forecast(policy, parts)

    assume(shares[0] is not None)
    assert found.percent_best == int(max(shares) * 100)
    assert found.percent_best_with_catch_up == int(final_share(policy, parts, extra=extra) * 100)
    assert found.percent_best <= found.percent_best_with_catch_up <= 100


@given(policies(), programmes(most_parts=5, most_minutes=8), st.integers(0, 20))
def test_catching_up_agrees_with_every_way_to_do_it(policy, parts, catch_up_left):
    lost = [one for one in parts if one.state == PartState.SETTLED and one.may_be_caught_up]
    ways = [
        dict(zip((one.key for one in lost), minutes, strict=True))
        for minutes in product(*(range(one.rest + 1) for one in lost))
    ]
    shares = {sum(way.values()): [] for way in ways}
    for way in ways:
        shares[sum(way.values())].append(final_share(policy, parts, extra=way))
    assume(None not in shares[0])
    found = forecast(policy, parts, catch_up_left=catch_up_left)

    enough = [minutes for minutes, reached in shares.items() if any(holds(policy, one) for one in reached)]
    assert found.catch_up_needed == min(enough, default=None)
    within = max(one for minutes, reached in shares.items() if minutes <= catch_up_left for one in reached)
    assert found.percent_best_with_catch_up == int(within * 100)


@given(policies(), programmes(most_parts=6, most_minutes=7))
def test_minutes_to_spare_agree_with_every_way_to_lose_them(policy, parts):
    sums = figures(parts)
    total = {bucket: one.total for bucket, one in sums.items()}
    breaking: list[int] = []
    for lost in product(*(range(one.to_come + 1) for one in sums.values())):
        kept = {bucket: one.reachable - gone for (bucket, one), gone in zip(sums.items(), lost, strict=True)}
        if not holds(policy, share(policy, kept, total)):
            breaking.append(sum(lost))
    found = forecast(policy, parts)

    assert found.minutes_to_spare == max(0, min(breaking, default=pooled(sums).to_come + 1) - 1)
    for bucket, spare in found.spare_by_bucket.items():
        assert found.minutes_to_spare <= spare or sums[bucket].to_come == spare


@given(policies(), programmes(), st.data())
def test_what_if_is_what_the_forecast_says_afterwards(policy, parts, data):
    open_parts = [one for one in parts if one.state != PartState.SETTLED]
    assume(open_parts)
    one = data.draw(st.sampled_from(open_parts))

    before, after = forecast(policy, parts), if_missed(policy, parts, one.key)

    really = [
        o if o is not one else missed(o.key, o.minutes, o.bucket, earned=o.earned, again=o.may_be_caught_up)
        for o in parts
    ]
    assert after == forecast(policy, really)
    assert after.percent_best <= before.percent_best
    assert after.minutes_to_spare <= before.minutes_to_spare
    assert after.sessions_to_spare <= before.sessions_to_spare
    if before.last_chance == one.key:
        assert after.standing in {Standing.OUT_OF_REACH, Standing.OUT_OF_REACH_WITHOUT_CATCH_UP}
