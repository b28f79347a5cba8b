"""An hour somebody missed, and the people around it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from courses.actions.marking import NewMark
from courses.actions.register import record_marks
from courses.choices import Mark, MarkSource
from courses.models import CatchUp, Enrolment, Session
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import FIRST_SESSION, ComponentFactory, SessionFactory

#: When the register is taken: five minutes into the session.
AT = FIRST_SESSION + timedelta(minutes=5)
#: When a participant sits down to catch up, and when the facilitator reads it.
EVENING = datetime(2026, 11, 20, 19, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


@dataclass
class Hour:
    """A session of an hour with its facilitator and one participant."""

    session: Session
    facilitator: User
    enrolment: Enrolment

    def mark(
        self, mark: Mark, *, minutes: int | None = None, session: Session | None = None, at: datetime = AT
    ) -> None:
        """As the facilitator's register says it."""
        marks = [
            NewMark(enrolment_id=self.enrolment.pk, mark=mark, minutes=minutes, client_uuid=uuid4(), captured_at=at)
        ]
        where = session or self.session
        record_marks(session=where, marks=marks, source=MarkSource.REGISTER, by=self.facilitator, at=at)

    def another(self, **kwargs) -> Session:
        """One more hour of another component, led by the same person."""
        component = ComponentFactory(cohort=self.session.component.cohort)
        return SessionFactory(component=component, facilitators=[self.facilitator], **kwargs)

    @property
    def catch_up(self) -> CatchUp:
        """The offer for the first hour."""
        return CatchUp.objects.get(enrolment=self.enrolment, component=self.session.component)


def an_hour(*, enrolment: Enrolment | None = None, **programme) -> Hour:
    """Not marked yet. `programme`: its policies, such as catch_up_cap_minutes=90."""
    cohort = enrolment.cohort if enrolment else CohortFactory()
    for name, value in programme.items():
        setattr(cohort.programme, name, value)
    cohort.programme.save()
    facilitator = UserFactory(roles=[RoleName.FACILITATOR], name="Femi Invented")
    session = SessionFactory(component=ComponentFactory(cohort=cohort), facilitators=[facilitator])
    return Hour(session, facilitator, enrolment or EnrolmentFactory(cohort=cohort))
