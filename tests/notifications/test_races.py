"""Many workers at once: real connections to PostgreSQL, a real mail server, every message once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from npq_portal.notifications import outbox, rechecks
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from tests.factories.notifications import NotificationFactory, full_context

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def at_once(count: int, work: Callable[[], object]) -> list[object]:
    """Run `work` in `count` threads that begin together; what they gave back. A thread's error is the test's."""
    barrier = threading.Barrier(count)

    def run() -> object:
        try:
            barrier.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        started = [pool.submit(run) for _ in range(count)]
    return [one.result() for one in started]


def test_two_workers_with_the_same_message_send_it_once(server):
    notification = NotificationFactory()
    server.at_data = lambda address: time.sleep(0.2) or "250 OK"  # long enough for the other to come by
    fates = at_once(2, lambda: outbox.deliver(notification.pk, clock=lambda: AT))
    assert sorted(map(str, fates)) == ["None", "sent"]
    assert len(server.taken) == 1


def test_a_worker_and_the_sweep_send_it_once(server):
    notification = NotificationFactory()
    at_once(
        4,
        lambda: (
            outbox.deliver(notification.pk, clock=lambda: AT),
            outbox.deliver_due(clock=lambda: AT, until=AT),
        ),
    )
    assert len(server.taken) == 1


def test_ten_sweeps_over_two_hundred_messages_send_each_once(server):
    NotificationFactory.create_batch(200)
    sent = at_once(10, lambda: outbox.deliver_due(clock=lambda: AT, until=AT))
    assert sum(sent) == 200
    assert set(server.message_ids().values()) == {1}
    assert len(server.message_ids()) == 200
    assert set(Notification.objects.values_list("state", "attempts")) == {(NotificationState.SENT, 1)}


def test_ten_sweeps_over_what_goes_together_send_each_part_once(server, monkeypatch):
    monkeypatch.setattr(rechecks, "_ASKED", {})  # these are about no rows
    for reader in range(20):
        for part in range(3):
            context = full_context("self_study_due") | {"component": f"unit {reader}-{part}."}
            NotificationFactory(
                kind="self_study_due", recipient_email=f"reader{reader}@school.example", context=context
            )
    at_once(10, lambda: outbox.deliver_due(clock=lambda: AT, until=AT))
    bodies = [mail.get_body(("plain",)).get_content() for mail in server.taken]
    buttons = sum(body.count("Open the unit:") for body in bodies)
    assert buttons == 60
    assert len(bodies) == 20  # sweeps claim one after another, so none takes a part of what is one email
    assert all(any(f"- unit {reader}-{part}." in body for body in bodies) for reader in range(20) for part in range(3))
    assert set(server.message_ids().values()) == {1}
    assert set(Notification.objects.values_list("state", "attempts")) == {(NotificationState.SENT, 1)}


def test_ten_sweeps_while_the_server_falters_lose_nothing_and_double_nothing(server):
    NotificationFactory.create_batch(60)
    calls = iter(range(10_000))
    server.at_data = lambda address: "451 busy" if next(calls) % 3 == 0 else "250 OK"
    minutes = 0
    while Notification.objects.exclude(state=NotificationState.SENT).exists():
        moment = AT + timedelta(minutes=minutes)
        at_once(10, lambda moment=moment: outbox.deliver_due(clock=lambda: moment, until=moment))
        minutes += 80
        assert minutes < 80 * 50, "it must come to an end"
    assert len(server.message_ids()) == 60
    assert set(server.message_ids().values()) == {1}


def test_many_hands_free_a_stuck_row_once(server):
    notification = NotificationFactory(state=NotificationState.SENDING, claimed_at=AT, attempts=1)
    later = AT + timedelta(minutes=11)
    assert sum(at_once(5, lambda: outbox.free_stuck(at=later))) == 1
    notification.refresh_from_db()
    assert notification.state == NotificationState.QUEUED
