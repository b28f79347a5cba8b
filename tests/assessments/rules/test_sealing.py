"""The text that is sealed: always the same for the same answers, and nothing of an answer lost."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.sealing import canonical_text, digest, sealed

QUESTIONS = [("7", "What is the problem?"), ("9", "What would you do?\r\nAnd why?")]


def text(answers: dict[str, str]) -> str:
    return canonical_text(title="Nettlewick", questions=QUESTIONS, answers=answers)


def test_the_text_word_for_word():
    assert text({"9": "Ask.\r\n\r\n  Then act.", "7": "Absence – “persistent”"}) == (
        "Case study: Nettlewick\n\n"
        "Question 1\nWhat is the problem?\n\nAnswer 1\nAbsence – “persistent”\n\n"
        "Question 2\nWhat would you do?\nAnd why?\n\nAnswer 2\nAsk.\n\n  Then act.\n"
    )


def test_a_question_without_an_answer_is_there_all_the_same():
    assert "Answer 1\n\n\nQuestion 2" in text({"9": "Act."})


def test_an_answer_to_a_question_that_is_gone_is_sealed_too():
    assert text({"7": "a", "8": "Kept.", "4": " "}).endswith("Answer to a question that is no longer asked\nKept.\n")


def test_the_digest_is_that_of_the_bytes():
    content = sealed(text({"7": "ŵ €"}))
    assert digest(content) == hashlib.sha256(text({"7": "ŵ €"}).encode("utf-8")).hexdigest()


ANSWERS = st.dictionaries(
    st.sampled_from(["7", "8", "9"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)


@given(ANSWERS)
def test_the_order_in_which_answers_were_kept_makes_no_difference(answers):
    assert text(answers) == text(dict(reversed(answers.items())))


@given(ANSWERS)
def test_every_answer_is_in_it_sign_by_sign(answers):
    for key, answer in answers.items():
        if key != "8" or answer.strip():
            assert answer.replace("\r\n", "\n").replace("\r", "\n") in text(answers)
