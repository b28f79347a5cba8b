"""What is no longer so when its turn comes is not sent, says why, and may be told another time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from npq_portal.notifications import actions, outbox, rechecks
from npq_portal.notifications.answers import Fate
from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rechecks import Fresh, Gone
from tests.factories.notifications import NotificationFactory, full_context

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)  # when the factory's messages are due
KIND = NotificationKind.TRN_VERIFIED
BECAUSE = "The TRN was taken back."


@pytest.fixture
def asked(monkeypatch) -> list[tuple[Notification, datetime]]:
    """Messages of one kind are no longer so from the moment this is used; what was asked, and when."""
    questions: list[tuple[Notification, datetime]] = []

    def gone(notification: Notification, at: datetime) -> Gone:
        questions.append((notification, at))
        return Gone(BECAUSE)

    monkeypatch.setattr(rechecks, "_ASKED", {})
    rechecks.ask_before_sending(KIND, gone)
    return questions


def clock() -> datetime:
    return AT


def test_what_is_no_longer_so_is_not_sent_and_says_why(server, asked, caplog):
    notification = NotificationFactory(kind=KIND)

    assert outbox.deliver(notification.pk, clock=clock) == Fate.SKIPPED

    notification.refresh_from_db()
    assert (notification.state, notification.last_error) == (NotificationState.SKIPPED, BECAUSE)
    assert notification.sent_at is None
    assert server.taken == []
    assert asked == [(notification, AT)]
    assert "was not sent" not in caplog.text  # nothing is wrong


def test_it_is_not_tried_again(server, asked):
    notification = NotificationFactory(kind=KIND)
    outbox.deliver(notification.pk, clock=clock)

    assert outbox.deliver(notification.pk, clock=clock) is None
    assert outbox.deliver_due(clock=clock, until=AT) == 0
    assert len(asked) == 1


def test_other_kinds_are_not_asked_about_and_the_sweep_goes_on(server, asked):
    NotificationFactory(kind=KIND)
    sent = NotificationFactory(kind=NotificationKind.EMAIL_CHANGED, due_at=AT)

    assert outbox.deliver_due(clock=clock, until=AT) == 1

    assert [message["To"] for message in server.taken] == [sent.recipient_email]


def test_what_is_still_so_is_sent(server, monkeypatch):
    monkeypatch.setattr(rechecks, "_ASKED", {})
    rechecks.ask_before_sending(KIND, lambda notification, at: Fresh())

    assert outbox.deliver(NotificationFactory(kind=KIND).pk, clock=clock) == Fate.SENT


def test_each_attempt_asks_anew(server, monkeypatch):
    """A message the server put off is overtaken while it waits."""
    reasons = iter([Fresh(), Gone(BECAUSE)])
    monkeypatch.setattr(rechecks, "_ASKED", {})
    rechecks.ask_before_sending(KIND, lambda notification, at: next(reasons))
    server.at_data = lambda address: "451 greylisted, come back later"
    notification = NotificationFactory(kind=KIND)

    assert outbox.deliver(notification.pk, clock=clock) == Fate.LATER
    assert outbox.deliver(notification.pk, clock=lambda: AT + timedelta(hours=1)) == Fate.SKIPPED


@pytest.mark.parametrize("how", ["one", "many"])
def test_the_same_may_be_told_another_time(server, asked, how):
    skipped = NotificationFactory(kind=KIND, recipient_email="reader@school.example", key="a")
    outbox.deliver(skipped.pk, clock=clock)
    words = {"kind": KIND, "to": "reader@school.example", "key": "a", "context": full_context(KIND)}

    for _ in range(2):  # and that is told once
        actions.queue(**words, at=AT) if how == "one" else actions.queue_many([actions.Message(**words)], at=AT)

    states = Notification.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == [NotificationState.QUEUED, NotificationState.SKIPPED]


def test_staff_see_why_and_cannot_send_it_again(server, asked, hub_admin, hub_admin_client):
    notification = NotificationFactory(kind=KIND)
    outbox.deliver(notification.pk, clock=clock)
    notification.refresh_from_db()

    page = hub_admin_client.get(f"{reverse('admin:notifications_notification_changelist')}?state__exact=skipped")

    assert "Not sent: no longer so" in page.content.decode()
    assert BECAUSE in page.content.decode()
    assert not actions.resend(notification=notification, by=hub_admin, at=AT)


def test_it_is_kept_a_year_like_others(server, asked):
    notification = NotificationFactory(kind=KIND, created_at=AT)
    outbox.deliver(notification.pk, clock=clock)

    assert outbox.delete_old(at=AT + timedelta(days=364)) == 0
    assert outbox.delete_old(at=AT + timedelta(days=366)) == 1
