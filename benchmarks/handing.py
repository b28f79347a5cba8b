"""W4: case studies of 1,500 words submitted by 16 people at once, beside a bare Django view that writes the same rows."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse

from assessments.models import DraftVersion, Entry, Receipt, Submission
from benchmarks import writers
from benchmarks.measuring import Figure, in_turn
from npq_portal import clock
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification

#: docs/benchmarks.md, W4: a third of the floor's rate.
_MOST = 3
_USERS = 16

_KEY = Ed25519PrivateKey.from_private_bytes(b"b" * 32)
_BARE_PAGE = """<!doctype html><title>Submit</title><form method="post">{% for key, answer in answers.items %}
<h2>{{ key }}</h2><p>{{ answer }}</p>{% endfor %}<input type="checkbox" name="statements" value="0"><button>Submit</button></form>"""


def measure_submitting(quick: bool) -> list[Figure]:
    """Opening the page and submitting, at 16 users; each submission has its bytes, its receipt and its letter."""
    entries = writers.build("submit", 32 if quick else 320)
    bare, portal = _bare(entries), _portal(entries)
    floor, page = in_turn(1 if quick else 5, _rate(entries, bare), _rate(entries, portal))
    return [Figure(f"W4 opened and submitted at {_USERS} users", "/s", floor[0], page[0], floor[0] / page[0], _MOST)]


def _rate(entries: Sequence[Entry], work: Callable[[Entry], None]) -> Callable[[], Sequence[float]]:
    """A measurement: submissions a second; afterwards each entry has exactly one, whole, and then none."""

    def run(share: Sequence[Entry]) -> None:
        try:
            for entry in share:
                work(entry)
        finally:
            connection.close()

    def measure() -> list[float]:
        started = perf_counter()
        with ThreadPoolExecutor(_USERS) as pool:
            list(pool.map(run, [entries[number::_USERS] for number in range(_USERS)]))
        taken = perf_counter() - started
        _expect_all(entries)
        return [len(entries) / taken]

    return measure


def _expect_all(entries: Sequence[Entry]) -> None:
    """No doubles, no receipt without bytes; then the rows go, for the next round."""
    for submission in Submission.objects.select_related("receipt"):
        if hashlib.sha256(bytes(submission.content)).hexdigest() not in submission.receipt.payload:
            raise RuntimeError("A receipt says something else than its bytes.")
    letters = Notification.objects.filter(kind=NotificationKind.SUBMISSION_RECEIVED)
    counts = {Submission.objects.count(), Receipt.objects.count(), letters.count()}
    if counts != {len(entries)}:
        raise RuntimeError(f"{len(entries)} submitted, but there are {counts} rows.")
    for rows in (Receipt.objects.all(), Submission.objects.all(), letters):
        rows.delete()


def _portal(entries: Sequence[Entry]) -> Callable[[Entry], None]:
    """The portal's own pages: session, permission, declaration, rules, lock, seal, signature, letter."""
    clients = {entry.pk: writers.client(entry) for entry in entries}

    def work(entry: Entry) -> None:
        url = reverse("handing-in:submit", args=[entry.window_id])
        opened = clients[entry.pk].get(url)
        declared = {"what": "text:1", "statements": ["0", "1", "2"], "used_ai": "no"}
        sent = clients[entry.pk].post(url, declared)
        if (opened.status_code, sent.status_code) != (200, 302):
            raise RuntimeError(f"{url} answered {opened.status_code} and {sent.status_code}.")

    return work


def _bare(entries: Sequence[Entry]) -> Callable[[Entry], None]:
    """A view without middleware, session, forms or rules: lock, seal, sign, three rows."""
    requests = RequestFactory()
    emails = {entry.pk: entry.enrolment.participant.user.email for entry in entries}

    def work(entry: Entry) -> None:
        _bare_view(requests.get("/submit/"), entry.pk, "")
        answer = _bare_view(requests.post("/submit/", {"statements": ["0"]}), entry.pk, emails[entry.pk])
        if answer.status_code != 302:
            raise RuntimeError("The bare view did not submit.")

    return work


def _bare_view(request: HttpRequest, entry_id: int, email: str) -> HttpResponse:
    version = DraftVersion.objects.get(entry=entry_id)
    if request.method == "GET":
        return HttpResponse(engines["django"].from_string(_BARE_PAGE).render({"answers": version.answers}))
    with transaction.atomic():
        Entry.objects.select_for_update().order_by().get(pk=entry_id)
        bare_rows(version, request.POST.getlist("statements"), email)
    return HttpResponse(status=302)


def bare_rows(version: DraftVersion, statements: list[str], email: str) -> None:
    """Submission, receipt and letter, as little as makes the same rows: digest and signature included."""
    at = clock.now()
    content = "\n\n".join(version.answers.values()).encode()
    digest, reference = hashlib.sha256(content).hexdigest(), secrets.token_hex(8)
    submission = Submission.objects.create(
        entry_id=version.entry_id,
        version=version,
        content=content,
        sha256=digest,
        words=version.words,
        declaration={"statements": statements},
        submitted_by="participant",
        submitted_at=at,
    )
    payload = json.dumps({"reference": reference, "sha256": digest, "received_at": at.isoformat()})
    signature = base64.b64encode(_KEY.sign(payload.encode())).decode()
    Receipt.objects.create(
        submission=submission, reference=reference, payload=payload, key_id="bare", signature=signature, issued_at=at
    )
    Notification.objects.create(
        kind=NotificationKind.SUBMISSION_RECEIVED,
        recipient_email=email,
        key=str(uuid4()),
        context={"reference": reference, "sha256": digest},
        created_at=at,
        due_at=at,
    )
