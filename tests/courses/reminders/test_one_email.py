"""What several sources say to one person on one morning comes as one email, and only what is still so."""

from datetime import date, datetime, timedelta

import pytest

from courses.choices import Mark
from courses.models import Enrolment
from npq_portal.notifications import outbox
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rehearsal import rehearse
from npq_portal.notifications.reminders import plan
from npq_portal.periods import LONDON
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory, RecordFactory, SessionFactory, StudyFactory

pytestmark = pytest.mark.django_db

SEVEN = datetime(2026, 12, 7, 7, tzinfo=LONDON)


@pytest.fixture
def person() -> Enrolment:
    """Their self-study is due on Tuesday, which begins with an early session. The course began in November."""
    study = StudyFactory(due_on=date(2026, 12, 8), title="Reading")
    SessionFactory(component=ComponentFactory(cohort=study.cohort))
    early = SEVEN + timedelta(hours=23, minutes=30)
    SessionFactory(component=ComponentFactory(cohort=study.cohort, title="Leading change"), starts_at=early)
    return EnrolmentFactory(cohort=study.cohort)


def subjects(server, person: Enrolment) -> list[str]:
    return [mail["Subject"] for mail in server.taken if mail["To"] == person.participant.user.email]


def sweep() -> None:
    outbox.deliver_due(clock=lambda: SEVEN, until=SEVEN)


def test_two_reminders_of_one_morning_are_one_email(server, person):
    plan(at=SEVEN)
    sweep()
    (subject,) = subjects(server, person)
    assert subject.endswith(", and 1 more")


def test_what_is_done_meanwhile_is_not_in_it(server, person):
    plan(at=SEVEN)
    study = person.cohort.components.get(title="Reading")
    RecordFactory(enrolment=person, component=study, session=None, slot="study", mark=Mark.STUDIED, minutes=120)
    sweep()
    assert subjects(server, person) == ["Tomorrow: Leading change"]


def test_the_rehearsal_names_both_and_both_are_then_sent(server, person):
    reader = person.participant.user.email
    lines = rehearse(start=SEVEN, end=SEVEN + timedelta(hours=1))
    plan(at=SEVEN)
    sweep()
    sent = Notification.objects.filter(state="sent", recipient_email=reader)
    said = sorted((one.kind, one.at) for one in lines if one.goes and one.email == reader)
    assert sorted(sent.values_list("kind", "sent_at")) == said
    assert [kind for kind, _ in said] == ["self_study_due", "session_tomorrow"]
