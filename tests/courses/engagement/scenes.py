"""Participants in mid-course: a cohort of equal sessions, one each week on Tuesdays at 3:45pm in London."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from courses.actions.marking import NewMark
from courses.actions.register import record_marks
from courses.choices import Mark, MarkSource
from courses.models import Cohort, Enrolment, Session
from npq_portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import ComponentFactory, SessionFactory

FIRST = datetime(2026, 11, 17, 15, 45, tzinfo=UTC)
WEEK = timedelta(weeks=1)


class Course:
    """`sessions` of an hour, `people`, and whoever leads them."""

    def __init__(self, sessions: int = 10, *, people: int = 1, **programme) -> None:
        self.leader: User = UserFactory(roles=["facilitator"], name="Femi Invented")
        self.cohort: Cohort = CohortFactory(capacity=1000)
        for name, value in programme.items():
            setattr(self.cohort.programme, name, value)
        self.cohort.programme.save()
        self.sessions: list[Session] = [
            SessionFactory(
                component=ComponentFactory(cohort=self.cohort, title=f"Seminar {number + 1}"),
                starts_at=FIRST + number * WEEK,
                facilitators=[self.leader],
            )
            for number in range(sessions)
        ]
        self.people: list[Enrolment] = EnrolmentFactory.create_batch(people, cohort=self.cohort)

    def after(self, number: int) -> datetime:
        """Ten minutes after the number-th session, counted from 1."""
        return self.sessions[number - 1].ends_at + timedelta(minutes=10)

    def mark(self, number: int, what: Mark = Mark.ATTENDED, *people: Enrolment, **facts) -> datetime:
        """Mark these people, or everybody, at the number-th session, ten minutes after it; that moment."""
        at = facts.pop("at", self.after(number))
        marks = [
            NewMark(**{"enrolment_id": one.pk, "mark": what, "client_uuid": uuid4(), "captured_at": at} | facts)
            for one in people or self.people
        ]
        record_marks(session=self.sessions[number - 1], marks=marks, source=MarkSource.REGISTER, by=self.leader, at=at)
        return at
