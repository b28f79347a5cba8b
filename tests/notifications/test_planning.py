"""Planning asks every source, whatever becomes of another one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from npq_portal.notifications import reminders
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.notifications.reminders import Reminder, plan

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)


def reminder(number: int) -> Reminder:
    return Reminder(
        kind=NotificationKind.SELF_STUDY_DUE,
        to=f"reader{number}@school.example",
        about=f"test:{number}",
        stage="1d",
        moment=AT,
        due_at=AT,
        until=AT + timedelta(days=1),
        context=dict,
    )


def of_the_first(**_):
    yield [reminder(1)]
    raise ValueError("A row that makes no sense")


def of_the_second(**_):
    yield [reminder(2)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def of_the_third(**_):
    yield [reminder(3)]


def test_a_source_that_fails_keeps_no_other_from_being_asked(monkeypatch):
    sources = {"first": of_the_first, "second": of_the_second, "third": of_the_third}
    monkeypatch.setattr(reminders, "_SOURCES", sources)

    with pytest.raises(ExceptionGroup) as raised:
        plan(at=AT)

    assert isinstance(raised.value.exceptions[0], ValueError)
    assert isinstance(raised.value.exceptions[1], DatabaseError)
    assert ["'first'" in note for error in raised.value.exceptions for note in error.__notes__] == [True, False]
    planned = Notification.objects.order_by("key").values_list("key", flat=True)
    assert [key.split(":")[1] for key in planned] == ["1", "3"]  # the second's went with the database's error


def test_asked_again_it_plans_nothing_twice(monkeypatch):
    monkeypatch.setattr(reminders, "_SOURCES", {"third": of_the_third})
    assert [plan(at=AT), plan(at=AT + timedelta(minutes=1))] == [1, 0]
