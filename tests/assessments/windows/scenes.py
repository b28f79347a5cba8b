"""A cohort with a window to come, and people in it who have engaged enough or not."""

from datetime import UTC, date, datetime

from assessments.choices import WindowRule
from assessments.models import Entry, Window
from assessments.rules.window import Terms
from courses.models import Cohort, Component, Enrolment, Session
from npq_portal.notifications.models import Notification
from tests.factories.accounts import ParticipantFactory
from tests.factories.assessments import CaseStudyFactory, EntryFactory, WindowFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import ComponentFactory, RecordFactory, SessionFactory

#: A week before the window of tests.factories.assessments opens, its opening, a day in it, and its end.
BEFORE = datetime(2027, 1, 27, 9, tzinfo=UTC)
OPENS = datetime(2027, 2, 3, tzinfo=UTC)
INSIDE = datetime(2027, 2, 5, 12, tzinfo=UTC)
CLOSES = datetime(2027, 2, 11, tzinfo=UTC)
TERMS = Terms(WindowRule.CALENDAR_DAYS, date(2027, 2, 3))


def a_cohort(*, sessions: int = 1) -> Cohort:
    """With so many hours of sessions, all held long ago."""
    cohort = CohortFactory()
    for number in range(sessions):
        SessionFactory(component=ComponentFactory(cohort=cohort, position=number))
    return cohort


def a_window(cohort: Cohort | None = None, **kwargs) -> Window:
    """3 to 10 February 2027."""
    return WindowFactory(cohort=cohort or a_cohort(), **kwargs)


def engaged(window: Window, name: str = "Ready Invented", **kwargs) -> Enrolment:
    """Somebody who came to everything."""
    enrolment = idle(window, name, **kwargs)
    for session in Session.objects.filter(component__cohort=window.cohort):
        RecordFactory(enrolment=enrolment, session=session)
    return enrolment


def idle(window: Window, name: str = "Idle Invented", **kwargs) -> Enrolment:
    """Somebody who came to nothing."""
    first, _, last = name.partition(" ")
    if "participant" not in kwargs:
        kwargs["participant"] = ParticipantFactory(first_name=first, last_name=last)
    return EnrolmentFactory(cohort=window.cohort, **kwargs)


def comes(enrolment: Enrolment) -> None:
    """They come to everything after all."""
    for component in Component.objects.filter(cohort=enrolment.cohort):
        RecordFactory(enrolment=enrolment, session=component.sessions.first())


def inside(window: Window, name: str = "Inga Invented", **kwargs) -> Entry:
    """Somebody who was let in at the opening."""
    return EntryFactory(window=window, enrolment=engaged(window, name), **kwargs)


def another_case(window: Window):
    return CaseStudyFactory(programme=window.cohort.programme)


def letters(kind: str) -> list[tuple[str, dict]]:
    """Who was written to, and what they were told."""
    return [
        (one.recipient_email, one.context)
        for one in Notification.objects.filter(kind=kind).order_by("created_at", "pk")
    ]
