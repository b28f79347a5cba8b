"""First names: the same one written differently, and different ones written alike."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registrations.rules.names import TITLES, first_names_agree, name_words

with (Path(__file__).parent / "name_cases.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))
PARAMETERS = [pytest.param(case, id=f"{case['given']} / {case['recorded']}: {case['why']}") for case in CASES]

plain_names = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).filter(
    lambda name: name not in TITLES
)


@pytest.mark.parametrize("case", PARAMETERS)
def test_names_agree_as_the_table_says(case):
    assert first_names_agree([case["given"]], [case["recorded"]]) == (case["agree"] == "yes")


@pytest.mark.parametrize("case", PARAMETERS)
def test_it_does_not_matter_which_side_is_the_record(case):
    assert first_names_agree([case["recorded"]], [case["given"]]) == (case["agree"] == "yes")


def test_a_former_name_on_either_side_is_enough():
    assert first_names_agree(["Jane", "Sarah Miller"], ["Sarah"])
    assert first_names_agree(["Sarah"], ["Jane", "Sarah Miller"])
    assert first_names_agree(["Jane", "Sarah"], ["Ruth", "Sarah"])
    assert not first_names_agree(["Jane", "Sarah"], ["Ruth", "Naomi"])


def test_nobody_agrees_with_nobody():
    assert not first_names_agree([], [])
    assert not first_names_agree([""], [""])
    assert not first_names_agree(["Mr"], ["Mrs"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr. John O’Neil-Smith", ("john", "oneil-smith")),
        ("Dr.Jane", ("jane",)),
        ("Sir", ()),
        ("", ()),
        ("J.R.R.", ("j", "r", "r")),
        ("John Miss", ("john", "miss")),
        ("-Jane-", ("jane",)),
    ],
)
def test_a_name_falls_into_words(text, words):
    assert name_words(text) == words


@given(plain_names, st.sampled_from(sorted(TITLES)), st.sampled_from([" ", ". ", ".", "  "]))
def test_a_title_before_a_name_changes_nothing(name, title, gap):
    assert name_words(f"{title.capitalize()}{gap}{name}") == (name,)


@given(plain_names, st.sampled_from(sorted(TITLES)))
def test_a_title_that_is_only_the_beginning_of_a_name_stays(name, title):
    assert name_words(title + name) in {(title + name,), ()}
    assert name_words(title + name) == ((title + name,) if title + name not in TITLES else ())


@given(st.text())
@example("´")
@example("\ud800")
@example("ŉ")
def test_any_text_falls_into_words_that_fall_into_themselves(text):
    words = name_words(text)

    assert all(words)
    assert name_words(" ".join(words)) == words


@given(st.text(), st.text())
def test_agreeing_goes_both_ways(one, other):
    assert first_names_agree([one], [other]) == first_names_agree([other], [one])


@given(st.text().filter(lambda text: bool(name_words(text))))
def test_a_name_agrees_with_itself_whatever_the_case(text):
    assert first_names_agree([text], [text])
    assert first_names_agree([text], [f"Mrs {text}"])
