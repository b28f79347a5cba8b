"""W11: 500 people whose editors save every five seconds, while 50 others submit, against the portal's own web server.

Each request has a moment at which it is due, and what it took is counted from that moment on: a server that falls behind is
not given time. The floor is a server that writes the same rows and does nothing else, under the same load.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from assessments.models import DraftVersion, Entry, Receipt, Submission
from benchmarks import writers
from benchmarks.measuring import Figure
from benchmarks.serving import serving
from courses.facts.device_registers import person_key
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification

_BROWSERS = 48  # how many requests may be under way at once
_TOKEN = "a" * 32
_COOKIE = f"{settings.CSRF_COOKIE_NAME}={_TOKEN}; {settings.SESSION_COOKIE_NAME}="


@dataclass(frozen=True)
class Load:
    """How many write and submit, how often the writers save (seconds), and for how long."""

    writers: int = 500
    submitters: int = 50
    every: float = 5
    rounds: int = 8


QUICK = Load(writers=10, submitters=4, every=0.5, rounds=2)


@dataclass(frozen=True)
class Request:
    """One request, `due` so many seconds after the beginning; `answer` is the status that is wanted."""

    due: float
    is_save: bool
    path: str
    body: bytes
    headers: dict[str, str]
    answer: int
    method: str = "POST"


def measure_autosaving(quick: bool) -> list[Figure]:
    """The 95th and 50th percentile of a save, and the 95th of a submission. An error of any kind stops the measurement."""
    load = QUICK if quick else Load()
    entries = writers.build("autosave", load.writers + load.submitters)
    sessions = {entry.pk: writers.session_of(entry) for entry in entries}
    floor = _run("benchmarks.bare_server:make()", entries, load, _bare)
    portal = _run("npq_portal.wsgi:application", entries, load, lambda entry: _portal(entry, sessions[entry.pk]))
    what = f"{load.writers} saving, {load.submitters} submitting"
    names = (f"W11 {what}: a save, p95", f"W11 {what}: a save, p50", f"W11 {what}: submitting, p95")
    return [
        Figure(name, "ms", bare, whole, whole / bare) for name, bare, whole in zip(names, floor, portal, strict=True)
    ]


@dataclass(frozen=True)
class Way:
    """How a person saves or submits: the address, what goes along, and the answer that is wanted."""

    path: str
    headers: dict[str, str]
    answer: int


#: How a person saves, and how they submit.
Both = Callable[[Entry], tuple[Way, Way]]


def _bare(entry: Entry) -> tuple[Way, Way]:
    return Way(f"/save/{entry.pk}", {}, 200), Way(f"/submit/{entry.pk}", {}, 200)


def _portal(entry: Entry, session: str) -> tuple[Way, Way]:
    headers = {"Cookie": _COOKIE + session, "X-CSRFToken": _TOKEN}
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    save = Way(reverse("writing:save", args=[entry.window_id]), headers, 200)
    return save, Way(reverse("handing-in:submit", args=[entry.window_id]), form, 302)


def _run(application: str, entries: Sequence[Entry], load: Load, both: Both) -> list[float]:
    """p95 and p50 of saving, p95 of submitting, in milliseconds; the rows go afterwards."""
    ways = {entry.pk: both(entry) for entry in entries}
    saving, submitting = entries[: load.writers], entries[load.writers :]
    questions = list(entries[0].window.case_study.questions.all())
    saves = [
        _save(
            entry,
            ways[entry.pk][0],
            writers.answers(questions, f"{n} {entry.pk}"),
            n,
            load.every * (n + place / load.writers),
        )
        for n in range(load.rounds)
        for place, entry in enumerate(saving)
    ]
    length = load.every * load.rounds
    submits = [
        _submit(ways[entry.pk][1], length * (place + 0.5) / load.submitters) for place, entry in enumerate(submitting)
    ]
    with serving(application) as port:
        _send(port, [replace(one, due=0, method="GET", body=b"") for one in saves[:_BROWSERS]])  # warming up
        times = _send(port, sorted([*saves, *submits], key=lambda one: one.due))
    _expect(load)
    saved, submitted = ([taken for one, taken in times if one.is_save is which] for which in (True, False))
    return [_percentile(saved, 95), _percentile(saved, 50), _percentile(submitted, 95)]


def _save(entry: Entry, way: Way, answers: dict[str, str], n: int, due: float) -> Request:
    """What the editor sends: all three answers, on the version before."""
    told = {
        "answers": answers,
        "based_on": n + 1,
        "source": "autosave",
        "client_uuid": str(uuid4()),
        "person": person_key(entry.enrolment.participant.user),
    }
    return Request(
        due, True, way.path, json.dumps(told).encode(), {**way.headers, "Content-Type": "application/json"}, way.answer
    )


def _submit(way: Way, due: float) -> Request:
    told = [("what", "text:1"), *(("statements", str(n)) for n in range(3)), ("used_ai", "no")]
    return Request(due, False, way.path, urlencode(told).encode(), way.headers, way.answer)


def _send(port: int, requests: Sequence[Request]) -> list[tuple[Request, float]]:
    """Each with the milliseconds from its due moment to the end of its answer. Raises RuntimeError for a wrong answer."""
    begin = time.monotonic() + 0.5

    def send(one: Request) -> tuple[Request, float]:
        time.sleep(max(0, begin + one.due - time.monotonic()))
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as server:
            server.request(one.method, one.path, one.body, one.headers)
            answer = server.getresponse()
            text = answer.read()
        if answer.status != one.answer:
            raise RuntimeError(f"{one.path} answered {answer.status}: {text[:300]!r}")
        return one, (time.monotonic() - begin - one.due) * 1_000

    with ThreadPoolExecutor(_BROWSERS) as pool:
        return list(pool.map(send, requests))


def _expect(load: Load) -> None:
    """Every save is a version and every submission whole; then the rows go, for the next run."""
    saved = DraftVersion.objects.filter(number__gt=1)
    letters = Notification.objects.filter(kind=NotificationKind.SUBMISSION_RECEIVED)
    counts = (saved.count(), Submission.objects.count(), Receipt.objects.count(), letters.count())
    if counts != (load.writers * load.rounds, *[load.submitters] * 3):
        raise RuntimeError(f"There are {counts} versions, submissions, receipts and letters.")
    for rows in (Receipt.objects.all(), Submission.objects.all(), letters, saved):
        rows.delete()
    Entry.objects.update(newest_version=1)


def _percentile(times: Sequence[float], percentile: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percentile - 1]
