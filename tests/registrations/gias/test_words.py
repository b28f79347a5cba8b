"""The words of the register, and which of them a typed one may stand for."""

import pytest

from registrations.gias.words import MOST_ALTERNATIVES, _swaps, alternatives, refresh_words
from registrations.models import Workplace, WorkplaceWord
from tests.factories.registrations_workplaces import WorkplaceFactory


def like(word):
    return [known.word for known in alternatives([word])[word]]


def test_words_are_those_of_open_workplaces_with_how_many_have_them(register):
    counts = dict(WorkplaceWord.objects.values_list("word", "workplaces"))
    assert counts["oakwood"] == 1  # the closed one is not counted
    assert counts["madeupton"] == 5
    assert "closed" not in counts
    assert not [word for word in counts if not word.isalpha() or len(word) < 3]


def test_refreshing_follows_the_register(register):
    Workplace.objects.filter(urn="900003").update(status_code="2")
    WorkplaceFactory(name="Newword School")
    assert refresh_words() == WorkplaceWord.objects.count()
    assert not WorkplaceWord.objects.filter(word="oakwood").exists()
    assert WorkplaceWord.objects.get(word="newword").workplaces == 1


def test_refreshing_twice_writes_nothing(register):
    before = list(WorkplaceWord.objects.values_list("id", "word", "workplaces"))
    refresh_words()
    assert list(WorkplaceWord.objects.values_list("id", "word", "workplaces")) == before


def test_an_empty_register_has_no_words(db):
    assert refresh_words() == 0
    assert alternatives(["school"]) == {"school": []}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("oakwod", "oakwood"),
        ("oakwoood", "oakwood"),
        ("aokwood", "oakwood"),
        ("colege", "college"),
        ("westfeild", "westfield"),
    ],
)
def test_slips(register, typed, meant):
    assert like(typed)[:1] == [meant]


def test_the_very_word_is_its_own_first_alternative(register):
    known = alternatives(["oakwood"])["oakwood"][0]
    assert (known.word, known.likeness, known.workplaces) == ("oakwood", 1.0, 1)


@pytest.mark.parametrize("typed", ["", "st", "zz1", "900001", "x1y"])
def test_short_words_and_codes_are_left_alone(register, typed, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert alternatives([typed]) == {}


def test_one_query_however_many_words(register, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert set(alternatives(["oakwod", "scool", "primry", "qqqqq"])) == {"oakwod", "scool", "primry", "qqqqq"}


def test_no_more_than_a_few(db):
    for ending in ("a", "e", "i", "o", "u", "y"):
        WorkplaceFactory(name=f"Oakwood{ending} School")
    refresh_words()
    assert len(like("oakwood")) == MOST_ALTERNATIVES


@pytest.mark.parametrize(
    ("word", "swaps"), [("ab", ["ba"]), ("abc", ["bac", "acb"]), ("aab", ["aba"]), ("a", []), ("aa", [])]
)
def test_swaps(word, swaps):
    assert _swaps(word) == swaps
