"""Two at once, on two real connections: the last seat, the same release, the same sessions."""

from datetime import timedelta

import pytest

from courses.actions.release import preview, release
from courses.actions.sessions import NewSession, SessionFullError, change, make_sessions, take_place
from courses.choices import SessionState
from courses.facts.expected import expected_enrolments
from courses.models import Session, SessionEvent, SessionPlace
from npq_portal.notifications.models import Notification
from tests.courses.schedule.conftest import NOW
from tests.courses.timetable import component, session
from tests.factories.courses import EnrolmentFactory
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def repeat(first):
    """One seat."""
    return session(first.component, "2026-12-01 16:00", capacity=1)


def going(enrolment, to):
    return lambda: take_place(enrolment=enrolment, session=to, by=enrolment.participant.user, at=NOW)


def test_the_second_waits_and_is_told_that_the_last_seat_is_gone(repeat, priya, pat):
    assert isinstance(race(going(priya, repeat), going(pat, repeat)), SessionFullError)
    assert list(expected_enrolments(repeat)) == [priya]


def test_six_at_once_for_two_seats(cohort, repeat):
    repeat.capacity = 2
    repeat.save()

    outcomes = at_once(*[going(EnrolmentFactory(cohort=cohort), repeat) for _ in range(6)])

    assert sorted(type(one).__name__ for one in outcomes) == ["SessionFullError"] * 4 + ["SessionPlace"] * 2


def test_one_person_at_two_windows_holds_one_place(first, repeat, priya):
    other = session(first.component, "2026-12-08 16:00")

    race(going(priya, repeat), going(priya, other))

    assert SessionPlace.objects.filter(left_at=None).get().session == other
    assert SessionPlace.objects.count() == 2


def test_two_admins_releasing_at_once_release_once_and_write_once(cohort, first, hub_admin, priya):
    change(session=first, by=hub_admin, at=NOW, venue="Hall")
    digest = preview(cohort=cohort, at=NOW).digest

    def releasing(second):
        return lambda: release(cohort=cohort, digest=digest, by=hub_admin, at=NOW + timedelta(seconds=second))

    outcome = race(releasing(0), releasing(1))

    assert outcome.is_empty
    assert SessionEvent.objects.count() == 1
    assert Notification.objects.filter(recipient_id=priya.participant.user_id).count() == 1


def test_a_change_made_during_a_release_waits_and_stays_pending(cohort, first, hub_admin):
    change(session=first, by=hub_admin, at=NOW, venue="Hall")
    digest = preview(cohort=cohort, at=NOW).digest

    race(
        lambda: release(cohort=cohort, digest=digest, by=hub_admin, at=NOW),
        lambda: change(session=Session.objects.get(), by=hub_admin, at=NOW, capacity=30),
    )

    first.refresh_from_db()
    assert (first.venue, first.pending["capacity"]) == ("Hall", 30)


def test_the_same_sessions_made_twice_at_once_are_made_once(cohort, hub_admin):
    part = component(cohort)
    wanted = [NewSession(part.pk, NOW + timedelta(days=day), NOW + timedelta(days=day, hours=1)) for day in range(5)]

    def making():
        return make_sessions(cohort=cohort, sessions=wanted, by=hub_admin, at=NOW)

    outcomes = at_once(making, making)

    assert sorted(len(made) for made in outcomes) == [0, 5]
    assert Session.objects.filter(state=SessionState.DRAFT).count() == 5
