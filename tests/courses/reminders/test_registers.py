"""Open registers are chased: after two hours, after a day, then at the hub; never at night, never once they are closed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.actions.register import close_register
from courses.models import Cohort, Session
from courses.reminders import registers
from npq_portal.notifications.models import Notification
from npq_portal.notifications.reminders import LOOK_BACK, going, plan
from npq_portal.notifications.rules.manners import manners_of
from npq_portal.notifications.rules.timing import earliest
from tests.courses.register.making import hall, mark, save
from tests.factories.accounts import UserFactory
from tests.factories.engagement import SessionFactory
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

ENDED = datetime(2026, 11, 17, 16, 45, tzinfo=UTC)  # a Tuesday, 4:45pm in London
HUB = "npq@riverbank-hub.example"


def who(at: datetime) -> list[tuple[str, str]]:
    """(stage, reader) of everything that goes."""
    batches = registers.source(since=at - LOOK_BACK, by=at)
    return [
        (one.stage, one.to if isinstance(one.to, str) else one.to.name)
        for batch in batches
        for one in going(batch, at=at)
    ]


@pytest.fixture
def session(facilitator):
    """Of a course that began long ago, so that nobody is told how to join it."""
    made = hall(2, facilitator=facilitator)[0]
    Cohort.objects.update(starts_on=date(2026, 9, 1))
    return made


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(hours=2) - timedelta(seconds=1), []),
        (timedelta(hours=2), [("2h", "Femi Invented")]),
        (timedelta(hours=23), [("2h", "Femi Invented")]),
        (timedelta(hours=24), [("24h", "Femi Invented")]),
        (timedelta(hours=71), [("24h", "Femi Invented")]),
        (timedelta(hours=72), [("72h", "Femi Invented"), ("72h", HUB)]),
        (timedelta(days=27), [("72h", "Femi Invented"), ("72h", HUB)]),
        (timedelta(days=28), []),
    ],
)
def test_the_most_urgent_reminder_is_due(session, after, expected):
    assert who(ENDED + after) == expected


@pytest.mark.parametrize(
    ("london", "is_quiet"),
    [
        (datetime(2026, 11, 17, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 17, 21, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 18, 6, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 18, 7, 0, tzinfo=UTC), False),
    ],
)
def test_nobody_is_written_to_at_night(session, london, is_quiet):
    assert (who(london) == []) == is_quiet


@pytest.mark.parametrize(
    ("ended", "morning"),
    [  # 7am in London, before and after the clocks change
        (datetime(2026, 10, 24, 18, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC)),
        (datetime(2027, 3, 27, 19, tzinfo=UTC), datetime(2027, 3, 28, 6, tzinfo=UTC)),
    ],
)
def test_morning_is_londons_when_the_clocks_change(facilitator, ended, morning):
    hall(1, facilitator=facilitator, starts_at=ended - timedelta(hours=1), ends_at=ended)

    assert who(morning - timedelta(seconds=1)) == []
    assert who(morning) == [("2h", "Femi Invented")]


def test_nothing_is_due_of_what_was_closed_not_held_or_expected_by_nobody(session, facilitator):
    at = ENDED + timedelta(hours=3)
    closed, _ = hall(1)
    close_register(session=closed, by=closed.facilitators.get(), at=ENDED)
    not_held, _ = hall(1)
    Session.objects.filter(pk=not_held.pk).update(state="not_held", state_reason="Snow")
    SessionFactory(facilitators=[facilitator])  # of a cohort without participants

    batches = registers.source(since=at - LOOK_BACK, by=at)
    assert {one.about for batch in batches for one in batch} == {f"register:{session.pk}"}


def test_every_facilitator_is_reminded_and_nobody_twice(session):
    grace = UserFactory(name="Grace Invented")
    session.facilitators.add(grace)
    at = ENDED + timedelta(hours=3)

    assert [plan(at=when) for when in (at, at + timedelta(minutes=5))] == [2, 0]
    assert set(Notification.objects.values_list("recipient_email", "key")) == {
        ("femi@school.example", f"register:{session.pk}:2h:2026-11-17T16:45Z"),
        (grace.email, f"register:{session.pk}:2h:2026-11-17T16:45Z"),
    }


def test_the_message_says_what_is_missing_when_it_is_sent(server, session, settings):
    settings.SITE_URL = "https://portal.example"
    at = ENDED + timedelta(hours=24)
    plan(at=at)
    save(session, mark(session.component.cohort.enrolments.first()), at=at)

    assert send_all(at) == ["sent"]

    told = Notification.objects.get().context
    assert told["unmarked"] == "1 of 2 people are not marked"
    assert told["held_on"] == "Tuesday 17 November 2026, 3:45pm to 4:45pm"
    assert told["url"] == f"https://portal.example/registers/{session.pk}/"
    assert "we tell the hub" in told["what_next"]


@pytest.mark.parametrize("how", ["closed", "all marked", "not held", "moved"])
def test_a_reminder_of_what_is_done_is_not_sent(server, session, facilitator, how):
    at = ENDED + timedelta(hours=3)
    plan(at=at)
    if how == "closed":
        close_register(session=session, by=facilitator, at=at)
    elif how == "all marked":
        save(session, *(mark(one) for one in session.component.cohort.enrolments.all()), at=at)
    elif how == "not held":
        Session.objects.update(state="not_held", state_reason="Snow")
    else:
        Session.objects.update(ends_at=ENDED + timedelta(minutes=15))

    assert send_all(at) == ["skipped"]
    assert server.taken == []


def test_what_waits_overnight_for_the_mail_server_waits_for_the_morning(server, session):
    plan(at=ENDED + timedelta(hours=3))
    night = ENDED + timedelta(hours=5)  # 9:45pm

    assert send_all(night) == ["waits"]

    (waiting,) = Notification.objects.all()
    assert (waiting.state, waiting.attempts) == ("queued", 0)
    assert waiting.due_at == earliest(night, manners=manners_of("register_open"))
    assert send_all(waiting.due_at) == ["sent"]
