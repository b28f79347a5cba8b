"""W7: 100,000 reminders that fall due at one moment, planned and delivered over SMTP to a sink of this machine.

The floor is a loop that sends the same letter over one connection and knows of nobody. The first twentieth is sent by a sweep
alone, the rest as production does it: by a sweep and the one that helps it, two processes with a connection each. Says every
few seconds how far it is. How much the process that grew most grew is a figure.
"""

import multiprocessing
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from tqdm import tqdm

from assessments.models import CaseStudy, Entry, Window
from benchmarks import nation
from benchmarks.measuring import Figure
from courses.models import Cohort, Enrolment, Session
from npq_portal import clock
from npq_portal.notifications import mailer, outbox, reminders
from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationKind, NotificationState
from npq_portal.notifications.examples import example_values
from npq_portal.notifications.models import Notification

#: performance.md, W7: 0.65 of the floor's rate.
_MOST = 1 / 0.65
#: Seconds between two counts: counting 100,000 rows takes a core from those who send.
_COUNTED_EVERY = 5.0


def measure_mailing(quick: bool) -> list[Figure]:
    """Planned and delivered, each a second, beside a bare loop; and by how many MiB the process grew while it delivered."""
    size = nation.Size(2, 100) if quick else nation.Size(200, 500)
    people = size.cohorts * size.people
    at = clock.now()
    for cohort in nation.build("w7", size, marked=False):
        _closes_tonight(cohort, at=at)
    Session.objects.filter(starts_at__gt=at).delete()  # nobody is reminded of anything else
    with _sink():
        floor = _rate(min(people, 20_000), _bare)
        began = time.monotonic()
        if reminders.plan(at=at) != people:
            raise RuntimeError("Not everybody was planned once.")
        planned = people / (time.monotonic() - began)
        with tqdm(total=people, unit="mail", mininterval=5, file=sys.stdout) as progress:
            every = 1.0 if quick else _COUNTED_EVERY
            alone, _ = _sent_by(1, until=people // 20, progress=progress, every=every)
            beside, grown = _sent_by(2, until=people, progress=progress, every=every)
    return [
        Figure(f"W7 {people:,} reminders delivered, two processes", "/s", floor, beside, floor / beside, _MOST),
        Figure(f"W7 {people // 20:,} of them before, by one", "/s", floor, alone, floor / alone),
        Figure(f"W7 {people:,} reminders planned", "/s", floor, planned, floor / planned),
        Figure("W7 memory grown while delivering", "MiB", 1, grown, grown),
    ]


def _closes_tonight(cohort: Cohort, *, at: datetime) -> None:
    """Everybody of the cohort is in a window that closes in two hours, and has written nothing."""
    case = CaseStudy.objects.create(programme=cohort.programme, title=cohort.name, text="A case.", created_at=at)
    opens_at = at - timedelta(days=8)
    window = Window.objects.create(
        cohort=cohort, case_study=case, rule="calendar_days", opens_on=clock.london_date(opens_at), opens_at=opens_at,
        closes_at=at + timedelta(hours=2), opened_at=opens_at,
    )  # fmt: skip
    ids = Enrolment.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True)
    Entry.objects.bulk_create(
        Entry(window=window, enrolment_id=pk, attempt=1, admitted_at=opens_at, closes_at=window.closes_at) for pk in ids
    )


def _rate(number: int, work: Callable[[int], None]) -> float:
    began = time.monotonic()
    work(number)
    return number / (time.monotonic() - began)


def _bare(number: int) -> None:
    kind = NotificationKind.WINDOW_LAST_HOURS
    letter = mailer.render(kind, example_values(CONTEXT_NAMES[kind]))
    with get_connection() as connection:
        for reader in range(number):
            mail = EmailMultiAlternatives(letter.subject, letter.text, to=[f"reader-{reader}@bench.example"])
            mail.attach_alternative(letter.html, "text/html")
            connection.send_messages([mail])


def _sent_by(processes: int, *, until: int, progress: tqdm, every: float) -> tuple[float, float]:
    """Send until so many are sent in all: how many went a second, and by how many MiB a process grew after its first seconds."""
    context = multiprocessing.get_context("fork")
    enough = context.Event()
    grown: multiprocessing.Queue[float] = context.Queue()
    connection.close()  # each process has one of its own
    began, before = time.monotonic(), progress.n
    sweeping = [
        context.Process(target=_sweep, args=(enough, grown, timedelta(seconds=every / 2))) for _ in range(processes)
    ]
    for one in sweeping:
        one.start()
    while progress.n < until and all(one.is_alive() for one in sweeping):
        time.sleep(every)
        progress.update(_sent() - progress.n)
    enough.set()
    most = max(grown.get(timeout=60) for _ in sweeping)
    for one in sweeping:
        one.join()
    progress.update(_sent() - progress.n)
    if progress.n < until:
        raise RuntimeError(f"{progress.n} of {until} were sent.")
    return (progress.n - before) / (time.monotonic() - began), most


def _sent() -> int:
    return Notification.objects.filter(kind=NotificationKind.WINDOW_LAST_HOURS, state=NotificationState.SENT).count()


def _sweep(enough: Any, grown: Any, step: timedelta) -> None:
    """As the minute's task does, until it is enough."""
    outbox.deliver_due(clock=clock.now, until=clock.now() + step)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while not enough.is_set():
        outbox.deliver_due(clock=clock.now, until=clock.now() + step)
    grown.put((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


@contextmanager
def _sink() -> Iterator[None]:
    """A mail server in a process of its own, which takes everything and keeps nothing."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = ["--nosetuid", "--listen", f"127.0.0.1:{port}", "--class", "aiosmtpd.handlers.Sink"]
    server = subprocess.Popen([sys.executable, "-m", "aiosmtpd", *words])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS = "", False
    try:
        _wait_for(port)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
