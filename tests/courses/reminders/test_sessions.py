"""A week and a day before a session, whoever is expected at it is told; the letter says what is so when it is sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Cohort, Enrolment, Session
from courses.reminders import sessions
from npq_portal.notifications.models import Notification
from npq_portal.notifications.reminders import LOOK_BACK, going, plan
from tests.courses.register.making import hall
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory, SessionPlaceFactory
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 11, 17, 15, 45, tzinfo=UTC)  # a Tuesday


def stages(at: datetime) -> list[str]:
    """The stage of everything that goes."""
    batches = sessions.source(since=at - LOOK_BACK, by=at)
    return sorted(one.stage for batch in batches for one in going(batch, at=at))


@pytest.fixture
def session() -> Session:
    """Of a course that began long ago, so that nobody is told how to join it."""
    made = hall(2, join_link="https://meet.example/1")[0]
    Cohort.objects.update(starts_on=date(2026, 9, 1))
    return made


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=7, seconds=1), []),
        (timedelta(days=7), ["week", "week"]),
        (timedelta(days=2, seconds=1), ["week", "week"]),
        (timedelta(days=2), []),
        (timedelta(days=1, seconds=1), []),
        (timedelta(days=1), ["tomorrow", "tomorrow"]),
        (timedelta(minutes=1), ["tomorrow", "tomorrow"]),
        (timedelta(0), []),
    ],
)
def test_a_week_and_a_day_before(session, before, expected):
    assert stages(STARTS - before) == expected


def test_a_session_early_in_the_morning_is_told_of_the_morning_before(session):
    Session.objects.update(starts_at=datetime(2026, 11, 17, 6, tzinfo=UTC))
    assert stages(datetime(2026, 11, 16, 6, 59, tzinfo=UTC)) == []
    assert stages(datetime(2026, 11, 16, 7, tzinfo=UTC)) == ["tomorrow", "tomorrow"]


def test_whoever_takes_a_place_elsewhere_is_told_of_that_and_not_of_their_own(session):
    person = Enrolment.objects.order_by("pk").first()
    other = SessionFactory(starts_at=STARTS + timedelta(days=9), ends_at=STARTS + timedelta(days=9, hours=1))
    SessionPlaceFactory(enrolment=person, component=session.component, session=other)
    assert stages(STARTS - timedelta(days=1)) == ["tomorrow"]
    assert stages(other.starts_at - timedelta(days=1)) == ["tomorrow"]


@pytest.mark.parametrize("status", ["deferred", "withdrawn"])
def test_whoever_paused_or_left_is_not_told(session, status):
    plan(at=STARTS - timedelta(days=1))
    Enrolment.objects.update(status=status)
    assert stages(STARTS - timedelta(days=1)) == []


def test_the_letter_says_what_is_so_when_it_is_sent_with_the_link(server, session):
    at = STARTS - timedelta(days=1)
    assert [plan(at=at), plan(at=at)] == [2, 0]
    Session.objects.update(join_link="https://meet.example/new")

    assert send_all(at) == ["sent", "sent"]

    assert "https://meet.example/new" in server.taken[0].get_body(("plain",)).get_content()
    assert server.taken[0]["Subject"].startswith("Tomorrow: ")


@pytest.mark.parametrize("how", ["moved", "cancelled", "deferred"])
def test_what_is_no_longer_so_is_not_sent(server, session, how):
    at = STARTS - timedelta(days=1)
    plan(at=at)
    if how == "moved":
        Session.objects.update(starts_at=STARTS + timedelta(minutes=15), ends_at=STARTS + timedelta(hours=2))
    elif how == "cancelled":
        Session.objects.update(state="cancelled", state_reason="Snow")
    else:
        Enrolment.objects.update(status="deferred")

    assert send_all(at) == ["skipped", "skipped"]
    assert server.taken == []


def test_a_moved_session_is_told_of_anew(server, session):
    at = STARTS - timedelta(days=1)
    plan(at=at)
    send_all(at)
    Session.objects.update(starts_at=STARTS + timedelta(minutes=15), ends_at=STARTS + timedelta(hours=2))

    later = at + timedelta(minutes=15)
    assert plan(at=later) == 2
    assert Notification.objects.count() == 4


def test_queries_do_not_grow_with_people(session):
    at = STARTS - timedelta(days=1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        stages(at)
    EnrolmentFactory.create_batch(20, cohort=session.component.cohort)
    with CaptureQueriesContext(connection) as many:
        assert len(stages(at)) == 22
    assert len(many) == len(few)
