"""The published rule of counting words: a shared corpus, and what must hold for every text."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.word_letters import ranges
from assessments.rules.words import HOW_WE_COUNT, count_answers, count_words

CORPUS = json.loads((Path(__file__).parent / "words_corpus.json").read_text("utf-8"))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(("text", "words"), [(row["text"], row["words"]) for row in CORPUS], ids=ascii)
def test_the_corpus_is_counted_as_it_says(text, words):
    assert count_words(text) == words


def test_the_corpus_has_each_name_once_and_what_the_rule_speaks_of():
    names = [row["name"] for row in CORPUS]

    assert len(set(names)) == len(names) >= 120


@given(texts)
def test_accents_of_their_own_change_nothing(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert count_words(composed) == count_words(decomposed)


@given(texts, texts)
def test_two_texts_on_two_lines_have_their_words_together(first, second):
    assert count_words(f"{first}\n{second}") == count_words(first) + count_words(second)


@given(texts)
def test_space_around_a_text_and_unseen_characters_in_it_change_nothing(text):
    assert count_words(f"\u00a0 {text}\r\n") == count_words(text)
    assert count_words("\u200b".join(text)) == count_words(text.replace("\u200b", ""))


def test_every_text_has_a_count_even_one_that_is_broken():
    assert count_words("one \ud800 two") == 2


def test_answers_are_added_and_never_glued_together():
    assert count_answers({}) == 0
    assert count_answers({"1": "one two", "2": "three", "3": ""}) == 3


def test_a_long_run_of_dashes_takes_no_long_time():
    assert count_words("1" + "-" * 200_000 + "a") == 2
    assert count_words("1–" * 100_000) == 1


def test_the_rule_is_told_in_plain_sentences():
    assert all(line.endswith(".") for line in HOW_WE_COUNT)
    assert "2025–26" in " ".join(HOW_WE_COUNT)


def test_the_table_of_letters_is_what_unicode_14_says():
    if unicodedata.unidata_version == "14.0.0":
        for first, last in ranges():
            assert all(_is_letter(code) or unicodedata.category(chr(code)) == "Cn" for code in range(first, last + 1))
    counted = {code for first, last in ranges() for code in range(first, last + 1)}
    later = {code for code in range(sys.maxunicode + 1) if _is_letter(code)} - counted
    assert all(unicodedata.ucd_3_2_0.category(chr(code)) == "Cn" or chr(code) == "ℹ" for code in later)
    assert ord("ℹ") not in counted


def _is_letter(code: int) -> bool:
    return unicodedata.category(chr(code)) in {"Lu", "Ll", "Lt", "Lo", "Nd", "Nl", "No"}
