"""What may be said of a funded place: the DfE's table, whole."""

import pytest

from courses.choices import FundingKind
from courses.rules.places import funded_place_fault

ALLOWED = [
    pytest.param(FundingKind.FULL, None, id="full: left empty, since nobody counts places"),
    pytest.param(FundingKind.CAPPED, True, id="capped: given"),
    pytest.param(FundingKind.CAPPED, False, id="capped: kept back"),
    pytest.param(FundingKind.NONE, False, id="none: no"),
]
REFUSED = [
    pytest.param(FundingKind.FULL, True, "Places are not capped", id="full: given"),
    pytest.param(FundingKind.FULL, False, "Places are not capped", id="full: kept back"),
    pytest.param(FundingKind.CAPPED, None, "say whether this person gets one", id="capped: left open"),
    pytest.param(FundingKind.NONE, True, "Nobody in this intake", id="none: given"),
    pytest.param(FundingKind.NONE, None, "Nobody in this intake", id="none: left open"),
]


@pytest.mark.parametrize(("kind", "funded_place"), ALLOWED)
def test_what_suits_the_intake(kind, funded_place):
    assert funded_place_fault(funding_kind=kind, funded_place=funded_place) == ""


@pytest.mark.parametrize(("kind", "funded_place", "words"), REFUSED)
def test_what_does_not_is_told_in_words_for_staff(kind, funded_place, words):
    assert words in funded_place_fault(funding_kind=kind, funded_place=funded_place)


def test_every_kind_of_funding_is_in_the_table():
    told = {(case.values[0], case.values[1]) for case in [*ALLOWED, *REFUSED]}

    assert told == {(kind, place) for kind in FundingKind for place in (None, True, False)}


@pytest.mark.parametrize("kind", [kind.value for kind in FundingKind])
def test_the_value_as_the_database_gives_it_is_understood(kind):
    answers = {funded_place_fault(funding_kind=kind, funded_place=place) == "" for place in (None, True, False)}

    assert answers == {True, False}
