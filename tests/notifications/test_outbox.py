"""Delivering: what each answer of a real mail server leads to, and what a crash leaves behind."""

import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest

from npq_portal.notifications import actions, outbox, rechecks
from npq_portal.notifications.answers import Fate
from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rechecks import Fresh, Gone
from tests.factories.notifications import NotificationFactory
from tests.notifications.mail_server import OK, free_port

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)  # when the factory's messages are due


def at(minutes: float = 0):
    return lambda: AT + timedelta(minutes=minutes)


def sweep(minutes: float = 0) -> int:
    return outbox.deliver_due(clock=at(minutes), until=AT + timedelta(minutes=minutes))


class TestSent:
    def test_the_message_arrives_and_is_marked(self, server):
        notification = NotificationFactory(recipient_email="reader@school.example")
        assert outbox.deliver(notification.pk, clock=at()) == Fate.SENT
        (message,) = server.taken
        assert message["To"] == notification.recipient_email
        assert message["Subject"] == "We have verified your teacher reference number (TRN)"
        assert message["Message-ID"] == f"<{notification.pk}@localhost>"
        assert "ends in the trn last digits" in message.get_body(("plain",)).get_content()
        notification.refresh_from_db()
        assert (notification.state, notification.sent_at, notification.attempts) == (NotificationState.SENT, AT, 1)

    def test_a_second_delivery_sends_nothing(self, server):
        notification = NotificationFactory()
        outbox.deliver(notification.pk, clock=at())
        assert outbox.deliver(notification.pk, clock=at()) is None
        assert len(server.taken) == 1

    def test_not_before_it_is_due(self, server):
        notification = NotificationFactory(due_at=AT + timedelta(minutes=10))
        assert outbox.deliver(notification.pk, clock=at(9)) is None
        assert sweep(9) == 0
        assert sweep(10) == 1

    def test_an_unknown_id_is_nothing(self, server):
        """The row may be gone when an old task comes back."""
        assert outbox.deliver("7d6b2a0c-0000-4000-8000-000000000000", clock=at()) is None

    def test_a_sweep_sends_all_over_one_connection(self, server):
        NotificationFactory.create_batch(25)
        assert sweep() == 25
        assert len(server.message_ids()) == 25
        assert server.connections == 1

    def test_a_sweep_begins_nothing_after_its_time(self, server):
        """What it had claimed and not begun waits as if nobody had touched it."""
        NotificationFactory.create_batch(3)

        def minute_later_after_one() -> datetime:
            return AT + timedelta(seconds=61 if server.taken else 0)

        assert outbox.deliver_due(clock=minute_later_after_one, until=AT + timedelta(seconds=50)) == 1
        assert len(server.taken) == 1
        rest = Notification.objects.filter(state=NotificationState.QUEUED, attempts=0, claimed_at=None)
        assert rest.count() == 2

    def test_a_message_that_raises_holds_up_the_rest_of_one_sweep_alone(self, server, monkeypatch):
        """Asking about all at once fails, so each is asked by itself; whichever it fails for keeps its claim."""
        monkeypatch.setattr(rechecks, "_ASKED", {})
        bad, *_ = NotificationFactory.create_batch(3, kind=NotificationKind.TRN_VERIFIED)

        def broken(notification: Notification, at: datetime) -> Fresh:
            if notification.pk == bad.pk:
                raise RuntimeError("This row is spoilt.")
            return Fresh()

        rechecks.ask_before_sending(NotificationKind.TRN_VERIFIED, broken)
        with pytest.raises(RuntimeError, match="spoilt"):
            sweep()
        sweep()  # the next one goes on with the rest
        assert len(server.taken) == 2
        bad.refresh_from_db()
        assert bad.state == NotificationState.SENDING

    def test_facts_are_asked_again_when_sending_takes_long(self, server, monkeypatch):
        """The first mail takes ten seconds; by then the second is no longer so."""
        monkeypatch.setattr(rechecks, "_ASKED", {})
        NotificationFactory.create_batch(2)

        def once_only(notification: Notification, at: datetime) -> Fresh | Gone:
            return Gone("Over.") if server.taken else Fresh()

        rechecks.ask_before_sending(NotificationKind.TRN_VERIFIED, once_only)
        slow = lambda: AT + timedelta(seconds=10 if server.taken else 0)  # noqa: E731
        assert outbox.deliver_due(clock=slow, until=AT + timedelta(seconds=50)) == 1
        assert len(server.taken) == 1


class TestLater:
    def test_a_server_that_refuses_for_a_while(self, server):
        notification = NotificationFactory()
        server.at_data = lambda address: "451 greylisted, come back later"
        assert outbox.deliver(notification.pk, clock=at()) == Fate.LATER
        notification.refresh_from_db()
        assert notification.state == NotificationState.QUEUED
        assert timedelta(minutes=1) <= notification.due_at - AT <= timedelta(minutes=1.25)
        assert "451" in notification.last_error
        server.at_data = lambda address: OK
        assert sweep(0.9) == 0
        assert sweep(2) == 1
        notification.refresh_from_db()
        assert (notification.state, notification.attempts, notification.last_error) == (NotificationState.SENT, 2, "")
        assert server.message_ids() == {f"<{notification.pk}@localhost>": 1}

    def test_one_refused_for_now_does_not_hold_up_the_others(self, server):
        first, *_ = NotificationFactory.create_batch(5)
        server.at_recipient = lambda address: "450 mailbox busy" if address == first.recipient_email else OK
        assert sweep() == 4

    def test_it_ends_as_failed_after_five_days(self, server):
        notification = NotificationFactory()
        server.at_recipient = lambda address: "450 mailbox busy"
        outbox.deliver(notification.pk, clock=at(5 * 24 * 60))
        notification.refresh_from_db()
        assert notification.state == NotificationState.FAILED
        assert "mailbox busy" in notification.last_error

    def test_five_days_begin_again_when_staff_ask_for_it(self, server, hub_admin):
        notification = NotificationFactory(state=NotificationState.FAILED)
        month = AT + timedelta(days=30)
        actions.resend(notification=notification, by=hub_admin, at=month)
        server.at_recipient = lambda address: "450 mailbox busy"
        assert outbox.deliver(notification.pk, clock=lambda: month) == Fate.LATER
        notification.refresh_from_db()
        assert notification.state == NotificationState.QUEUED


