"""Writing into the outbox: once, in the caller's transaction, with everything the letter prints."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from django.db import IntegrityError, connection, transaction

from npq_portal.notifications import actions, dispatch
from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NotificationFactory, full_context
from tests.notifications.mail_server import free_port

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def queue(**changes):
    kind = changes.pop("kind", NotificationKind.TRN_VERIFIED)
    facts = {"to": "reader@school.example", "key": "participant:1:trn", "context": full_context(kind), "at": AT}
    return actions.queue(kind=kind, **(facts | changes))


@pytest.fixture
def woken(monkeypatch) -> list[str]:
    """Ids that a worker was asked for. The broker itself is met in test_worker.py."""
    ids: list[str] = []
    monkeypatch.setattr(dispatch, "wake", lambda notification_id: ids.append(str(notification_id)))
    return ids


@pytest.mark.django_db
class TestQueue:
    def test_to_an_address(self):
        notification = queue(to="Reader@School.example")
        assert notification.recipient_email == "reader@school.example"
        assert notification.recipient is None
        assert (notification.state, notification.due_at) == (NotificationState.QUEUED, AT)

    def test_to_a_person(self):
        user = UserFactory()
        notification = queue(to=user)
        assert (notification.recipient, notification.recipient_email) == (user, user.email)

    def test_a_second_call_gives_the_first_row(self):
        first = queue()
        second = queue(at=AT + timedelta(days=1))
        assert second.pk == first.pk
        assert second.created_at == AT

    @pytest.mark.parametrize(
        "change",
        [
            {"key": "participant:2:trn"},
            {"to": "other@school.example"},
            {"kind": NotificationKind.EMAIL_CHANGED},
        ],
    )
    def test_another_key_reader_or_kind_is_another_message(self, change):
        assert queue().pk != queue(**change).pk

    def test_a_second_call_does_not_break_the_callers_transaction(self):
        with transaction.atomic():
            queue()
            queue()
            UserFactory()
        assert Notification.objects.count() == 1

    @pytest.mark.parametrize("change", [{"extra": "word"}, {"url": None}])
    def test_a_context_that_does_not_fit_is_refused(self, change):
        context = full_context(NotificationKind.TRN_VERIFIED) | change
        if change == {"url": None}:
            del context["url"]
        with pytest.raises(ValueError, match="too little"):
            queue(context=context)
        assert not Notification.objects.exists()

    def test_a_worker_is_woken_after_the_commit(self, woken, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            notification = queue()
            assert woken == []
        assert woken == [str(notification.pk)]

    def test_a_second_call_wakes_nobody(self, woken, django_capture_on_commit_callbacks):
        queue()
        with django_capture_on_commit_callbacks(execute=True):
            queue()
        assert woken == []


@pytest.mark.django_db
class TestConstraints:
    def test_told_once(self):
        first = NotificationFactory()
        with pytest.raises(IntegrityError, match="notification_told_once"):
            NotificationFactory(kind=first.kind, recipient_email=first.recipient_email, key=first.key)

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"kind": "birthday"}, "notification_kind_is_known"),
            ({"state": "sent"}, "notification_sent_says_when"),
            ({"sent_at": AT}, "notification_sent_says_when"),
            ({"state": "sending"}, "notification_being_sent_says_since_when"),
        ],
    )
    def test_what_must_hold(self, change, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            NotificationFactory(context={}, **change)

    def test_whoever_asked_for_it_again_did_so_at_a_moment(self):
        with pytest.raises(IntegrityError, match="notification_resent_says_when"):
            NotificationFactory(resent_by=UserFactory())


@pytest.mark.django_db(transaction=True)
def test_ten_connections_that_write_the_same_message_get_one_row():
    ready, seen = threading.Barrier(10), []

    def write() -> None:
        ready.wait()
        seen.append(queue().pk)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 10
    assert set(seen) == {Notification.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_does_not_spoil_the_commit(monkeypatch, caplog):
    """A real connection to a port where nothing listens."""
    lonely = Celery("lonely", broker=f"redis://127.0.0.1:{free_port()}/0", set_as_current=False)
    monkeypatch.setattr(dispatch, "current_app", lonely)
    with caplog.at_level(logging.WARNING, logger="npq_portal.notifications.dispatch"), transaction.atomic():
        notification = queue()
    assert Notification.objects.get().state == NotificationState.QUEUED
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("npq_portal")]
    assert line == f"The broker is away: notification {notification.pk} waits for the sweep."


@pytest.mark.django_db
class TestResend:
    def test_a_failed_message_waits_again_and_says_who_asked(self, hub_admin):
        failed = NotificationFactory(state=NotificationState.FAILED, attempts=7, last_error="550 no such mailbox")
        later = AT + timedelta(days=30)
        assert actions.resend(notification=failed, by=hub_admin, at=later)
        failed.refresh_from_db()
        assert (failed.state, failed.due_at, failed.attempts) == (NotificationState.QUEUED, later, 0)
        assert (failed.resent_by, failed.resent_at) == (hub_admin, later)

    @pytest.mark.parametrize("state", ["queued", "sending", "sent"])
    def test_only_a_failed_one(self, hub_admin, state):
        facts = {"sending": {"claimed_at": AT}, "sent": {"sent_at": AT}}.get(state, {})
        notification = NotificationFactory(state=state, **facts)
        assert not actions.resend(notification=notification, by=hub_admin, at=AT)
        notification.refresh_from_db()
        assert (notification.state, notification.resent_by) == (state, None)

    def test_twice_is_once(self, hub_admin):
        failed = NotificationFactory(state=NotificationState.FAILED)
        stale = Notification.objects.get(pk=failed.pk)
        assert actions.resend(notification=failed, by=hub_admin, at=AT)
        assert not actions.resend(notification=stale, by=hub_admin, at=AT)
