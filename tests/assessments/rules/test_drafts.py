"""What may be sent, where it goes, and what is thinned out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import ASIDE, VersionSource
from assessments.rules import drafts
from assessments.rules.drafts import DraftRefusal, DraftRefusedError, Kept, Outcome, Sent, is_same, judge, to_thin
from npq_portal.periods import Period

OPENS, ENDS = datetime(2027, 2, 3, tzinfo=UTC), datetime(2027, 2, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)


# -- what may be sent --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("a\x00b", "ab"),
        ("a\ud800b\udc00", "ab"),
        ("😀 ŵ w\u0302 \u00a0\u200b\t\x0b", "😀 ŵ w\u0302 \u00a0\u200b\t\x0b"),
        ("  spaces stay  \n\n", "  spaces stay  \n\n"),
    ],
    ids=ascii,
)
def test_text_is_kept_as_typed_but_for_line_ends_and_what_is_no_text(typed, kept):
    assert drafts.clean(typed) == kept


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_can_always_be_stored(text):
    once = drafts.clean(text)

    assert drafts.clean(once) == once
    once.encode()


def test_every_question_has_an_answer_in_the_cases_order():
    assert list(drafts.read_answers({"2": "b"}, questions=["1", "2"]).items()) == [("1", ""), ("2", "b")]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"1": 5}, DraftRefusal.UNREADABLE),
        ({"1": None}, DraftRefusal.UNREADABLE),
        ({"1": ["a"]}, DraftRefusal.UNREADABLE),
        ({"9": "text of a question that is not there"}, DraftRefusal.NOT_OF_THIS_CASE),
        ({"1": "x" * drafts.LONGEST, "2": "x"}, DraftRefusal.TOO_LONG),
    ],
)
def test_what_is_not_taken_says_why(sent, reason):
    with pytest.raises(DraftRefusedError) as refused:
        drafts.read_answers(sent, questions=["1", "2"])

    assert refused.value.reason == reason
    assert str(refused.value) == reason.label


def test_the_longest_text_is_taken_and_an_empty_answer_to_nothing_does_no_harm():
    answers = drafts.read_answers({"1": "x" * drafts.LONGEST, "9": ""}, questions=["1"])

    assert answers == {"1": "x" * drafts.LONGEST}


# -- where it goes -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("based_on", "newest", "at", "alike", "outcome"),
    [
        (0, 0, OPENS, False, Outcome.SAVED),
        (3, 3, ENDS - SECOND, False, Outcome.SAVED),
        (2, 3, ENDS - SECOND, False, Outcome.ASIDE),
        (0, 1, OPENS, False, Outcome.ASIDE),
        (4, 3, OPENS, False, Outcome.ASIDE),  # a version that never was: nobody may overwrite by guessing
        (3, 3, ENDS, False, Outcome.LATE),
        (2, 3, ENDS, False, Outcome.LATE),
        (3, 3, ENDS - SECOND, True, Outcome.UNCHANGED),
        (2, 3, ENDS, True, Outcome.UNCHANGED),
    ],
)
def test_where_a_text_goes(based_on, newest, at, alike, outcome):
    sent = Sent(answers={"1": "text"}, based_on=based_on, at=at)

    assert judge(sent, newest=newest, period=Period(OPENS, ENDS), alike=alike) == outcome


@pytest.mark.parametrize(
    ("answers", "other", "same"),
    [
        ({"1": "a"}, {"1": "a"}, True),
        ({"1": "a", "2": ""}, {"1": "a"}, True),
        ({"1": "a"}, {"1": "a", "2": "b"}, False),
        ({"1": "a"}, {"1": "a "}, False),
        ({"1": ""}, None, True),
        ({"1": "a"}, None, False),
    ],
)
def test_texts_are_alike_when_every_answer_is(answers, other, same):
    assert is_same(answers, other) is same


@pytest.mark.parametrize("source", VersionSource)
def test_a_version_tells_again_what_became_of_it(source):
    expected = {VersionSource.OTHER_TAB: Outcome.ASIDE, VersionSource.RESCUED: Outcome.LATE}

    assert drafts.outcome_of(source) == expected.get(source, Outcome.SAVED)


# -- what is thinned out -----------------------------------------------------------------------------------------------
NOON = datetime(2027, 2, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=3)


def kept(number: int, seconds: int, source: str = "autosave", *, is_used: bool = False) -> Kept:
    return Kept(number=number, source=source, saved_at=NOON + timedelta(seconds=seconds), is_used=is_used)


@pytest.mark.parametrize(
    ("versions", "at", "goes"),
    [
        ([], LATER, []),
        ([kept(1, 0), kept(2, 10), kept(3, 299), kept(4, 300)], LATER, [2, 1]),
        ([kept(1, 0), kept(2, 10)], NOON + timedelta(days=1), []),  # a day to the second is not older than a day
        ([kept(1, 0), kept(2, 10)], NOON + timedelta(days=1, seconds=1), [1]),
        ([kept(1, 0), kept(2, 10, "saved")], LATER, [1]),
        ([kept(1, 0, "saved"), kept(2, 10)], LATER, []),
        ([kept(1, 0), kept(2, 10, "other_tab")], LATER, []),  # what was put aside is not what came next
        ([kept(1, 0), kept(2, 10, "rescued")], LATER, []),
        ([kept(1, 0, is_used=True), kept(2, 10)], LATER, []),
        ([kept(1, 0, source) for source in VersionSource.values if source != "autosave"], LATER, []),
    ],
)
def test_of_five_minutes_the_last_autosave_stays(versions, at, goes):
    assert to_thin(versions, at=at) == goes


versions = st.lists(
    st.builds(
        lambda seconds, source, used: (seconds, source, used),
        st.integers(0, 4000), st.sampled_from(VersionSource.values), st.booleans(),
    ),
    max_size=30,
)  # fmt: skip


@given(versions)
def test_thinning_again_takes_nothing_more_and_every_stretch_keeps_one(given_versions):
    rows = [kept(number, *row[:2], is_used=row[2]) for number, row in enumerate(given_versions, 1)]
    goes = to_thin(rows, at=LATER)
    left = [row for row in rows if row.number not in goes]

    assert to_thin(left, at=LATER) == []
    assert {row.source for row in rows if row.number in goes} <= {"autosave"}
    assert _stretches(left) == _stretches(rows)


def _stretches(rows: list[Kept]) -> set[int]:
    return {int(row.saved_at.timestamp() // 300) for row in rows if row.source not in ASIDE}