class TestServerAway:
    def test_nobody_listens(self, settings, server):
        NotificationFactory.create_batch(3)
        server.stop()
        settings.EMAIL_PORT = free_port()
        assert sweep() == 0
        assert sorted(Notification.objects.values_list("attempts", flat=True)) == [0, 0, 1], "one probes for all"
        assert not Notification.objects.exclude(state=NotificationState.QUEUED).exists()

    def test_a_server_that_never_answers(self, settings, server):
        """A listener that accepts and says nothing, as a hung server does."""
        notification = NotificationFactory()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = silent.getsockname()[1], 0.2
            assert outbox.deliver(notification.pk, clock=at()) == Fate.SERVER_AWAY
        notification.refresh_from_db()
        assert notification.state == NotificationState.QUEUED

    def test_a_refused_sender_is_our_own_fault_and_fails_nothing(self, server, settings):
        notification = NotificationFactory()
        settings.DEFAULT_FROM_EMAIL = "not-one-of-theirs@hub.example"
        server.at_sender = lambda address: "550 not your address"
        assert outbox.deliver(notification.pk, clock=at()) == Fate.SERVER_AWAY

    def test_it_comes_back(self, server):
        NotificationFactory.create_batch(3)
        server.at_recipient = lambda address: "421 going down"
        assert sweep() == 0
        server.at_recipient = lambda address: OK
        assert sweep(2) == 3


class TestNever:
    @pytest.mark.parametrize("when", ["at_recipient", "at_data"])
    def test_a_flat_refusal_fails_and_names_nobody(self, server, caplog, when):
        notification = NotificationFactory(recipient_email="gone@school.example")
        setattr(server, when, lambda address: f"550 5.1.1 <{address}>: no such mailbox")
        with caplog.at_level(logging.DEBUG, logger="npq_portal"):
            assert outbox.deliver(notification.pk, clock=at()) == Fate.NEVER
        notification.refresh_from_db()
        assert (notification.state, notification.sent_at) == (NotificationState.FAILED, None)
        assert "550" in notification.last_error
        assert "no such mailbox" in notification.last_error
        assert "gone@school.example" not in notification.last_error + caplog.text
        assert sweep(60 * 24) == 0, "not tried again by itself"

    def test_the_rest_of_the_sweep_goes_on(self, server):
        first, *_ = NotificationFactory.create_batch(5)
        server.at_recipient = lambda address: "550 no" if address == first.recipient_email else OK
        assert sweep() == 4
        assert server.connections == 1

    def test_an_address_that_cannot_be_written(self, server):
        notification = NotificationFactory(recipient_email="two@at@school.example\nBcc: all@school.example")
        assert outbox.deliver(notification.pk, clock=at()) == Fate.NEVER
        assert server.taken == []


class TestCrash:
    def test_killed_between_claim_and_send(self, server):
        """The worker's claim is committed; then nothing more is heard of it."""
        notification = NotificationFactory()
        ((claimed,),) = outbox._claim(Notification.objects.filter(pk=notification.pk), at=AT, most=1)
        assert claimed.state == NotificationState.SENDING
        assert sweep(9) == 0, "another worker may still be at it"
        assert outbox.free_stuck(at=AT + timedelta(minutes=10)) == 0
        assert outbox.free_stuck(at=AT + timedelta(minutes=10, seconds=1)) == 1
        assert sweep(12) == 1
        assert len(server.taken) == 1

    def test_killed_between_the_servers_yes_and_the_mark(self, server, monkeypatch):
        """The reader gets it twice, with one Message-ID: docs/adr/0041."""
        notification = NotificationFactory()
        with monkeypatch.context() as dying:
            dying.setattr(outbox, "_mark", _die)
            with pytest.raises(KeyboardInterrupt):
                outbox.deliver(notification.pk, clock=at())
        assert outbox.free_stuck(at=AT + timedelta(minutes=11)) == 1
        assert sweep(13) == 1
        assert server.message_ids() == {f"<{notification.pk}@localhost>": 2}

    def test_a_worker_that_wakes_up_late_cannot_undo_what_another_did(self, server, caplog):
        notification = NotificationFactory()
        ((slow,),) = outbox._claim(Notification.objects.filter(pk=notification.pk), at=AT, most=1)
        outbox.free_stuck(at=AT + timedelta(minutes=11))
        sweep(13)
        late = outbox.Answer(Fate.LATER, "too late")
        assert not outbox._mark(slow, late, at=AT + timedelta(minutes=14), jitter=0)
        notification.refresh_from_db()
        assert notification.state == NotificationState.SENT

    def test_a_message_that_kills_its_worker_every_time_ends_as_failed(self, server):
        notification = NotificationFactory(context={"url": "x"}, kind="trn_verified")
        moment = AT
        for _ in range(200):
            if outbox._claim(Notification.objects.all(), at=moment, most=1):
                moment += timedelta(minutes=11)
                outbox.free_stuck(at=moment)
            moment += timedelta(minutes=60)
        notification.refresh_from_db()
        assert notification.state == NotificationState.FAILED
        assert "worker ended" in notification.last_error


def _die(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt
