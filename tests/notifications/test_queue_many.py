"""Many messages in one statement, and taking back what nobody has tried to send."""

from datetime import UTC, datetime, timedelta

import pytest

from npq_portal.notifications.actions import Message, queue, queue_many, take_back
from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.notifications import full_context

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 17, 16, tzinfo=UTC)
KIND = NotificationKind.CATCH_UP_OFFERED


def message(key: str, **changes) -> Message:
    return Message(
        **{"kind": KIND, "to": "Reader@School.Example", "key": key, "context": full_context(KIND), **changes}
    )


@pytest.mark.parametrize("number", [1, 40])
def test_any_number_is_one_statement(number, django_assert_num_queries):
    messages = [message(f"catch-up:{one}") for one in range(number)]

    with django_assert_num_queries(3):  # a savepoint around it
        queue_many(messages, at=AT)

    assert Notification.objects.count() == number


def test_they_go_out_when_they_are_due_and_not_before():
    queue_many([message("a")], at=AT, due_at=AT + timedelta(hours=1))
    queue_many([message("b")], at=AT)

    due = dict(Notification.objects.values_list("key", "due_at"))
    assert due == {"a": AT + timedelta(hours=1), "b": AT}


def test_each_is_written_once_for_its_kind_address_and_key():
    queue_many([message("a"), message("a")], at=AT)
    queue_many([message("a"), message("b")], at=AT + timedelta(days=1))
    queue(kind=KIND, to="reader@school.example", key="b", context=full_context(KIND), at=AT)

    assert sorted(Notification.objects.values_list("key", flat=True)) == ["a", "b"]


def test_a_person_is_kept_beside_their_address():
    reader = UserFactory(email="reader@school.example")

    queue_many([message("a", to=reader)], at=AT)

    stored = Notification.objects.get()
    assert (stored.recipient, stored.recipient_email) == (reader, reader.email)


def test_a_message_that_is_told_too_little_is_refused_and_nothing_is_written():
    with pytest.raises(ValueError, match="too little"):
        queue_many([message("a"), message("b", context={})], at=AT)

    assert not Notification.objects.exists()


def test_nothing_is_no_message():
    queue_many([], at=AT)

    assert not Notification.objects.exists()


# -- taking back ---------------------------------------------------------------------------------------------------------
def test_what_waits_is_taken_back_and_may_be_written_again():
    queue_many([message("a"), message("b")], at=AT)

    assert take_back(kind=KIND, keys=["a"]) == 1

    queue_many([message("a")], at=AT + timedelta(minutes=5))
    assert Notification.objects.get(key="a").created_at == AT + timedelta(minutes=5)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": NotificationState.SENT, "sent_at": AT},
        {"state": NotificationState.SENDING, "claimed_at": AT},
        {"state": NotificationState.FAILED, "failed_at": AT},
        {"attempts": 1},
    ],
)
def test_what_was_tried_stays(changes):
    queue_many([message("a")], at=AT)
    Notification.objects.update(**changes)

    assert take_back(kind=KIND, keys=["a"]) == 0
    assert Notification.objects.count() == 1


def test_only_the_kind_and_the_keys_named(django_assert_num_queries):
    queue_many([message("a")], at=AT)

    assert take_back(kind=NotificationKind.CATCH_UP_DECIDED, keys=["a"]) == 0
    with django_assert_num_queries(2):  # the savepoint alone
        assert take_back(kind=KIND, keys=[]) == 0
    assert Notification.objects.count() == 1
