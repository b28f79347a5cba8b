"""Where much mail waits the sweep asks a second process to help; where little waits, or nobody can be asked, it sends alone."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from celery import Celery, current_app

from npq_portal import clock
from npq_portal.notifications import outbox, tasks
from tests.factories.notifications import NotificationFactory
from tests.notifications.mail_server import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _few_at_once(monkeypatch):
    """A claim takes three rows instead of 200."""
    monkeypatch.setattr(outbox, "_AT_ONCE", 3)


def asked_for() -> list[tuple[str, dict[str, str], str | None]]:
    """What stands in the mail queue: the task, its arguments, and when the call is dropped."""
    calls = []
    with current_app.connection_for_read() as connection:
        queue = connection.SimpleQueue("mail")
        with suppress(queue.Empty):
            while True:
                message = queue.get(block=False)
                message.ack()
                calls.append((message.headers["task"], message.payload[1], message.headers["expires"]))
    return calls


@pytest.mark.usefixtures("_few_at_once")
class TestSweep:
    @pytest.fixture(autouse=True)
    def _empty_queue(self):
        current_app.control.purge()
        yield
        current_app.control.purge()

    def test_asks_for_help_where_more_waits_than_one_claim(self, server):
        NotificationFactory.create_batch(4)
        before = clock.now()
        tasks.sweep()
        assert len(server.taken) == 4  # it does not wait for the help
        [(task, said, dropped_at)] = asked_for()
        assert task == "npq_portal.notifications.tasks.help_with_sweep"
        assert set(said) == {"until"}  # nothing about a person
        until = datetime.fromisoformat(said["until"])
        assert timedelta(seconds=50) <= until - before < timedelta(minutes=1)
        assert datetime.fromisoformat(dropped_at) == until

    def test_sends_what_is_no_more_than_a_claim_alone(self, server):
        NotificationFactory.create_batch(3)
        NotificationFactory.create_batch(5, due_at=clock.now() + timedelta(hours=1))
        tasks.sweep()
        assert len(server.taken) == 3
        assert asked_for() == []

    def test_sends_all_of_it_alone_while_the_broker_is_away(self, server, monkeypatch, caplog):
        """A real connection to a port where nothing listens."""
        lonely = Celery("lonely", broker=f"redis://127.0.0.1:{free_port()}/0", set_as_current=False)
        monkeypatch.setattr(tasks, "current_app", lonely)
        NotificationFactory.create_batch(4)
        with caplog.at_level(logging.WARNING, logger="npq_portal.notifications.tasks"):
            tasks.sweep()
        assert len(server.taken) == 4
        assert "The broker is away: the sweep sends alone." in caplog.messages


def test_help_sends_what_is_due(server):
    NotificationFactory.create_batch(2)
    tasks.help_with_sweep(until=(clock.now() + timedelta(seconds=50)).isoformat())
    assert len(server.taken) == 2


def test_help_that_comes_when_the_sweep_has_ended_sends_nothing(server):
    NotificationFactory()
    tasks.help_with_sweep(until=(clock.now() - timedelta(seconds=1)).isoformat())
    assert server.taken == []
