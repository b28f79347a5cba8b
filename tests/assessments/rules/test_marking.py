"""What marks come to, as tables; and what holds for any marks at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import AgreedHow, WhySecond
from assessments.rules.marking import (
    Disagreement,
    Given,
    Line,
    MarkError,
    agreed,
    disagreement,
    draw,
    is_pass,
    mean_cut_off,
    percent,
    sample_size,
    unexplained,
    why_second,
)

LINE = Line(pass_mark=60, borderline_points=5, disagreement_points=15)
marks = st.integers(0, 10_000).map(lambda number: Decimal(number).scaleb(-2))
lines = st.builds(Line, st.integers(1, 100), st.integers(0, 20), st.integers(0, 40))


def scores(*points: int, weights: tuple[int, ...] = ()) -> list[Given]:
    return [Given(one, weight) for one, weight in zip(points, weights or (1,) * len(points), strict=True)]


# -- percent -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given_points", "most", "comes_to"),
    [
        pytest.param(scores(4, 4, 4, 4), 4, "100", id="everything"),
        pytest.param(scores(0, 0, 0), 4, "0", id="nothing"),
        pytest.param(scores(3, 2, 2, 3, 2), 4, "60", id="12 of 20"),
        pytest.param(scores(2, 2, 2), 3, "66.66", id="two thirds are cut off, not rounded up"),
        pytest.param(scores(1, 1, 1), 3, "33.33", id="a third"),
        pytest.param(scores(4, 0, weights=(3, 1)), 4, "75", id="a weight of three"),
        pytest.param(scores(0, 4, weights=(3, 1)), 4, "25", id="a weight of one"),
        pytest.param(scores(5, 3, 2, weights=(2, 1, 1)), 5, "75", id="0 to 5, the first twice"),
        pytest.param(scores(59, weights=(7,)), 100, "59", id="one criterion"),
        pytest.param(scores(4, 5, weights=(801, 199)), 7, "59.98", id="just under the line"),
    ],
)
def test_percent(given_points, most, comes_to):
    assert percent(given_points, most=most) == Decimal(comes_to)


def test_a_mark_has_two_places():
    assert str(percent(scores(3), most=4)) == "75.00"


@pytest.mark.parametrize(
    ("given_points", "words"),
    [([], "no criteria"), (scores(5), "0 to 4"), (scores(-1), "0 to 4"), (scores(4, 4, 5), "0 to 4")],
)
def test_what_is_no_mark(given_points, words):
    with pytest.raises(MarkError, match=words):
        percent(given_points, most=4)


@given(
    most=st.integers(1, 10),
    rubric=st.lists(st.tuples(st.integers(0, 10), st.integers(1, 50)), min_size=1, max_size=8),
)
def test_a_mark_is_never_more_than_the_exact_share_and_less_by_under_a_hundredth(most, rubric):
    found = [Given(min(points, most), weight) for points, weight in rubric]
    exact = Fraction(100 * sum(one.points * one.weight for one in found), most * sum(one.weight for one in found))

    mark = percent(found, most=most)

    assert Fraction(mark) <= exact < Fraction(mark) + Fraction(1, 100)
    assert 0 <= mark <= 100


@given(
    most=st.integers(1, 10),
    rubric=st.lists(st.tuples(st.integers(0, 10), st.integers(1, 50)), min_size=1, max_size=8),
    pass_mark=st.integers(1, 100),
)
def test_cutting_off_puts_nobody_on_the_other_side_of_the_line(most, rubric, pass_mark):
    found = [Given(min(points, most), weight) for points, weight in rubric]
    exact = Fraction(100 * sum(one.points * one.weight for one in found), most * sum(one.weight for one in found))

    assert is_pass(percent(found, most=most), line=Line(pass_mark=pass_mark)) == (exact >= pass_mark)


@given(
    rubric=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), min_size=1, max_size=6), which=st.integers(0, 5)
)
def test_a_point_more_is_never_a_lower_mark(rubric, which):
    found = [Given(points, weight) for points, weight in rubric]
    which %= len(found)
    better = [Given(one.points + (number == which), one.weight) for number, one in enumerate(found)]

    assert percent(better, most=4) >= percent(found, most=4)


# -- the line, and who is marked twice ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("mark", "passes", "why"),
    [
        ("0", False, WhySecond.FAIL),
        ("54.99", False, WhySecond.FAIL),
        ("55", False, WhySecond.FAIL),
        ("59.99", False, WhySecond.FAIL),
        ("60", True, WhySecond.BORDERLINE),
        ("62.5", True, WhySecond.BORDERLINE),
        ("65", True, WhySecond.BORDERLINE),
        ("65.01", True, None),
        ("100", True, None),
    ],
)
def test_the_line_and_why_a_second_mark(mark, passes, why):
    assert is_pass(Decimal(mark), line=LINE) is passes
    assert why_second(Decimal(mark), line=LINE) == why


def test_without_a_border_only_the_line_itself_is_near():
    line = Line(pass_mark=60, borderline_points=0)

    assert [why_second(Decimal(mark), line=line) for mark in ("60", "60.01")] == [WhySecond.BORDERLINE, None]


@given(mark=marks, line=lines)
def test_every_fail_is_marked_twice(mark, line):
    assert (why_second(mark, line=line) == WhySecond.FAIL) == (not is_pass(mark, line=line))


# -- the sample --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("passes", "share", "least", "size"),
    [
        pytest.param(0, 10, 3, 0, id="of none, none"),
        pytest.param(2, 10, 3, 2, id="fewer than the least: all"),
        pytest.param(3, 10, 3, 3, id="as many as the least"),
        pytest.param(20, 10, 3, 3, id="a tenth is less than the least"),
        pytest.param(30, 10, 3, 3, id="a tenth is the least"),
        pytest.param(31, 10, 3, 4, id="a part of a script is a whole one"),
        pytest.param(50, 10, 3, 5, id="a tenth"),
        pytest.param(50, 0, 0, 0, id="no sample"),
        pytest.param(7, 100, 0, 7, id="everything"),
        pytest.param(7, 0, 2, 2, id="only the least"),
    ],
)
def test_how_many_are_in_the_sample(passes, share, least, size):
    assert sample_size(passes, percent_of_passes=share, least=least) == size


@given(passes=st.integers(0, 400), share=st.integers(0, 100), least=st.integers(0, 20))
def test_a_sample_keeps_the_policy_as_far_as_there_are_scripts(passes, share, least):
    size = sample_size(passes, percent_of_passes=share, least=least)

    assert size <= passes
    assert size == passes or (size >= least and 100 * size >= passes * share)


numbers = st.sets(st.text("CDFGHJ3479", min_size=6, max_size=6), max_size=40)


@given(candidates=numbers, size=st.integers(0, 50), seed=st.text(max_size=20), chance=st.randoms())
def test_the_draw_is_the_same_for_the_same_seed_whatever_the_order(candidates, size, seed, chance):
    shuffled = list(candidates)
    chance.shuffle(shuffled)

    drawn = draw(shuffled, size=size, seed=seed)

    assert drawn == draw(sorted(candidates), size=size, seed=seed)
    assert set(drawn) <= candidates
    assert len(drawn) == len(set(drawn)) == min(size, len(candidates))


@given(candidates=numbers, more=numbers, size=st.integers(0, 40), seed=st.text(max_size=20))
def test_scripts_that_come_later_push_nobody_into_the_sample(candidates, more, size, seed):
    before, after = draw(candidates, size=size, seed=seed), draw(candidates | more, size=size, seed=seed)

    assert set(after) & candidates <= set(before) | more


def test_another_seed_draws_others():
    candidates = [f"CD{number}" for number in range(50)]
    samples = {tuple(draw(candidates, size=5, seed=str(seed))) for seed in range(20)}

    assert len(samples) == 20


def test_every_script_has_a_chance():
    candidates = [f"CD{number}" for number in range(10)]
    drawn = {one for seed in range(200) for one in draw(candidates, size=1, seed=str(seed))}

    assert drawn == set(candidates)


# -- disagreement and agreement ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        ("60", "60", None),
        ("59.99", "60", Disagreement.ACROSS_THE_LINE),
        ("60", "59.99", Disagreement.ACROSS_THE_LINE),
        ("40", "80", Disagreement.ACROSS_THE_LINE),
        ("70", "85", None),
        ("70", "85.01", Disagreement.FAR_APART),
        ("90", "61", Disagreement.FAR_APART),
        ("20", "35", None),
        ("20", "35.5", Disagreement.FAR_APART),
    ],
)
def test_when_two_marks_disagree(first, second, how):
    assert disagreement(Decimal(first), Decimal(second), line=LINE) == how


@pytest.mark.parametrize(
    ("given_marks", "comes_to", "passes", "how"),
    [
        pytest.param(["72.5"], "72.5", True, AgreedHow.FIRST_ALONE, id="the first alone"),
        pytest.param(["62", "70"], "66", True, AgreedHow.TWO_AGREE, id="the mean of two"),
        pytest.param(["62.51", "70"], "66.25", True, AgreedHow.TWO_AGREE, id="half a hundredth is cut off"),
        pytest.param(["50", "59.99"], "54.99", False, AgreedHow.TWO_AGREE, id="two fails"),
        pytest.param(["50", "70", "58"], "58", False, AgreedHow.SENIOR, id="the senior marker, against one"),
        pytest.param(["95", "65", "80"], "80", True, AgreedHow.SENIOR, id="the senior marker, between two"),
    ],
)
def test_what_is_agreed(given_marks, comes_to, passes, how):
    found = agreed(*map(Decimal, given_marks), line=LINE)

    assert (found.percent, found.is_pass, found.how) == (Decimal(comes_to), passes, how)


def test_two_that_disagree_agree_on_nothing_by_themselves():
    with pytest.raises(ValueError, match="senior"):
        agreed(Decimal(50), Decimal(70), line=LINE)


@given(first=marks, second=marks, line=lines)
def test_disagreeing_has_no_order_and_what_is_agreed_lies_between(first, second, line):
    how = disagreement(first, second, line=line)

    assert how == disagreement(second, first, line=line)
    if how is None:
        found = agreed(first, second, line=line)
        assert found == agreed(second, first, line=line)
        assert min(first, second) <= found.percent <= max(first, second)
        assert found.is_pass == is_pass(first, line=line) == is_pass(second, line=line)


@given(first=marks, second=marks, senior=marks, line=lines)
def test_the_senior_mark_stands_whatever_the_others_were(first, second, senior, line):
    found = agreed(first, second, senior, line=line)

    assert (found.percent, found.how) == (senior, AgreedHow.SENIOR)


@pytest.mark.parametrize(
    ("differences", "mean"),
    [(["1", "2"], "1.5"), (["0.01", "0.02"], "0.01"), (["-0.01", "-0.02"], "-0.01"), (["-5", "5"], "0"), (["3"], "3")],
)
def test_a_mean_is_cut_off_towards_nought(differences, mean):
    assert mean_cut_off(map(Decimal, differences)) == Decimal(mean)


def test_nothing_has_no_mean():
    with pytest.raises(ValueError, match="no mean"):
        mean_cut_off([])


@pytest.mark.parametrize(
    ("mark", "points", "comments", "missing"),
    [
        (60, {"a": 0, "b": 3}, {}, []),  # a pass needs no words
        (59, {"a": 0, "b": 3}, {}, ["a", "b"]),
        (59, {"a": 0, "b": 4}, {}, ["a"]),  # nothing is missing in what has all the points there are
        (59, {"a": 0, "b": 3}, {"a": "No reasons.", "b": "  "}, ["b"]),
        (0, {"a": 0, "b": 0}, {"a": "Nothing of the case.", "b": "Nor here."}, []),
    ],
)
def test_a_fail_says_why_for_each_criterion_that_lost_points(mark, points, comments, missing):
    assert unexplained(Decimal(mark), points, comments, most=4, line=LINE) == missing
