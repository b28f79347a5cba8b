"""How names, places and queries are made comparable. No database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.gias.text import LONGEST_QUERY, MOST_WORDS, normalise, query_words, search_text, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  Oak   Tree\tSchool\n", "oak tree school"),
        ("ST. MARY'S", "st marys"),
        ("Saint Mary’s", "st marys"),
        ("Saint Mary`s", "st marys"),
        ("Saints Peter & Paul", "saints peter and paul"),
        ("Peter&Paul", "peter and paul"),
        ("Stoke-on-Trent", "stoke on trent"),
        ("Stoke‑on–Trent", "stoke on trent"),
        ("Ysgol Dyffryn Âl", "ysgol dyffryn al"),
        ("École Française", "ecole francaise"),
        ("Ærø Straße Łódź", "aero strasse lodz"),
        ("C of E School", "cofe school"),
        ("C. of E. School", "cofe school"),
        ("Music of Excellence", "music of excellence"),
        ("935/2001", "9352001"),
        ("Nursery/Infant", "nursery infant"),
        ("IP1 2AB", "ip1 2ab"),
        ("１２３", "123"),  # full-width figures
        ("ﬁeld", "field"),  # a ligature
        ("%_\\'; DROP TABLE--", "drop table"),
        ("\x00\x1f", ""),
        ("学校 школа", ""),
        ("\ud800", ""),  # half a character
    ],
)
def test_normalise(text, expected):
    assert normalise(text) == expected


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_normalised_text_has_only_letters_figures_and_single_spaces(text):
    assert re.fullmatch(r"([a-z0-9]+( [a-z0-9]+)*)?", normalise(text))


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "Z"])))
def test_case_and_surrounding_space_do_not_matter(text):
    assert words(f"  {text}\n") == words(text)
    assert words(text.upper()) == words(text.upper().casefold())


def test_every_ascii_text_takes_the_same_road_with_or_without_an_accent():
    """ASCII has a quicker path; a text must not change its words because an accent sends it down the other."""
    text = "St. John's & O`Neill C of E 935/2001"
    assert words(f"{text} é")[:-1] == words(text)


def a_search_text(**changes: str) -> str:
    parts = {
        "name": "St Ed's CE School",
        "town": "Madeupton",
        "locality": "Upper Nowhere",
        "la_name": "Inventedshire",
        "postcode": "ZZ1 1ZZ",
        "urn": "900001",
        "ukprn": "90000001",
        "dfe_number": "9992001",
    }
    return search_text(**{**parts, **changes})


def test_search_text_is_name_other_spellings_places_and_codes():
    assert a_search_text() == (
        " st eds ce school , saint cofe church of england | madeupton upper nowhere inventedshire"
        " | zz1 1zz zz11zz 900001 90000001 9992001 "
    )


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("Saint Ed", "saint"),  # "st" is in the name as it is kept
        ("St Ed", "saint"),
        ("Ed's CofE", "ce"),
        ("Ed's Church of England School", "cofe"),
        ("Ed's Roman Catholic School", "rc"),
        ("Ed's RC School", "roman catholic"),
    ],
)
def test_other_ways_to_write_a_name_are_in_its_search_text(name, also):
    before_places = a_search_text(name=name).partition(" | ")[0] + " "
    assert f" {also} " in before_places


def test_a_name_is_only_a_church_school_when_it_says_so():
    assert " cofe " not in a_search_text(name="Stone Grange", town="Cerne")


def test_blank_parts_leave_no_gaps_that_a_search_could_stumble_over():
    text = a_search_text(town="", locality="", postcode="", ukprn="", dfe_number="")
    assert text == " st eds ce school , saint cofe church of england | inventedshire | 900001 "


def test_a_postcode_of_one_part_is_kept_once():
    assert a_search_text(postcode="00185").count(" 00185 ") == 1


@given(*[st.text(max_size=40)] * 5)
def test_whatever_the_cells_the_name_ends_where_it_should(name, town, locality, la_name, postcode):
    text = a_search_text(name=name, town=town, locality=locality, la_name=la_name, postcode=postcode)
    assert text.count(" | ") == 2
    assert text.startswith(f" {normalise(name)} , ")
    assert text.endswith(" ")


def test_a_query_keeps_saint_as_typed_and_each_word_once():
    assert query_words("Saint Saint mary") == ["saint", "mary"]


def test_a_long_query_is_cut():
    assert query_words(" ".join(f"word{number}" for number in range(50))) == [
        f"word{number}" for number in range(MOST_WORDS)
    ]
    assert len(query_words("x" * 100_000)[0]) == LONGEST_QUERY
