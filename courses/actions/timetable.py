"""What the verbs of the schedule share: its locks, its history, and which components leave the sum."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from courses.choices import NOT_TAKING_PLACE, SessionState
from courses.facts.snapshots import moments
from courses.models import Cohort, Component, Session, SessionEvent
from npq_portal.accounts.models import User


class SessionRefusedError(Exception):
    """The session cannot be changed that way; the message says why in words for staff."""


def lock_schedule(cohort: Cohort) -> Cohort:
    """The cohort, its schedule held to the end of the transaction; enrolling in it waits too, applying for it does not."""
    rows = Cohort.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("programme__course", "programme__lead_provider").get(pk=cohort.pk)


def locked_session(session: Session) -> Session:
    """The session as it stands, its cohort's schedule and its own row held, in that order."""
    lock_schedule(session.component.cohort)
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("component__cohort").get(pk=session.pk)


def tell(
    session: Session, what: str, *, before: dict[str, Any], after: dict[str, Any], by: User | None, at: datetime
) -> SessionEvent:
    """Write a row of the session's history."""
    return SessionEvent.objects.create(session=session, what=what, before=before, after=after, by=by, at=at)


def apply_values(session: Session, values: dict[str, Any]) -> None:
    """Write these values of a snapshot into the session."""
    session.starts_at, session.ends_at = moments(values)
    session.venue, session.join_link, session.capacity = values["venue"], values["join_link"], values["capacity"]
    session.save(update_fields=["starts_at", "ends_at", "venue", "join_link", "capacity"])
    session.facilitators.set(values["facilitators"])


def settle_components(component_ids: Collection[int]) -> None:
    """A component all of whose known sessions are off leaves the sum; one with a session that takes place is in it. Those
    with drafts alone stay as they are."""
    held = Session.objects.filter(component=OuterRef("pk"), state=SessionState.RELEASED)
    off = Session.objects.filter(component=OuterRef("pk"), state__in=NOT_TAKING_PLACE)
    rows = Component.objects.filter(pk__in=component_ids)
    rows.filter(Exists(held), is_off=True).update(is_off=False)
    rows.filter(~Exists(held), Exists(off), is_off=False).update(is_off=True)
