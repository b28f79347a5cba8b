"""What can be done with sessions: make them, change them, call them off, go to one.

A draft is changed at once. What is changed of a released session waits in `pending` until courses.actions.release tells
everybody. Whoever changes a cohort's schedule holds its row (courses.actions.release.lock_schedule) to the end.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from courses.actions.occurrences import (
    ParticipationRefusedError,
    SessionFullError,
    apologise,
    take_back_apology,
    take_place,
)
from courses.actions.release import did_not_happen
from courses.actions.timetable import SessionRefusedError, apply_values, lock_schedule, locked_session
from courses.choices import NOT_TAKING_PLACE, SessionState
from courses.facts.snapshots import CANCEL, NewSession, identities, moments, plain, snapshot, wanted
from courses.models import Cohort, Component, Session
from npq_portal.accounts.models import User

__all__ = [
    "NewSession",
    "ParticipationRefusedError",
    "SessionFullError",
    "SessionRefusedError",
    "apologise",
    "cancel",
    "change",
    "copy_components",
    "did_not_happen",
    "discard",
    "make_sessions",
    "take_back_apology",
    "take_place",
    "undo",
]


@transaction.atomic
def copy_components(*, cohort: Cohort, at: datetime) -> list[Component]:
    """Give the cohort its own copy of each of its programme's components; those it has already stay as they are. Self-study
    is due so many weeks after the cohort starts. The cohort's components, in order. (`at` is for the verb's form alone.)"""
    locked = lock_schedule(cohort)
    there = set(locked.components.values_list("origin_id", flat=True))
    Component.objects.bulk_create(
        Component(
            cohort=locked,
            origin=origin,
            due_on=locked.starts_on + timedelta(weeks=origin.due_after_weeks) if origin.due_after_weeks else None,
            **origin.shared_facts(),
        )
        for origin in locked.programme.components.all()
        if origin.pk not in there
    )
    return list(locked.components.all())


@transaction.atomic
def make_sessions(*, cohort: Cohort, sessions: Sequence[NewSession], by: User, at: datetime) -> list[Session]:
    """Make drafts of those that are not there yet (see NewSession.identity; cancelled ones are not in the way); those made.

    Raises SessionRefusedError for a component that is not the cohort's or is studied alone.
    """
    lock_schedule(cohort)
    components = {one.pk: one for one in Component.objects.filter(cohort=cohort) if not one.is_studied_alone}
    if any(session.component_id not in components for session in sessions):
        raise SessionRefusedError("One of the components is not held in sessions of this cohort.")
    taken = identities(cohort)
    rows, led_by = [], []
    for one in sessions:
        if one.identity not in taken:
            taken.add(one.identity)
            rows.append(_draft(one, components[one.component_id]))
            led_by.append(one.facilitators)
    made = Session.objects.bulk_create(rows)
    Session.facilitators.through.objects.bulk_create(
        Session.facilitators.through(session_id=session.pk, user_id=user)
        for session, users in zip(made, led_by, strict=True)
        for user in users
    )
    return made


def _draft(new: NewSession, component: Component) -> Session:
    return Session(
        component=component,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        venue=new.venue,
        join_link=new.join_link,
        capacity=new.capacity,
    )


@transaction.atomic
def change(*, session: Session, by: User, at: datetime, **values: Any) -> Session:
    """Change any of starts_at, ends_at, venue, join_link, capacity and facilitators (users, or ids of users).

    A draft has them at once; of a released session they are pending, beside what was pending before. A value that is the
    released one is no change. Raises SessionRefusedError where it does not take place any more, its register was taken
    and it would be moved, or it would end before it starts.
    """
    locked = locked_session(session)
    new = plain(values)
    now, will_be = snapshot(locked), wanted(locked) | new
    if locked.state in NOT_TAKING_PLACE:
        raise SessionRefusedError("This session does not take place any more, so it cannot be changed.")
    starts_at, ends_at = moments(will_be)
    if starts_at >= ends_at:
        raise SessionRefusedError("The session must end after it starts.")
    is_moved = any(will_be[name] != now[name] for name in ("starts_at", "ends_at"))
    if is_moved and (locked.register_saved_at or locked.records.exists()):
        raise SessionRefusedError("Somebody has taken its register, so its time stays.")
    if locked.state == SessionState.DRAFT:
        apply_values(locked, will_be)
    else:
        _keep_pending(locked, {name: value for name, value in will_be.items() if value != now[name]}, by=by, at=at)
    return locked


def _keep_pending(session: Session, changes: dict[str, Any], *, by: User, at: datetime) -> None:
    session.pending = changes | {"by": by.pk, "at": at.isoformat()} if changes else None
    session.save(update_fields=["pending"])


@transaction.atomic
def cancel(*, session: Session, reason: str, by: User, at: datetime) -> Session:
    """Call off a released session that has not begun, with a reason people will read; it waits for the release.

    Raises SessionRefusedError for a draft (discard it), one that does not take place, or one that has begun.
    """
    locked = locked_session(session)
    if locked.state != SessionState.RELEASED:
        raise SessionRefusedError("Only a session that people know of can be cancelled.")
    if locked.starts_at <= at:
        raise SessionRefusedError("This session has begun. If nobody was taught, say that it did not happen.")
    if not reason.strip():
        raise SessionRefusedError("Say why it is cancelled.")
    _keep_pending(locked, {CANCEL: reason.strip()}, by=by, at=at)
    return locked


@transaction.atomic
def undo(*, session: Session, by: User, at: datetime) -> Session:
    """Forget what is pending; the session stays as people know it. (`by` and `at` are for the verb's form alone.)"""
    locked = locked_session(session)
    locked.pending = None
    locked.save(update_fields=["pending"])
    return locked


@transaction.atomic
def discard(*, session: Session, by: User, at: datetime) -> bool:
    """Delete a draft, of which nobody but the hub knows. False where it is gone or released meanwhile."""
    lock_schedule(session.component.cohort)
    return bool(Session.objects.filter(pk=session.pk, state=SessionState.DRAFT, events=None).delete()[0])
