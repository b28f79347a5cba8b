"""The floor of W11: a WSGI application that writes the same rows as the portal, without anything the portal adds."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse

import django

Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def make() -> Application:
    """For gunicorn: POST /save/ENTRY takes a draft as the editor sends it, POST /submit/ENTRY submits the newest version."""
    django.setup()
    work = {"save": _save, "submit": _submit}

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        what, _, entry_id = environ["PATH_INFO"].strip("/").partition("/")
        if what in work and environ["REQUEST_METHOD"] == "POST":
            work[what](int(entry_id), body)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]

    return application


def _save(entry_id: int, body: bytes) -> None:
    from django.db import transaction

    from assessments.models import DraftVersion, Entry
    from npq_portal import clock

    told, at = json.loads(body), clock.now()
    with transaction.atomic():
        entry = Entry.objects.select_for_update().order_by().get(pk=entry_id)
        entry.newest_version += 1
        DraftVersion.objects.create(
            entry=entry,
            number=entry.newest_version,
            based_on=told["based_on"],
            answers=told["answers"],
            words=sum(len(text.split()) for text in told["answers"].values()),
            source=told["source"],
            client_uuid=told["client_uuid"],
            saved_at=at,
        )
        entry.save(update_fields=["newest_version"])


def _submit(entry_id: int, _body: bytes) -> None:
    from django.db import transaction

    from assessments.models import DraftVersion, Entry
    from benchmarks.handing import bare_rows

    with transaction.atomic():
        Entry.objects.select_for_update().order_by().get(pk=entry_id)
        newest = DraftVersion.objects.filter(entry=entry_id).order_by("-number")[0]
        bare_rows(newest, ["0", "1", "2"], f"{entry_id}@bench.example")
