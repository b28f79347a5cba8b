"""A hall with people in it, and marks for them."""

from datetime import UTC, datetime
from uuid import uuid4

from courses.actions.register import MarkResult, NewMark, record_marks
from courses.choices import Mark, MarkSource
from courses.models import Enrolment, Session
from npq_portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory

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
