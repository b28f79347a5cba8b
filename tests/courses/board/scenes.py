"""Cohorts with sessions past and to come, and people who did all sorts of things in them. It is 2 March 2027."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta

from courses.choices import Bucket, CatchUpState, EnrolmentStatus, Mark, MarkSource
from courses.models import CatchUp, Cohort, Component, EngagementRecord, Enrolment, Session
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import ComponentFactory, SessionFactory, SessionPlaceFactory, StudyFactory

NOW = datetime(2027, 3, 2, 12, tzinfo=UTC)
JOINED = datetime(2026, 10, 1, 9, tzinfo=UTC)


def a_cohort(*, held: int = 5, to_come: int = 3, study: int = 2, **facts) -> Cohort:
    """Sessions of an hour, the last of those held a week ago; units of self-study, the first of them due already."""
    cohort = CohortFactory(**({"name": "NPQSL, Autumn 2026", "capacity": 500} | facts))
    for number in range(held + to_come):
        component = ComponentFactory(cohort=cohort, position=number, title=f"Seminar {number + 1}")
        weeks = timedelta(weeks=number - held)
        SessionFactory(component=component, starts_at=NOW.replace(hour=15) + weeks)
    for number in range(study):
        due = date(2027, 1, 31) + timedelta(days=60 * number)
        StudyFactory(cohort=cohort, position=held + to_come + number, title=f"Unit {number + 1}", due_on=due)
    return cohort


def sessions_of(cohort: Cohort) -> list[Session]:
    """The default session of each component, in the order of time."""
    every = Session.objects.filter(component__cohort=cohort).select_related("component").order_by("starts_at", "pk")
    return list({session.component_id: session for session in reversed(every)}.values())[::-1]


def person(cohort: Cohort, name: str = "Ada Invented", marks: str = "", **facts) -> Enrolment:
    """Somebody with a mark at each of the first sessions: P, A, a, p (half an hour), a space for none."""
    first, _, last = name.partition(" ")
    enrolment = EnrolmentFactory(
        cohort=cohort,
        participant=ParticipantFactory(first_name=first, last_name=last),
        **({"enrolled_at": JOINED} | facts),
    )
    for session, letter in zip(sessions_of(cohort), marks, strict=False):
        if letter != " ":
            mark(enrolment, session, _MARKS[letter])
    return enrolment


_MARKS = {"P": Mark.ATTENDED, "A": Mark.ABSENT, "a": Mark.AUTHORISED_ABSENCE, "p": Mark.PART}


def mark(enrolment: Enrolment, session: Session, what: Mark, minutes: int | None = None) -> EngagementRecord:
    full = {Mark.ATTENDED: session.component.minutes, Mark.PART: 30}
    return record(
        enrolment,
        session.component,
        f"session:{session.pk}",
        what,
        full.get(what, 0) if minutes is None else minutes,
        session=session,
        captured_at=session.starts_at,
    )


def record(enrolment, component: Component, slot: str, what: Mark, minutes: int = 0, **facts) -> EngagementRecord:
    at = facts.pop("captured_at", NOW - timedelta(days=20))
    return EngagementRecord.objects.create(
        enrolment=enrolment, component=component, slot=slot, mark=what, minutes=minutes, source=MarkSource.REGISTER,
        client_uuid=uuid.uuid4(), captured_at=at, received_at=at, **facts,
    )  # fmt: skip


def a_crowd(cohort: Cohort, number: int, *, seed: int = 1) -> list[Enrolment]:
    """People with every kind of history there is, the same each time."""
    chance = random.Random(seed)
    sessions = sessions_of(cohort)
    studies = list(Component.objects.filter(cohort=cohort, bucket=Bucket.SELF_STUDY))
    repeats = [_repeat(session) for session in sessions]
    return [_somebody(cohort, number, chance, sessions, repeats, studies) for number in range(number)]


def _repeat(session: Session) -> Session:
    later = session.starts_at + timedelta(days=3)
    known = Session.objects.filter(component=session.component, starts_at=later).select_related("component").first()
    return known or SessionFactory(component=session.component, starts_at=later)


def _somebody(cohort, number, chance, sessions, repeats, studies) -> Enrolment:
    status = chance.choices(EnrolmentStatus.values, weights=[20, 2, 2, 1, 1])[0]
    joined = chance.choice([JOINED, JOINED, JOINED, NOW - timedelta(days=chance.randrange(60))])
    enrolment = person(cohort, f"Name{number} Invented", status=status, enrolled_at=joined)
    for session, repeat in zip(sessions, repeats, strict=True):
        _a_component(enrolment, session, repeat, chance)
    for study in studies:
        if chance.random() < 0.4:
            record(enrolment, study, "study", Mark.STUDIED, chance.choice([30, study.minutes]))
    return enrolment


def _a_component(enrolment, session, repeat, chance) -> None:
    goes_to = session
    if chance.random() < 0.15:
        SessionPlaceFactory(enrolment=enrolment, session=repeat, component=session.component)
        goes_to = chance.choice([session, repeat])
    if goes_to.ends_at < NOW and chance.random() < 0.8:
        what = chance.choices(list(_MARKS.values()), weights=[8, 2, 1, 1])[0]
        mark(enrolment, goes_to, what)
        if what != Mark.ATTENDED and chance.random() < 0.5:
            _offer(enrolment, session, chance)
    extra = chance.random()
    if extra < 0.05:
        record(enrolment, session.component, "exempt", Mark.EXEMPT)
    elif extra < 0.1:
        record(enrolment, session.component, "transfer", Mark.TRANSFERRED_IN, chance.choice([20, 60, 90]))
    elif extra < 0.13:
        record(enrolment, session.component, "transfer", Mark.CLEARED)


def _offer(enrolment, session, chance) -> None:
    state = chance.choice(CatchUpState.values)
    due = date(2027, 3, 2) + timedelta(days=chance.randrange(-20, 20))
    CatchUp.objects.create(
        enrolment=enrolment, component=session.component, session=session, state=state, minutes=60, due_on=due,
        offered_at=session.ends_at,
    )  # fmt: skip
    if state == CatchUpState.APPROVED:
        record(enrolment, session.component, "catch-up", Mark.CAUGHT_UP, chance.choice([45, 60]))
