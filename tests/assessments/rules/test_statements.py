"""References of statements, and whether a typed name is the holder's."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.statements import new_reference, same_name, tidy


def test_a_reference_has_no_sign_that_is_mistaken_for_another_and_none_is_drawn_twice():
    drawn = {new_reference() for _ in range(500)}

    assert len(drawn) == 500
    assert all(re.fullmatch(r"SC(-[0-9A-HJKMNP-TV-Z]{4}){3}", one) for one in drawn)


@pytest.mark.parametrize(
    "typed",
    [
        "SC-7K4M-92XD-0B31",
        "sc-7k4m-92xd-0b31",
        "SC 7K4M 92XD 0B31",
        "7K4M92XD0B31",
        "SC-7K4M-92XD-OB3I",
        "SC7K4M92XD0B3L",
    ],
)
def test_a_reference_typed_loosely_is_the_printed_one(typed):
    assert tidy(typed) == "SC-7K4M-92XD-0B31"


@given(st.text(max_size=40))
def test_whatever_is_typed_tidying_twice_changes_nothing_more(typed):
    assert tidy(tidy(typed)) == tidy(typed)


def test_what_is_drawn_is_tidy():
    reference = new_reference()

    assert tidy(reference) == reference


@pytest.mark.parametrize(
    ("typed", "printed", "same"),
    [
        ("Zoë O’Brien", "Zoë O’Brien", True),
        ("zoe obrien", "Zoë O’Brien", True),
        ("  ZOE   O'BRIEN ", "Zoë O’Brien", True),
        ("Lukasz Zolc", "Łukasz Żółć", True),
        ("Mary Ann Smith-Jones", "Mary-Ann Smith Jones", True),
        ("Zoë", "Zoë O’Brien", False),
        ("O’Brien Zoë", "Zoë O’Brien", False),
        ("Zoë O’Brien Smith", "Zoë O’Brien", False),
        ("", "Zoë O’Brien", False),
        ("–", "–", False),
    ],
)
def test_a_name_is_the_same_however_it_is_written(typed, printed, same):
    assert same_name(typed, printed) is same
