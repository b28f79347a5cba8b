"""The history of an application: rows are added, never changed."""

from datetime import datetime

from npq_portal.accounts.models import User
from registrations.choices import EventKind
from registrations.models import Application, ApplicationEvent


def record(
    application: Application,
    kind: EventKind,
    *,
    at: datetime,
    by: User | None = None,
    note: str = "",
    shown: bool = False,
) -> ApplicationEvent:
    """Add one event. `shown`: the participant sees it too, with its note."""
    return ApplicationEvent.objects.create(
        application=application, kind=kind, note=note, shown_to_participant=shown, at=at, by=by
    )


def newest_note(application: Application, kind: EventKind) -> str | None:
    """What the newest event of a kind says, so that a verb done twice can see its first time; None for no event."""
    newest = application.events.filter(kind=kind).order_by("-at", "-id").first()
    return newest.note if newest else None
