"""How much two texts share: examples to read, and a slow and obvious reckoning that the quick one must agree with."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.passages import numbered, pieces
from assessments.rules.similarity import LISTED_FROM, SHINGLE, compare, words

OWN = "Attendance fell in the spring term because two year groups were taught by supply staff for most of it"
OTHER = "My first step would be a conversation with every form tutor about what they see at half past eight"
COPIED = "the school should first find out which pupils are absent on which days and why before it acts"


def alone(first: str, second: str, **more):
    return compare({1: first, 2: second}, known={}, **more)


def the_pair(first: str, second: str, **more):
    [found] = alone(first, second, **more)
    return found


def plain(text: str) -> list[str]:
    return [word for word, _ in words(text)]


def test_two_texts_of_their_own_share_nothing():
    assert alone(OWN, OTHER) == []


def test_the_same_text_is_shared_whole():
    found = the_pair(OWN, OWN)

    assert (found.first, found.second, found.per_mille) == (1, 2, 1000)
    assert found.passages == ((0, len(OWN), 0, len(OWN)),)


def test_a_copied_sentence_is_found_where_it_stands_in_both():
    first, second = f"{OWN}. {COPIED}.", f"{COPIED}. {OTHER}. It starts there."

    found = the_pair(first, second)

    [(a, b, c, d)] = found.passages
    assert first[a:b] == second[c:d] == COPIED
    assert found.per_mille == 1000 * len(COPIED.split()) // len(first.split())


def test_the_share_is_of_the_shorter_text():
    found = the_pair(COPIED, f"{OWN}. {COPIED}. {OTHER}.")

    assert found.per_mille == 1000


@pytest.mark.parametrize(
    "disguised",
    [
        pytest.param(COPIED.upper(), id="capitals"),
        pytest.param(COPIED.replace(" ", "  \n"), id="other spaces"),
        pytest.param(COPIED.replace(" ", ", "), id="commas"),
        pytest.param(COPIED.replace("school", "sch\u200bool"), id="a zero-width space within a word"),
        pytest.param(COPIED.replace("first", "\ufb01rst"), id="a ligature"),
        pytest.param(COPIED.replace("pupils", "pu\u00adpils"), id="a soft hyphen"),
    ],
)
def test_a_disguise_does_not_help(disguised):
    assert the_pair(COPIED, disguised).per_mille == 1000


def test_curly_and_straight_apostrophes_are_one():
    assert plain("It’s the head's") == plain("It's the head’s") == ["it's", "the", "head's"]


def test_four_words_in_a_row_are_a_turn_of_speech():
    four, five = "one two three four", "one two three four five"

    assert alone(f"{four} {OWN}", f"{four} {OTHER}", least=1) == []
    assert the_pair(f"{five} {OWN}", f"{five} {OTHER}", least=1).per_mille > 0


def test_what_the_case_says_is_nobodys_own():
    case = "The school has 240 pupils and attendance of 91 per cent, well below other schools of its kind"
    first, second = f"{case}. {OWN}.", f"{case}. {OTHER}."

    assert alone(first, second)
    assert alone(first, second, case=[case]) == []


def test_questions_are_left_out_too_and_what_was_copied_beside_them_is_not():
    question = "What would you do in the first term and why would you do it in that order"
    first, second = f"{question}? {COPIED}.", f"{question}? {COPIED}. {OTHER}."

    found = the_pair(first, second, case=["Another text altogether", question])

    assert found.per_mille == 1000
    [(start, end, _, _)] = found.passages
    assert first[start:end].endswith(COPIED)


def test_only_pairs_with_a_new_text_are_compared():
    texts = {3: COPIED, 4: OWN}
    known = {1: COPIED, 2: COPIED}

    assert [(one.first, one.second) for one in compare(texts, known=known)] == [(1, 3), (2, 3)]


def test_the_smaller_key_comes_first_whichever_is_new():
    assert [(one.first, one.second) for one in compare({1: COPIED}, known={9: COPIED})] == [(1, 9)]


def test_pairs_below_the_threshold_are_not_listed_and_the_likest_comes_first():
    texts = {1: COPIED, 2: f"{COPIED} {OWN}", 3: f"{OWN} {OTHER} " * 6 + "one two three four five", 4: COPIED}

    found = compare(texts, known={})

    assert [one.per_mille for one in found] == sorted((one.per_mille for one in found), reverse=True)
    assert all(one.per_mille >= LISTED_FROM for one in found)


@pytest.mark.parametrize("text", ["", "   ", "four words are few", "…—“”"])
def test_a_text_with_next_to_nothing_in_it_shares_nothing(text):
    assert alone(text, text) == []
    assert alone(text, COPIED) == []


def test_a_text_made_of_one_word_is_no_trouble():
    found = the_pair("again " * 400, "again " * 300)

    assert found.per_mille == 1000


# -- against a slow reckoning ------------------------------------------------------------------------------------------
LETTERS = st.sampled_from("abcd")
TEXTS = st.lists(LETTERS, max_size=30).map(" ".join)


def slowly(first: str, second: str, case: str) -> int:
    """The definition, said word by word."""

    def rows(text: str) -> list[tuple[str, ...]]:
        found = text.split()
        return [tuple(found[i : i + SHINGLE]) for i in range(len(found) - SHINGLE + 1)]

    def share(one: str, other: str) -> tuple[int, int]:
        of_case = set(rows(case))
        mine, theirs = rows(one), set(rows(other)) - of_case
        own, shared = [True] * len(one.split()), [False] * len(one.split())
        for place, row in enumerate(mine):
            for word in range(place, place + SHINGLE):
                if row in of_case:
                    own[word] = False
                elif row in theirs:
                    shared[word] = True
        both = sum(a and b for a, b in zip(own, shared, strict=True))
        return (sum(own), 1000 * both // sum(own) if any(own) else 0)

    sides = sorted([share(first, second), share(second, first)])
    return max(one for length, one in sides if length == sides[0][0])


@given(TEXTS, TEXTS, TEXTS)
def test_the_quick_way_and_the_slow_way_agree(first, second, case):
    wanted = slowly(first, second, case)

    found = alone(first, second, case=[case], least=1)

    assert [one.per_mille for one in found] == ([wanted] if wanted else [])


@given(st.lists(TEXTS, max_size=5), TEXTS)
def test_many_at_once_say_what_each_pair_says_alone(texts, case):
    together = compare(dict(enumerate(texts)), known={}, case=[case], least=200)

    alone_each = [(i, j, slowly(texts[i], texts[j], case)) for i in range(len(texts)) for j in range(i + 1, len(texts))]
    assert {(one.first, one.second, one.per_mille) for one in together} == {one for one in alone_each if one[2] >= 200}


def shared_words(text: str, other: str, case: str) -> set[int]:
    def rows(of: str) -> list[tuple[str, ...]]:
        found = of.split()
        return [tuple(found[i : i + SHINGLE]) for i in range(len(found) - SHINGLE + 1)]

    theirs = set(rows(other)) - set(rows(case))
    return {word for place, row in enumerate(rows(text)) if row in theirs for word in range(place, place + SHINGLE)}


def marked_words(text: str, spans: list[tuple[int, int]]) -> set[int]:
    starts = [i for i, letter in enumerate(text) if letter != " "]
    return {word for word, at in enumerate(starts) if any(start <= at < end for start, end in spans)}


@given(TEXTS, TEXTS, TEXTS)
def test_passages_mark_every_shared_word_of_both_texts_and_no_other(first, second, case):
    for found in alone(first, second, case=[case], least=1):
        sides = [[(a, b) for a, b, _, _ in found.passages], [(c, d) for _, _, c, d in found.passages]]
        assert marked_words(first, sides[0]) == shared_words(first, second, case)
        assert marked_words(second, sides[1]) == shared_words(second, first, case)


@given(TEXTS, TEXTS)
def test_the_two_ends_of_a_passage_say_the_same(first, second):
    for found in alone(first, second, least=1):
        assert all(first[a:b] == second[c:d] for a, b, c, d in found.passages)


@given(TEXTS, TEXTS)
def test_nothing_is_lost_of_a_text_that_is_cut_at_its_passages(first, second):
    for found in alone(first, second, least=1):
        groups = numbered(found.passages)
        for side, text in enumerate((first, second)):
            cut = pieces(text, groups, side=side)
            assert "".join(piece.text for piece in cut) == text
            firsts = [piece.number for piece in cut if piece.is_first]
            assert sorted(firsts) == list(range(1, len(groups) + 1))


@given(st.text(max_size=60))
def test_a_text_is_itself_whatever_is_in_it(text):
    spans = [span for _, span in words(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    decomposed = unicodedata.normalize("NFC", text)
    assert isinstance(plain(decomposed), list)
