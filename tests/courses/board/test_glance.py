"""One square of the board: which letter for which records."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from courses.choices import Bucket, Mark
from courses.rules.glance import Glance, glance
from courses.rules.ledger import Component, Expected, Person, Said
from courses.views.board_rows import css_of

NOW = datetime(2027, 3, 2, 12, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
HERE, REPEAT = "session:1", "session:2"
PERSON = Person(joined_at=NOW - 20 * WEEK)


def session(starts_at: datetime = NOW - WEEK) -> Expected:
    return Expected(slot=HERE, starts_at=starts_at, ends_at=starts_at + HOUR)


def component(**facts) -> Component:
    return Component(**({"key": 1, "bucket": Bucket.LIVE, "minutes": 60} | facts))


def unit(over_at: datetime | None) -> Component:
    return component(bucket=Bucket.SELF_STUDY, is_studied_alone=True, over_at=over_at)


def said(*records: tuple[str, Mark, int]) -> list[Said]:
    return [Said(slot=slot, mark=mark, minutes=minutes) for slot, mark, minutes in records]


def letter(*records, of: Component | None = None, expected: Expected | None = None, person: Person = PERSON) -> str:
    return glance(of or component(), said(*records), expected or session(), person, at=NOW).value


ONE_RECORD = [
    ((HERE, Mark.ATTENDED, 60), "P"),
    ((HERE, Mark.PART, 30), "p"),
    ((HERE, Mark.ABSENT, 0), "A"),
    ((HERE, Mark.AUTHORISED_ABSENCE, 0), "a"),
    (("catch-up", Mark.CAUGHT_UP, 60), "C"),
    (("study", Mark.STUDIED, 60), "S"),
    (("exempt", Mark.EXEMPT, 0), "E"),
    (("transfer", Mark.TRANSFERRED_IN, 60), "T"),
    ((HERE, Mark.CLEARED, 0), "?"),
]


@pytest.mark.parametrize(("record", "expected"), ONE_RECORD)
def test_every_mark_has_its_letter(record, expected):
    assert letter(record) == expected


def test_every_mark_is_in_the_table():
    assert {record[1] for record, _ in ONE_RECORD} == set(Mark)


SEVERAL = [
    pytest.param([(HERE, Mark.ABSENT, 0), (REPEAT, Mark.ATTENDED, 60)], "P", id="away, then at the repeat"),
    pytest.param([(HERE, Mark.ABSENT, 0), ("catch-up", Mark.CAUGHT_UP, 60)], "C", id="away, then caught up"),
    pytest.param(
        [(HERE, Mark.PART, 30), ("catch-up", Mark.CAUGHT_UP, 60)], "C", id="there in part, the rest caught up"
    ),
    pytest.param([(HERE, Mark.ABSENT, 0), (REPEAT, Mark.AUTHORISED_ABSENCE, 0)], "a", id="apologies say more"),
    pytest.param([(HERE, Mark.ATTENDED, 60), ("transfer", Mark.TRANSFERRED_IN, 60)], "P", id="being there says most"),
    pytest.param([(HERE, Mark.ABSENT, 0), ("transfer", Mark.TRANSFERRED_IN, 20)], "T", id="a little credit came along"),
    pytest.param([(HERE, Mark.ATTENDED, 60), ("exempt", Mark.EXEMPT, 0)], "E", id="exempt before all"),
    pytest.param([(HERE, Mark.ABSENT, 0), ("catch-up", Mark.CLEARED, 0)], "A", id="catching up was taken back"),
]


@pytest.mark.parametrize(("records", "expected"), SEVERAL)
def test_of_several_the_one_that_gives_most_in_any_order(records, expected):
    assert {letter(*order) for order in permutations(records)} == {expected}


@pytest.mark.parametrize(
    ("expected", "person", "shown"),
    [
        pytest.param(session(NOW + WEEK), PERSON, "", id="to come"),
        pytest.param(session(NOW - HOUR / 2), PERSON, "", id="going on"),
        pytest.param(session(NOW - HOUR), PERSON, "?", id="ended this moment"),
        pytest.param(session(), Person(joined_at=NOW), "B", id="held before they joined"),
        pytest.param(session(), Person(joined_at=NOW - WEEK + HOUR), "?", id="joined the moment it ended"),
    ],
)
def test_a_session_without_a_mark(expected, person, shown):
    assert letter(expected=expected, person=person) == shown


def test_a_session_nobody_expects_them_at_is_to_come():
    assert glance(component(), [], None, PERSON, at=NOW) == Glance.TO_COME


@pytest.mark.parametrize(("over_at", "shown"), [(NOW, "N"), (NOW - WEEK, "N"), (NOW + HOUR, ""), (None, "")], ids=str)
def test_a_unit_that_nobody_has_done(over_at, shown):
    assert letter(of=unit(over_at)) == shown


def test_what_was_not_held_says_so_whatever_is_recorded():
    assert letter((HERE, Mark.ATTENDED, 60), of=component(is_off=True)) == "–"


def test_every_letter_is_there_once_with_words_and_a_colour():
    assert len(set(Glance.values)) == len(Glance)
    assert all(one.label for one in Glance)
    assert len({css_of(one) for one in Glance}) == len(Glance)
