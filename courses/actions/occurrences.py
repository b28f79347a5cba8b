"""Going to one of several sessions of a component, and saying beforehand that one cannot come."""

from datetime import datetime

from django.db import transaction

from courses.actions.engagement import after_change
from courses.actions.letters_of_schedule import lines_by_user, send
from courses.choices import EnrolmentStatus
from courses.facts.appointments import Whose, appointment
from courses.facts.expected import default_session, expected_enrolments, own_components, session_expected_for
from courses.models import Apology, Enrolment, Session, SessionPlace
from courses.rules.appointments import difference
from npq_portal.accounts.models import User


class ParticipationRefusedError(Exception):
    """The participant cannot go there; the message says why in words for whoever asked."""


class SessionFullError(ParticipationRefusedError):
    """Every seat of the session is taken."""


@transaction.atomic
def take_place(*, enrolment: Enrolment, session: Session, by: User, at: datetime) -> SessionPlace:
    """Let the participant go to `session` instead of wherever they were expected for that component: the repeat, or another
    cohort's session of the same programme component. One act: the place held before is left, and credit belongs to the
    component, so it never counts twice. Done again, the place comes back as it is.

    The session's row is locked, so two callers cannot both take the last seat; those expected there by default hold one.
    Participants may move until the session begins; others (`by` somebody else) until it ends, and the person is told.

    Raises SessionFullError, and ParticipationRefusedError where it does not take place, is over, belongs to another
    programme, or the enrolment is not active.
    """
    locked = Session.objects.select_for_update(of=("self",), no_key=True).select_related("component__cohort").get(
        pk=session.pk
    )  # fmt: skip
    person = _lock(enrolment)
    is_own = by.pk == person.participant.user_id
    component_id = _check(person, locked, until=locked.starts_at if is_own else locked.ends_at, at=at)
    held = person.session_places.filter(component=component_id, left_at__isnull=True).first()
    if held and held.session_id == locked.pk:
        return held
    before = session_expected_for([person]).get((person.pk, component_id))
    if before != locked:
        _check_seats(locked)
    person.session_places.filter(component=component_id, left_at__isnull=True).update(left_at=at)
    place = SessionPlace.objects.create(
        enrolment=person, component_id=component_id, session=locked, taken_at=at, taken_by=by
    )
    if not is_own and before != locked:
        _tell(person, component_id, before, locked, place, at=at)
    after_change(enrolment_ids=[person.pk], at=at)
    return place


def _lock(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("participant__user", "cohort").get(pk=enrolment.pk)


def _check(enrolment: Enrolment, session: Session, *, until: datetime, at: datetime) -> int:
    """The component it would count for, or why it cannot be."""
    if enrolment.status != EnrolmentStatus.ACTIVE:
        raise ParticipationRefusedError("Only somebody who is taking part now can go to a session.")
    if not session.takes_place:
        raise ParticipationRefusedError("This session does not take place.")
    if at >= until:
        raise ParticipationRefusedError("This session has begun, so nobody can be moved to it any more.")
    component_id = own_components(session, [enrolment.pk]).get(enrolment.pk)
    if component_id is None:
        raise ParticipationRefusedError("This session belongs to another programme.")
    return component_id


def seats_left(session: Session) -> int | None:
    """Seats nobody is expected on; None where as many come as like. Out of date at once unless the session's row is locked."""
    return None if session.capacity is None else max(0, session.capacity - expected_enrolments(session).count())


def _check_seats(session: Session) -> None:
    if seats_left(session) == 0:
        raise SessionFullError(
            "Every seat at this session is taken. Choose another one, or ask us: we may find a seat or add a session."
        )


def _tell(
    enrolment: Enrolment,
    component_id: int,
    before: Session | None,
    after: Session,
    place: SessionPlace,
    *,
    at: datetime,
) -> None:
    change = difference(appointment(before) if before else None, appointment(after), at=at)
    if change:
        whose = Whose(enrolment.participant.user_id, enrolment.pk, component_id)
        send(lines_by_user([(whose, change)], {}), cohort=enrolment.cohort, about=f"place:{place.pk}", at=at)


@transaction.atomic
def go_back(*, enrolment: Enrolment, component_id: int, by: User, at: datetime) -> SessionPlace | None:
    """Go to the session that the component's people go to by default; None where it has none that takes place."""
    usual = default_session(component_id)
    return take_place(enrolment=enrolment, session=usual, by=by, at=at) if usual else None


@transaction.atomic
def apologise(*, enrolment: Enrolment, session: Session, reason: str, at: datetime) -> Apology:
    """Say beforehand that one will not come; shown in the register. Done again, the first stays, with the newer reason.

    Raises ParticipationRefusedError for a session that has begun, or where the person is not expected.
    """
    person = _lock(enrolment)
    found = Session.objects.select_related("component").get(pk=session.pk)
    if not expected_enrolments(found).filter(pk=person.pk).exists():
        raise ParticipationRefusedError("You are not expected at this session.")
    if at >= found.starts_at:
        raise ParticipationRefusedError("This session has begun, so it is too late to send apologies here.")
    apology, _ = Apology.objects.update_or_create(
        enrolment=person,
        session=found,
        withdrawn_at=None,
        defaults={"reason": reason.strip()},
        create_defaults={"reason": reason.strip(), "sent_at": at},
    )
    return apology


@transaction.atomic
def take_back_apology(*, enrolment: Enrolment, session: Session, at: datetime) -> bool:
    """They can come after all. False where nothing was to take back."""
    _lock(enrolment)
    return bool(enrolment.apologies.filter(session=session, withdrawn_at__isnull=True).update(withdrawn_at=at))
