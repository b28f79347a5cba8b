"""Rows dealt with one at a time: a bad one is passed over and named, and a database that is gone ends it."""

import pytest
from django.db import InterfaceError, OperationalError

from npq_portal.one_by_one import one_by_one
from tests.factories.accounts import UserFactory


def test_each_has_its_turn_and_gives_its_result_in_order():
    assert one_by_one([3, 1, 2], lambda key: key * 10) == [30, 10, 20]
    assert one_by_one([], lambda key: key) == []


def test_a_bad_one_keeps_no_other_from_its_turn_and_is_named_at_the_end():
    done = []

    def act(key: int) -> None:
        if key % 2:
            raise ValueError("odd")
        done.append(key)

    with pytest.raises(ExceptionGroup, match="2 of 5 failed") as raised:
        one_by_one(range(5), act)

    assert done == [0, 2, 4]
    assert [error.__notes__ for error in raised.value.exceptions] == [["This was about 1."], ["This was about 3."]]


@pytest.mark.django_db
def test_a_row_is_named_by_its_id_and_by_nothing_personal():
    user = UserFactory()

    with pytest.raises(ExceptionGroup) as raised:
        one_by_one([user], lambda key: {}[key])

    assert raised.value.exceptions[0].__notes__ == [f"This was about accounts.User {user.pk}."]


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_gone_ends_it_at_once(error):
    asked = []

    def act(key: int) -> None:
        asked.append(key)
        raise error("server closed the connection unexpectedly")

    with pytest.raises(error):
        one_by_one([1, 2], act)
    assert asked == [1]
