"""What goes wrong, what is written meanwhile, and the count at the end."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import redis as redis_client
from celery import current_app
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection, transaction
from kombu.exceptions import OperationalError

from npq_portal import clock
from npq_portal.local.postgres import Postgres
from npq_portal.local.redis_server import Redis
from npq_portal.notifications import actions, outbox
from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.mailer import message_id
from npq_portal.notifications.models import Notification
from tests.factories.assessments import EntryFactory, WindowFactory
from tests.factories.notifications import full_context
from tests.faults.workers import Workers
from tests.notifications.mail_server import OK, MailServer

Say = Callable[[str], None]
_TASKS = ("npq_portal.notifications.tasks.plan_reminders", "npq_portal.notifications.tasks.sweep")
_ENDED = (NotificationState.SENT, NotificationState.SKIPPED, NotificationState.FAILED)


class Run:
    """One run. `random` decides who is killed and when things fail."""

    def __init__(self, postgres: Postgres, redis: Redis, by: random.Random, say: Say) -> None:
        self.postgres, self.redis, self.by, self.say = postgres, redis, by, say
        self.server = MailServer()
        self.refused = 0
        self.done: Counter[str] = Counter()
        self.written: set[str] = set()

    def go(self, *, seconds: int, messages: int, writers: int, workers: int) -> int:
        """0 where all of it arrived, and came twice only where docs/adr/0041.md allows it; else 1."""
        call_command("migrate", verbosity=0)
        self._window_that_closes_tonight(writers)
        self.server.start()
        self.workers = Workers(workers, logs=self.postgres.log.parent, mail_port=self.server.port)
        try:
            self.workers.wait()
            began = time.monotonic()
            self._let_things_fail(seconds, messages)
            self.say(f"{messages} messages written in {time.monotonic() - began:.0f} s. Nothing fails any more.")
            self.answering = self.workers.answering()
            self.workers.end()
            self.done["mails taken by then"] = len(self.server.taken)
            self._go_on_as_time_passes()
        finally:
            self.workers.end()
            self.server.stop()
        return self._count(writers)

    # -- what is sent --------------------------------------------------------------------------------------------------
    def _window_that_closes_tonight(self, writers: int) -> None:
        """So many people who are to be reminded in these hours, whatever the time of day."""
        at = clock.now()
        window = WindowFactory(opens_at=at - timedelta(days=7), closes_at=at + timedelta(hours=2, minutes=45))
        for _ in range(writers):
            EntryFactory(window=window)

    def _write(self, number: int) -> None:
        """One message, as a view writes it: tried again until the database has said yes."""
        key = f"participant:{number}:trn"
        kind = NotificationKind.TRN_VERIFIED
        while True:
            try:
                with transaction.atomic():
                    to = f"reader{number}@school.example"
                    actions.queue(kind=kind, to=to, key=key, context=full_context(kind), at=clock.now())
            except (DatabaseError, InterfaceError):
                connection.close()
                self.done["write tried again"] += 1
                time.sleep(0.2)
            else:
                self.written.add(key)
                return

    # -- what goes wrong -----------------------------------------------------------------------------------------------
    def _let_things_fail(self, seconds: int, messages: int) -> None:
        began, faults = time.monotonic(), self._faults(seconds)
        due, fail = next(faults)
        for number in range(messages):
            while (now := time.monotonic() - began) < seconds * number / messages:
                time.sleep(min(0.01, seconds * number / messages - now))
            while now >= due:
                self.say(f"{now:6.1f} s  {fail()}")
                due, fail = next(faults)
                now = time.monotonic() - began
            self._write(number)
            if number % max(1, messages // 20) == 0:
                self._ask_for_tasks()
                self.done["ended by itself and started again"] += self.workers.revive()

    def _faults(self, seconds: int) -> Iterator[tuple[float, Callable[[], str]]]:
        """When each thing fails, in turn: every second or two somebody is killed, and once in the run each of the others."""
        others = [
            self._flush_redis, self._restart_postgres, self._refuse_mail, self._take_mail, self._restart_redis,
            self._mail_server_gone, self._mail_server_back,
        ]  # fmt: skip
        planned = [(seconds * (place + 1) / (len(others) + 1), fail) for place, fail in enumerate(others)]
        moment = 1.0
        while moment < seconds:
            planned.append((moment, self._kill))
            moment += self.by.uniform(0.8, 2.5)
        yield from sorted(planned, key=lambda one: one[0])
        yield float("inf"), self._kill

    def _kill(self) -> str:
        return f"killed {self.workers.kill_one(self.by)}"

    def _flush_redis(self) -> str:
        redis_client.from_url(self.redis.url).flushall()
        return self._did("Redis flushed")

    def _restart_redis(self) -> str:
        self.redis.stop()
        self.redis.start()
        return self._did("Redis restarted, empty")

    def _restart_postgres(self) -> str:
        self.postgres.stop()
        time.sleep(2)
        self.postgres.start()
        return self._did("PostgreSQL restarted, two seconds away")

    def _refuse_mail(self) -> str:
        self.server.at_recipient = self._refusing
        return self._did("the mail server refuses for a while")

    def _refusing(self, address: str) -> str:
        self.refused += 1
        return "451 4.3.2 try again later"

    def _take_mail(self) -> str:
        self.server.at_recipient = lambda address: OK
        return "the mail server takes mail again"

    def _mail_server_gone(self) -> str:
        self.server.pause()
        return self._did("the mail server is away")

    def _mail_server_back(self) -> str:
        self.server.resume()
        return "the mail server is back"

    def _did(self, what: str) -> str:
        self.done[what] += 1
        return what

    def _ask_for_tasks(self) -> None:
        """What the clock asks for each minute, oftener: a run is short."""
        for name in _TASKS:
            try:
                current_app.send_task(name, retry=False)
            except (OperationalError, redis_client.RedisError):
                self.done["task not asked for: Redis away"] += 1

    # -- afterwards ----------------------------------------------------------------------------------------------------
    def _go_on_as_time_passes(self) -> None:
        """The sweeps of the next hour, minute by minute: stuck rows come back, and what was put off is tried again."""
        from django.conf import settings

        from npq_portal.notifications import reminders

        settings.EMAIL_PORT = self.server.port
        reminders.plan(at=clock.now())
        for minute in range(1, 61):
            at = clock.now() + timedelta(minutes=minute)
            outbox.free_stuck(at=at)
            outbox.deliver_due(clock=_standing(at), until=at)
            if not Notification.objects.exclude(state__in=_ENDED).exists():
                break
        self.done["minutes until all had gone"] = minute

    def _count(self, writers: int) -> int:
        mails = self.server.message_ids()
        rows = {message_id(row.pk): row for row in Notification.objects.all()}
        asked = [row for row in rows.values() if row.key in self.written]
        reminded = [row for row in rows.values() if row.kind == NotificationKind.WINDOW_LAST_HOURS]
        lost = [row for one, row in rows.items() if one not in mails]
        lost_before = len(self.written) - len(asked)
        twice = {one: number for one, number in mails.items() if number > 1}
        unexplained = [one for one, number in mails.items() if one not in rows or number > rows[one].attempts]
        most_twice = sum(self.workers.killed.values()) + 10 * self.done["PostgreSQL restarted, two seconds away"]
        self.say("\nwhat was done")
        for what, number in [*self.workers.killed.items(), *self.done.items(), ("mails refused", self.refused)]:
            self.say(f"  {what:45} {number:7,}")
        self.say("what arrived")
        for what, number in [
            ("messages written", len(self.written)), ("  of them in the outbox", len(asked)),
            ("people to be reminded", writers), ("  of them reminded once", len({row.recipient_email for row in reminded})),
            ("mails taken by the server", sum(mails.values())), ("messages that never came", len(lost) + lost_before),
            ("mails that came again", sum(twice.values()) - len(twice)), ("  most that ADR 41 allows", most_twice),
            ("mails nobody can explain", len(unexplained)), ("workers that answer afterwards, of two", self.answering),
        ]:  # fmt: skip
            self.say(f"  {what:45} {number:7,}")
        is_whole = not lost and not lost_before and not unexplained and len(reminded) == writers
        again = sum(twice.values()) - len(twice)
        is_right = is_whole and self.answering == 2 and again <= most_twice and len(asked) == len(self.written)
        self.say("Nothing was lost." if is_right else "NOT AS PROMISED.")
        return 0 if is_right else 1


def _standing(at: datetime) -> Callable[[], datetime]:
    return lambda: at
