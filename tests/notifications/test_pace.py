"""How fast mail goes: counted for all workers together, never counted as a try, and never what stops mail."""

import socket
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from limits import parse

from npq_portal.notifications import mailer, outbox, pace
from npq_portal.notifications.answers import Fate
from npq_portal.notifications.choices import NotificationState as State
from npq_portal.notifications.models import Notification
from npq_portal.notifications.pace import Pace
from tests.factories.notifications import NotificationFactory
from tests.notifications.test_races import at_once

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_counted_yet(monkeypatch):
    monkeypatch.setattr(pace, "_WHAT", f"mail-{uuid.uuid4()}")


def waiting(number: int) -> None:
    NotificationFactory.create_batch(number, created_at=AT, due_at=AT)


def sweep() -> int:
    return outbox.deliver_due(clock=lambda: AT, until=AT)


def test_without_a_rate_nothing_is_counted(settings):
    settings.MAIL_RATE, settings.REDIS_URL = "", "redis://127.0.0.1:9/0"
    assert Pace().has_room()


def test_two_workers_share_one_number(settings):
    settings.MAIL_RATE = "3/hour"
    one, other = Pace(), Pace()
    assert [one.has_room(), other.has_room(), one.has_room(), other.has_room()] == [True, True, True, False]


def test_a_short_wait_is_waited_for(settings):
    settings.MAIL_RATE = "1/second"
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        pace._limiter(settings.REDIS_URL).clear(parse(settings.MAIL_RATE), pace._WHAT)

    here = Pace(wait=wait)
    assert here.has_room()
    assert here.has_room()
    assert len(waited) == 1
    assert 0 < waited[0] <= 1


def test_a_sweep_ends_and_gives_back_what_may_not_go_yet_without_a_try(settings, server):
    settings.MAIL_RATE = "2/hour"
    waiting(5)
    assert sweep() == 2
    assert len(server.taken) == 2
    left = Notification.objects.filter(state=State.QUEUED)
    assert {(one.attempts, one.claimed_at, one.due_at) for one in left} == {(0, None, AT)}
    assert left.count() == 3
    assert sweep() == 0


def test_a_single_message_is_left_to_the_sweep(settings, server):
    settings.MAIL_RATE = "1/hour"
    waiting(2)
    first, second = Notification.objects.order_by("pk")
    assert outbox.deliver(first.pk, clock=lambda: AT) == Fate.SENT
    assert outbox.deliver(second.pk, clock=lambda: AT) == Fate.TOO_FAST
    second.refresh_from_db()
    assert (second.state, second.attempts, second.last_error) == (State.QUEUED, 0, "")


def test_a_code_is_counted_and_never_held_back(settings, server):
    settings.MAIL_RATE = "1/hour"
    for _ in range(2):
        mailer.send_now("sign_in_code", to="reader@school.example", values={"code": "1234 5678", "minutes": 15})
    assert len(server.taken) == 2
    assert Pace().has_room() is False


def test_a_code_beyond_the_rate_takes_a_later_place(settings):
    """So that no hour, however it is cut, sees more than the rate and the codes."""
    settings.MAIL_RATE = "2/hour"
    with time_machine.travel(AT, tick=False) as now:
        assert [Pace().has_room() for _ in range(3)] == [True, True, False]
        now.move_to(AT + timedelta(minutes=30))
        Pace().count()
        now.move_to(AT + timedelta(minutes=61))
        assert [Pace().has_room() for _ in range(2)] == [True, False]
        now.move_to(AT + timedelta(minutes=91))
        assert Pace().has_room()


@pytest.mark.parametrize("kept_from", [lambda pace: pace.has_room(), lambda pace: pace.count()], ids=["mail", "a code"])
def test_a_redis_that_accepts_and_says_nothing_is_away_too(settings, kept_from):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.MAIL_RATE, settings.REDIS_URL = "1/hour", f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        settings.CACHES = {"default": {"OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3}}}
        begun = time.monotonic()
        kept_from(Pace())
        assert time.monotonic() - begun < 2


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_one_time_send_no_more_than_the_rate_and_lose_nothing(settings, server):
    settings.MAIL_RATE = "10/hour"
    waiting(30)
    assert sum(at_once(4, sweep)) == 10
    assert len(server.taken) == 10
    left = Notification.objects.filter(state=State.QUEUED)
    assert {(one.attempts, one.due_at) for one in left} == {(0, AT)}
    assert left.count() == 20


def test_while_redis_is_away_mail_goes(settings, server, caplog):
    settings.MAIL_RATE, settings.REDIS_URL = "1/hour", "redis://127.0.0.1:9/0"
    waiting(3)
    assert sweep() == 3
    assert caplog.text.count("nothing is held back") == 1
