"""A hall with people in it, and marks for them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from courses.actions.register import MarkResult, NewMark, record_marks
from courses.choices import Mark, MarkSource
from courses.models import Enrolment, Session
from npq_portal.accounts.models import User
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ApologyFactory, SessionFactory, WalkInFactory

STARTED = datetime(2026, 11, 17, 15, 46, tzinfo=UTC)


def hall(people: int, *, facilitator: User | None = None, **of_session) -> tuple[Session, list[Enrolment]]:
    """A released session of an hour from 3:45pm on Tuesday 17 November 2026, led by one facilitator."""
    session = SessionFactory(facilitators=[facilitator or UserFactory(roles=["facilitator"])], **of_session)
    return session, EnrolmentFactory.create_batch(people, cohort=session.component.cohort)


def mark(enrolment: Enrolment, what: Mark = Mark.ATTENDED, **facts) -> NewMark:
    """A mark made a minute after the session started."""
    return NewMark(
        **{"enrolment_id": enrolment.pk, "mark": what, "client_uuid": uuid4(), "captured_at": STARTED} | facts
    )


def save(session: Session, *marks: NewMark, at: datetime, by: User | None = None) -> list[MarkResult]:
    """By the session's facilitator, unless told."""
    by = by or session.facilitators.first()
    return record_marks(session=session, marks=marks, source=MarkSource.REGISTER, by=by, at=at)


NAMES = (
    ("Aisha", "Abara"), ("Ben", "Birch"), ("Chidi", "Castle-Montgomery-Featherstonehaugh"), ("Dilys", "Davies"),
    ("Efe", "Eze"), ("Fatima", "Farouk"), ("Gwen", "Green"), ("Hari", "Hill"), ("Ines", "Iqbal"), ("Jo", "Jones"),
)  # fmt: skip


def full_hall(facilitator: User, *, now: datetime) -> tuple[Session, list[Enrolment]]:
    """A register with everything that can stand in one: marks, a clash, apologies, a walk-in. On for 50 minutes at `now`."""
    session = SessionFactory(
        facilitators=[facilitator], starts_at=now - timedelta(minutes=50), component__title="Leading change together"
    )
    people = [
        EnrolmentFactory(
            cohort=session.component.cohort, participant=ParticipantFactory(first_name=first, last_name=last)
        )
        for first, last in NAMES
    ]
    grace = UserFactory(name="Grace Invented", roles=["facilitator"])
    session.facilitators.add(grace)
    at = now - timedelta(minutes=40)
    one, two, three, four, five, *_ = people
    save(session, mark(one, captured_at=at), mark(three, captured_at=at), by=facilitator, at=at)
    late = mark(two, Mark.PART, minutes=20, note="Trains were late", captured_at=at)
    save(session, late, mark(four, Mark.ABSENT, captured_at=at), by=facilitator, at=at)
    save(session, mark(one, Mark.ABSENT, captured_at=at + timedelta(minutes=2)), by=grace, at=now)
    ApologyFactory(session=session, enrolment=five)
    WalkInFactory(session=session, name="Robin Walker", added_by=facilitator, captured_at=at)
    return session, people
