"""Releasing a cohort's schedule: drafts and pending changes become known together, and everybody concerned gets one letter.

The preview of a release is the release itself, rolled back (docs/adr/0083): nothing has to be foretold by a second piece of
code, so what is shown before is what happens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from courses.actions.engagement import after_change
from courses.actions.letters_of_schedule import lines_by_user, send
from courses.actions.timetable import (
    SessionRefusedError,
    apply_values,
    lock_schedule,
    locked_session,
    settle_components,
    tell,
)
from courses.choices import Mark, RecordState, SessionState
from courses.facts import impact
from courses.facts.appointments import touched_by
from courses.facts.impact import Impact, SessionChange
from courses.facts.schedule_words import when
from courses.facts.snapshots import CANCEL, moments, wanted
from courses.models import Cohort, Enrolment, Session, SessionPlace
from npq_portal.accounts.models import User

_GIVES_CREDIT = (Mark.ATTENDED, Mark.PART)


class ReleaseChangedError(Exception):
    """Since the preview something changed that it did not show, so nothing was released. The message says so to staff."""


def preview(*, cohort: Cohort, at: datetime) -> Impact:
    """What release() would do now. Nothing is stored: the change is made and rolled back."""
    with _undone():
        lock_schedule(cohort)
        return _change(cohort, at=at)[0]


@contextmanager
def _undone() -> Iterator[None]:
    """A transaction, or a part of one, of which nothing stays."""
    with transaction.atomic():
        kept = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(kept)


@transaction.atomic
def release(*, cohort: Cohort, digest: str, by: User, at: datetime) -> Impact:
    """Make drafts and pending changes of the cohort's sessions known: write their histories, queue one letter for each person
    concerned, and bring the sums of engagement up to date.

    `digest` is that of the preview: where another one would be shown now, nothing is done and ReleaseChangedError raised.
    Two at once: the second finds nothing to release and gets an empty Impact.
    """
    locked = lock_schedule(cohort)
    found, enrolments = _change(locked, at=at)
    if found.is_empty:
        return found
    if found.digest != digest:
        raise ReleaseChangedError("The schedule has changed since this page was made. Look at it again.")
    finish(locked, found, enrolments, about=f"cohort:{locked.pk}:release:{at.isoformat()}", by=by, at=at)
    return found


def finish(
    cohort: Cohort, found: Impact, enrolments: list[Enrolment], *, about: str, by: User | None, at: datetime
) -> None:
    """What follows a change of a schedule that is made: histories, letters, sums."""
    sessions = Session.objects.in_bulk([change.after.pk for change in found.sessions])
    for change in found.sessions:
        before = {"state": change.before.state, **change.before.values} if change.before else {}
        after = {"state": change.after.state, "reason": change.after.reason, **change.after.values}
        tell(sessions[change.after.pk], summary(change), before=before, after=after, by=by, at=at)
    send(lines_by_user(found.appointments, found.reasons), cohort=cohort, about=about, at=at)
    after_change(enrolment_ids=sorted(enrolment.pk for enrolment in enrolments), at=at)


def summary(change: SessionChange) -> str:
    """What happened to a session, in a line."""
    if change.after.state == SessionState.CANCELLED:
        return f"Cancelled: {change.after.reason}"[:200]
    if change.after.state == SessionState.NOT_HELD:
        return f"Did not happen: {change.after.reason}"[:200]
    if change.before is None or not change.before.is_known:
        return f"Released: {when(*moments(change.after.values))}"
    names = {"starts_at": "time", "ends_at": "time", "venue": "venue", "join_link": "link"}
    changed = dict.fromkeys(names.get(name, name) for name in change.fields)
    return f"Changed: {', '.join(changed)}"


def _change(cohort: Cohort, *, at: datetime) -> tuple[Impact, list[Enrolment]]:
    """Make the change in the database, and say what it means; the people it can touch."""
    enrolments = touched_by(cohort)
    before = impact.world(cohort, enrolments, at=at)
    _apply(cohort, at=at)
    return impact.compare(cohort, before, impact.world(cohort, enrolments, at=at), since=at), enrolments


def _apply(cohort: Cohort, *, at: datetime) -> None:
    """Drafts are released, pending changes made; places at sessions that are off are left; components settle."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True).filter(component__cohort=cohort)
    waiting = [row for row in rows.order_by("pk") if row.state == SessionState.DRAFT or row.pending]
    for session in waiting:
        pending: dict[str, Any] = session.pending or {}
        if CANCEL in pending:
            take_off(session, SessionState.CANCELLED, pending[CANCEL], at=at)
        elif pending:
            apply_values(session, wanted(session))
        else:
            session.state = SessionState.RELEASED
        session.pending = None
        session.save(update_fields=["state", "pending"])
    settle_components({session.component_id for session in waiting})


def take_off(session: Session, state: SessionState, reason: str, *, at: datetime) -> None:
    """The session does not take place (any more): whoever chose it falls back to where people go by default."""
    session.state, session.state_reason, session.pending = state, reason, None
    session.save(update_fields=["state", "state_reason", "pending"])
    SessionPlace.objects.filter(session=session, left_at__isnull=True).update(left_at=at)


@transaction.atomic
def did_not_happen(*, session: Session, reason: str, by: User, at: datetime) -> Session:
    """A session that was to be held was not: it leaves everybody's sum unless the component is held another time, and those
    expected are told at once. Done again, nothing more happens.

    Raises SessionRefusedError for a session that has not begun (cancel it), is a draft or cancelled, or where somebody is
    marked as having been there.
    """
    cohort = lock_schedule(session.component.cohort)
    locked = locked_session(session)
    if locked.state == SessionState.NOT_HELD:
        return locked
    _refuse(locked, reason, at=at)
    enrolments = touched_by(cohort)
    before = impact.world(cohort, enrolments, at=at)
    take_off(locked, SessionState.NOT_HELD, reason.strip(), at=at)
    settle_components([locked.component_id])
    found = impact.compare(cohort, before, impact.world(cohort, enrolments, at=at), since=locked.starts_at)
    finish(cohort, found, enrolments, about=f"session:{locked.pk}:not-held", by=by, at=at)
    return locked


def _refuse(session: Session, reason: str, *, at: datetime) -> None:
    if session.state != SessionState.RELEASED:
        raise SessionRefusedError("Only a session that people know of can be one that did not happen.")
    if session.starts_at > at:
        raise SessionRefusedError("This session has not begun yet. If it will not be held, ask the hub to cancel it.")
    if not reason.strip():
        raise SessionRefusedError("Say why it did not happen.")
    there = session.records.filter(state=RecordState.CURRENT, mark__in=_GIVES_CREDIT).count()
    if there:
        people = "1 person is" if there == 1 else f"{there} people are"
        raise SessionRefusedError(f"{people} marked as having been there. Take those marks back first.")
