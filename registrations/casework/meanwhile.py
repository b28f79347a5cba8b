"""Two members of staff at once: what happened to an application since a page about it was drawn."""

import hashlib
from collections.abc import Sequence
from typing import Any

from npq_portal.accounts.models import User
from npq_portal.templatetags.dates import long_datetime
from registrations.choices import EventKind
from registrations.models import Application, ApplicationEvent

CHANGED = (
    "Something happened to this application since you opened this page. Read it below, then go on if you still want to. "
    "Nothing you typed is lost."
)


def newest_seen(application: Application) -> int:
    """What a page writes down of the history it shows: the newest event's number, 0 where there is none."""
    return application.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def since(application: Application, seen: int | None) -> list[ApplicationEvent]:
    """The events a page drawn at `seen` did not show, newest first; a page that does not say what it showed has missed all."""
    return list(application.events.filter(pk__gt=seen or 0).select_related("by").order_by("-pk"))


def done_by(user: User, events: list[ApplicationEvent], *, kind: EventKind, words: str | None) -> bool:
    """Whether this very thing is among them: the same person, kind and words, so a button pressed twice. `words` None:
    whatever the words."""
    return any(event.by_id == user.pk and event.kind == kind and words in (None, event.note) for event in events)


def as_rows(events: Sequence[ApplicationEvent]) -> list[dict[str, Any]]:
    """For a timeline."""
    return [
        {"title": event.get_kind_display(), "at": event.at, "by": str(event.by or ""), "text": event.note}
        for event in events
    ]


def stands(application: Application, *, kind: EventKind) -> str:
    """Who did it first, in words for the one who came second."""
    first = application.events.filter(kind=kind).select_related("by").order_by("-pk").first()
    if first is None:
        return "Somebody else has decided this application already."
    return f"{first.by or 'Somebody else'} was faster: {first.get_kind_display().lower()} at {long_datetime(first.at)}."


def fingerprint(letter: str) -> str:
    """Changes with any letter of a preview, so that what is sent is what was seen."""
    return hashlib.sha256(letter.encode()).hexdigest()
