"""A real Celery worker in a process of its own, over the real Redis, with a real mail server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from npq_portal import clock
from npq_portal.notifications import actions, dispatch, outbox
from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.tasks import sweep
from tests.factories.notifications import NotificationFactory, full_context
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 30


def queue(key: str = "participant:1:trn") -> Notification:
    kind = NotificationKind.TRN_VERIFIED
    context = full_context(kind)
    return actions.queue(kind=kind, to="reader@school.example", key=key, context=context, at=clock.now())


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _database_url() -> str:
    """The test's own database, as a worker in another process must be told of it."""
    facts = connection.get_connection_params()
    user, password = quote(facts.get("user") or ""), quote(facts.get("password") or "")
    host, port = facts.get("host") or "", facts.get("port") or ""
    return f"postgres://{user}:{password}@/{facts['dbname']}?host={host}&port={port}"


class Worker:
    """One worker with one thread of work."""

    def __init__(self, server: MailServer) -> None:
        environment = os.environ | {
            "DATABASE_URL": _database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(server.port),
        }
        words = ["-m", "celery", "-A", "npq_portal", "worker", "--pool", "solo", "--loglevel", "WARNING"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self.process = subprocess.Popen([sys.executable, *words, *quiet], env=environment, cwd=settings.BASE_DIR)

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(SECONDS)


@pytest.fixture
def worker(server) -> Iterator[Worker]:
    current_app.control.purge()
    one = Worker(server)
    yield one
    one.end(signal.SIGKILL)


def test_a_commit_sends_and_a_rollback_does_not(worker, server):
    with transaction.atomic():
        queue("participant:1:rolled-back")
        transaction.set_rollback(True)
    with transaction.atomic():
        kept = queue("participant:2:kept")
    wait_for(lambda: Notification.objects.filter(state=NotificationState.SENT).exists())
    assert [message["Message-ID"] for message in server.taken] == [f"<{kept.pk}@localhost>"]
    assert Notification.objects.count() == 1


def test_a_worker_killed_while_it_sends_leaves_a_row_that_is_swept(worker, server):
    server.at_data = lambda address: time.sleep(3) or "451 still busy"
    notification = queue()
    wait_for(lambda: Notification.objects.filter(state=NotificationState.SENDING).exists())
    worker.end(signal.SIGKILL)
    server.at_data = lambda address: "250 OK"
    notification.refresh_from_db()
    assert notification.state == NotificationState.SENDING
    later = notification.claimed_at + timedelta(minutes=11)
    assert outbox.free_stuck(at=later) == 1
    later += timedelta(minutes=2)
    assert outbox.deliver_due(clock=lambda: later, until=later) == 1
    assert server.message_ids() == {f"<{notification.pk}@localhost>": 1}


def test_the_task_takes_ids_alone(worker, server):
    """Nothing about a person passes through Redis."""
    worker.end(signal.SIGTERM)
    notification = queue()
    with current_app.connection_for_read() as connection:
        message = connection.SimpleQueue("mail").get(timeout=SECONDS)
        message.ack()
    assert message.headers["task"] == dispatch.DELIVER_TASK
    assert message.payload[:2] == [[], {"notification_id": str(notification.pk)}]
    assert "reader" not in str(message.headers) + str(message.payload)


def test_the_sweep_sends_what_nobody_woke_a_worker_for(server):
    NotificationFactory.create_batch(3)
    NotificationFactory(state=NotificationState.SENDING, claimed_at=clock.now() - timedelta(minutes=11), attempts=1)
    sweep()
    assert len(server.taken) == 3
    assert not Notification.objects.filter(state=NotificationState.SENDING).exists()


def test_an_unknown_word_from_a_newer_caller_is_no_error(server):
    notification = NotificationFactory()
    from npq_portal.notifications.tasks import deliver

    deliver(notification_id=str(notification.pk), priority="high")
    assert len(server.taken) == 1


def test_the_name_in_dispatch_is_the_tasks():
    assert dispatch.DELIVER_TASK in current_app.tasks
