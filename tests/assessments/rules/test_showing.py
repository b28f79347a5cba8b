"""What markers see of a text: questions told apart where that is safe, and nobody's own name."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.numbers import ALPHABET, PATTERN, new_number
from assessments.rules.showing import REMOVED, Section, sections, without_names

SEALED = "Case study: The case\n\nQuestion 1\nWhat?\n\nAnswer 1\nThis.\n\nQuestion 2\nHow?\n\nAnswer 2\nLike\n\nthat.\n"


def test_the_answers_stand_under_their_questions():
    assert sections(SEALED, ["What?", "How?"]) == [Section("What?", "This."), Section("How?", "Like\n\nthat.")]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        pytest.param("An essay without headings.", ["What?"], id="no questions in it"),
        pytest.param(SEALED, ["What?", "Another?"], id="a question was changed since"),
        pytest.param(SEALED, ["How?", "What?"], id="another order"),
        pytest.param(SEALED, [], id="a case without questions"),
    ],
)
def test_what_cannot_be_told_apart_is_shown_whole(text, questions):
    assert sections(text, questions) == [Section("", text.strip())]


def test_an_answer_that_quotes_the_next_heading_loses_nothing():
    quoting = SEALED.replace("This.", "Question 2\nHow?\n\nAnswer 2\nThis.")

    found = sections(quoting, ["What?", "How?"])

    assert "This." in found[1].answer
    assert "that." in found[1].answer


@given(answers=st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_no_word_of_an_answer_is_lost(answers):
    questions = [f"Question text {number}?" for number in range(len(answers))]
    blocks = [
        f"Question {number}\n{question}\n\nAnswer {number}\n{answer}"
        for number, (question, answer) in enumerate(zip(questions, answers, strict=True), 1)
    ]
    text = "\n\n".join(["Case study: X", *blocks]) + "\n"

    assert [one.answer for one in sections(text, questions)] == [answer.strip() for answer in answers]


NAMES = ["Priya Invented", "Invented, Priya", "priya@school.example", "1234567"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("By Priya Invented.", f"By {REMOVED}."),
        ("PRIYA  INVENTED", REMOVED),
        ("Priya\nInvented", REMOVED),
        ("Invented, Priya", REMOVED),
        ("Write to Priya@School.example!", f"Write to {REMOVED}!"),
        ("My TRN is 1234567", f"My TRN is {REMOVED}"),
        ("An invented school, led by Priya", "An invented school, led by Priya"),
        ("priya inventedly", "priya inventedly"),
        ("Nothing", "Nothing"),
    ],
)
def test_the_writers_own_name_is_taken_out(text, shown):
    assert without_names(text, NAMES) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("By Siân O'Brien-Jones", f"By {REMOVED}"),
        ("By Siân O\u2019Brien\u2011Jones.", f"By {REMOVED}."),  # as a word processor types it
        ("By Sia\u0302n O'Brien Jones!", f"By {REMOVED}!"),  # as a PDF gives it
        ("By SIAN OBRIEN", "By SIAN OBRIEN"),
        ("Jane Smith and Elizabeth Smith", f"{REMOVED} and {REMOVED}"),
        ("a smith, Jane, and a café", "a smith, Jane, and a café"),
        ("ﬁve", "ﬁve"),
    ],
)
def test_however_it_is_typed(text, shown):
    assert without_names(text, ["Siân O'Brien-Jones", "Jane Smith", "Elizabeth Smith"]) == shown


@given(text=st.text())
def test_without_a_name_in_it_a_text_stays_as_it_is(text):
    assert without_names(text, ["Priya \ue000 Invented"]) == text


def test_what_is_too_short_to_be_a_name_stays():
    assert without_names("To be or not", ["to", " be ", ""]) == "To be or not"


def test_numbers_are_easy_to_read_out_and_say_nothing():
    chance = random.Random(4)
    numbers = {new_number(chance.choice) for _ in range(500)}

    assert len(numbers) == 500
    assert all(PATTERN.fullmatch(number) for number in numbers)
    assert not set("AEIOU01258BILOSUVZ") & set(ALPHABET)
