"""Joining instructions: ten days before the first day, with the first sessions; at once for who comes later."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.choices import SessionState
from courses.models import Cohort, Enrolment
from courses.reminders import joining
from npq_portal.notifications.models import Notification
from npq_portal.notifications.reminders import LOOK_BACK, going, plan
from npq_portal.periods import LONDON
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory, SessionFactory
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2026, 11, 2)  # a Monday; the clocks go back on 25 October, within the ten days


def days_before(days: int, hour: int = 9, minute: int = 0) -> datetime:
    day = FIRST_DAY - timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def goes(at: datetime) -> int:
    return sum(len(going(batch, at=at)) for batch in joining.source(since=at - LOOK_BACK, by=at))


@pytest.fixture
def enrolment():
    return EnrolmentFactory(cohort__starts_on=FIRST_DAY)


@pytest.mark.usefixtures("enrolment")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (days_before(10, 6, 59), 0),
        (days_before(10, 7), 1),
        (days_before(0), 1),  # also for who has joined since
        (days_before(-13), 1),
        (days_before(-14), 0),
    ],
)
def test_it_comes_ten_days_before_and_is_of_use_for_two_weeks(at, expected):
    assert goes(at) == expected


@pytest.mark.parametrize("status", ["deferred", "withdrawn"])
def test_only_to_those_who_take_part(enrolment, status):
    Enrolment.objects.update(status=status)
    assert goes(days_before(9)) == 0


def test_it_is_sent_once_and_names_the_first_sessions(enrolment, server):
    component = ComponentFactory(cohort=enrolment.cohort, title="Leading change")
    starts_at = datetime(2026, 11, 3, 16, tzinfo=UTC)
    SessionFactory(component=component, starts_at=starts_at, venue="Town Hall")
    SessionFactory(component=component, starts_at=starts_at + timedelta(days=7), state=SessionState.DRAFT)

    assert plan(at=days_before(10)) == 1
    assert send_all(days_before(10), kind="joining_instructions") == ["sent"]
    plan(at=days_before(5))
    assert Notification.objects.filter(kind="joining_instructions").count() == 1
    words = " ".join(server.taken[0].get_body(("plain",)).get_content().split())
    assert "begins on Monday 2 November 2026" in words
    assert words.count("Leading change") == 1
    assert "Tuesday 3 November 2026, 4pm" in words


def test_without_sessions_it_does_not_speak_of_them(enrolment, server):
    plan(at=days_before(10))
    send_all(days_before(10), kind="joining_instructions")
    assert "Your first sessions" not in server.taken[0].get_body(("plain",)).get_content()


def test_a_cohort_that_begins_later_is_another_reminder(enrolment, server):
    plan(at=days_before(10))
    Cohort.objects.update(starts_on=FIRST_DAY + timedelta(days=60))
    assert send_all(days_before(10), kind="joining_instructions") == ["skipped"]
