"""How a marker's marks stand to the agreed ones."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import AgreedHow, MarkingStage
from assessments.rules.drift import Mark, drift

FIRST, SECOND, SENIOR, STANDARD = (
    MarkingStage.FIRST,
    MarkingStage.SECOND,
    MarkingStage.SENIOR,
    MarkingStage.STANDARDISATION,
)


def mark(stage: MarkingStage, percent: str, agreed: str = "", how: AgreedHow | None = None) -> Mark:
    value = Decimal(percent)
    return Mark(stage, value, value >= 60, Decimal(agreed) if agreed else None, how)


@pytest.mark.parametrize(
    ("one", "difference"),
    [
        pytest.param(mark(FIRST, "70"), None, id="nothing agreed yet"),
        pytest.param(mark(FIRST, "70", "70", AgreedHow.FIRST_ALONE), None, id="agreed alone: with themselves"),
        pytest.param(mark(SENIOR, "58", "58", AgreedHow.SENIOR), None, id="their own decision"),
        pytest.param(mark(FIRST, "70", "66", AgreedHow.TWO_AGREE), "4", id="gives more"),
        pytest.param(mark(SECOND, "62", "66", AgreedHow.TWO_AGREE), "-4", id="gives less"),
        pytest.param(mark(FIRST, "50", "58", AgreedHow.SENIOR), "-8", id="to the senior's"),
        pytest.param(mark(STANDARD, "75", "70", AgreedHow.FIRST_ALONE), "5", id="standardisation, agreed by another"),
        pytest.param(mark(STANDARD, "75", "70", AgreedHow.SENIOR), "5", id="standardisation, agreed by a senior"),
    ],
)
def test_what_is_compared(one, difference):
    assert one.difference == (None if difference is None else Decimal(difference))


def test_the_figures_of_one_marker():
    found = drift(
        [
            mark(FIRST, "70", "66", AgreedHow.TWO_AGREE),
            mark(FIRST, "50", "58", AgreedHow.SENIOR),
            mark(FIRST, "90", "90", AgreedHow.FIRST_ALONE),
            mark(STANDARD, "75", "70", AgreedHow.TWO_AGREE),
        ]
    )

    assert (found.marks, found.passes, found.pass_rate) == (3, 2, 66)
    assert (found.compared, found.mean, found.least, found.most) == (3, Decimal("0.33"), Decimal(-8), Decimal(5))
    assert found.spread == 13


def test_somebody_who_has_marked_nothing_has_no_figures():
    found = drift([])

    assert (found.marks, found.pass_rate, found.mean, found.spread) == (0, None, None, None)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=30))
def test_the_mean_lies_between_the_least_and_the_most(pairs):
    found = drift([mark(STANDARD, str(one), str(other), AgreedHow.TWO_AGREE) for one, other in pairs])

    assert found.least <= found.mean <= found.most
    assert found.compared == len(pairs)
