"""Going to one of several sessions, saying sorry beforehand, and a session that did not happen."""

from datetime import timedelta

import pytest

from courses.actions.sessions import (
    ParticipationRefusedError,
    SessionFullError,
    SessionRefusedError,
    apologise,
    cancel,
    did_not_happen,
    take_back_apology,
    take_place,
)
from courses.choices import EnrolmentStatus, Mark, SessionState
from courses.facts.expected import expected_enrolments, session_expected_for
from courses.models import Component, SessionEvent
from npq_portal.notifications.models import Notification
from tests.courses.schedule.conftest import NOW
from tests.courses.timetable import component, place, programme_component, session
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory
from tests.factories.engagement import RecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def repeat(first):
    """The same component a fortnight later."""
    return session(first.component, "2026-12-01 16:00", venue="Hall")


def test_moving_to_the_repeat_is_one_act_that_leaves_the_place_held_before(first, repeat, priya, participant):
    third = session(first.component, "2026-12-08 16:00")
    held = take_place(enrolment=priya, session=repeat, by=participant, at=NOW)

    place_now = take_place(enrolment=priya, session=third, by=participant, at=NOW + timedelta(minutes=1))

    held.refresh_from_db()
    assert held.left_at == NOW + timedelta(minutes=1)
    assert (place_now.component, place_now.session, place_now.taken_by) == (first.component, third, participant)
    assert session_expected_for([priya]) == {(priya.pk, first.component_id): third}
    assert not Notification.objects.exists(), "whoever chose needs no letter"


def test_doing_it_again_changes_nothing(repeat, priya, participant):
    once = take_place(enrolment=priya, session=repeat, by=participant, at=NOW)

    assert take_place(enrolment=priya, session=repeat, by=participant, at=NOW) == once
    assert priya.session_places.count() == 1


def test_staff_give_a_place_and_the_person_is_told(first, repeat, priya, participant, hub_admin):
    take_place(enrolment=priya, session=repeat, by=hub_admin, at=NOW)

    letter = Notification.objects.get()
    assert letter.recipient_id == participant.pk
    assert letter.context["changes"][0].startswith("Another session: Live session 1 is now Tuesday 1 December 2026")


def test_another_cohorts_session_of_the_same_programme_component_counts_for_ones_own(cohort, participant):
    origin = programme_component(cohort.programme)
    ours = component(cohort, origin=origin)
    other = CohortFactory(programme=cohort.programme, intake=IntakeFactory(identifier="2027a"))
    away = session(component(other, origin=origin), "2026-12-01 16:00")
    home = session(ours)
    guest = EnrolmentFactory(cohort=cohort, participant=participant.participant)

    assert take_place(enrolment=guest, session=away, by=participant, at=NOW).component == ours
    assert not expected_enrolments(home).exists()
    assert list(expected_enrolments(away)) == [guest]


def test_the_last_seat_is_given_once_and_those_there_by_default_hold_one(first, repeat, priya, pat, participant):
    first.capacity, repeat.capacity = 2, 1
    first.save()
    repeat.save()
    take_place(enrolment=priya, session=repeat, by=participant, at=NOW)

    with pytest.raises(SessionFullError, match="Every seat"):
        take_place(enrolment=pat, session=repeat, by=pat.participant.user, at=NOW)
    assert not pat.session_places.exists()
    take_place(enrolment=priya, session=first, by=participant, at=NOW)
    assert set(expected_enrolments(first)) == {priya, pat}


def test_whoever_is_there_by_default_needs_no_seat_to_say_so(first, repeat, priya, pat, participant):
    first.capacity = 1
    first.save()

    assert take_place(enrolment=priya, session=first, by=participant, at=NOW).session == first


@pytest.mark.parametrize(
    ("starts", "may_self", "may_staff"),
    [
        ("2026-11-16 12:01", True, True),
        ("2026-11-16 12:00", False, True),
        ("2026-11-16 11:01", False, True),
        ("2026-11-16 11:00", False, False),
    ],
)
def test_until_when(first, priya, participant, hub_admin, starts, may_self, may_staff):
    soon = session(first.component, starts)
    for by, may in ((participant, may_self), (hub_admin, may_staff)):
        if may:
            assert take_place(enrolment=priya, session=soon, by=by, at=NOW)
            priya.session_places.all().delete()
        else:
            with pytest.raises(ParticipationRefusedError, match="has begun"):
                take_place(enrolment=priya, session=soon, by=by, at=NOW)


@pytest.mark.parametrize("status", [EnrolmentStatus.DEFERRED, EnrolmentStatus.WITHDRAWN, EnrolmentStatus.COMPLETED])
def test_only_somebody_who_takes_part(repeat, priya, participant, status):
    priya.status = status
    priya.save()

    with pytest.raises(ParticipationRefusedError, match="taking part"):
        take_place(enrolment=priya, session=repeat, by=participant, at=NOW)


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CANCELLED, SessionState.NOT_HELD])
def test_only_a_session_that_takes_place(first, priya, participant, state):
    off = session(first.component, "2026-12-01 16:00", state=state, state_reason="x")

    with pytest.raises(ParticipationRefusedError, match="does not take place"):
        take_place(enrolment=priya, session=off, by=participant, at=NOW)


def test_not_another_programmes_session(priya, participant):
    stranger = session(component(CohortFactory()), "2026-12-01 16:00")

    with pytest.raises(ParticipationRefusedError, match="another programme"):
        take_place(enrolment=priya, session=stranger, by=participant, at=NOW)


# -- apologies -----------------------------------------------------------------------------------------------------------
def test_apologies_are_sent_once_changed_and_taken_back(first, priya):
    sent = apologise(enrolment=priya, session=first, reason="A funeral", at=NOW)
    again = apologise(enrolment=priya, session=first, reason=" A wedding ", at=NOW + timedelta(minutes=1))

    assert sent == again
    assert (again.reason, again.sent_at) == ("A wedding", NOW)
    assert take_back_apology(enrolment=priya, session=first, at=NOW)
    assert not take_back_apology(enrolment=priya, session=first, at=NOW)
    assert apologise(enrolment=priya, session=first, reason="", at=NOW) != sent


def test_no_apologies_where_one_is_not_expected_or_too_late(first, repeat, priya):
    with pytest.raises(ParticipationRefusedError, match="not expected"):
        apologise(enrolment=priya, session=repeat, reason="", at=NOW)
    with pytest.raises(ParticipationRefusedError, match="too late"):
        apologise(enrolment=priya, session=first, reason="", at=first.starts_at)


# -- a session that did not happen ---------------------------------------------------------------------------------------
def test_a_session_that_did_not_happen_leaves_the_sum_and_its_people_are_told_once(
    first, priya, participant, facilitator
):
    after = first.ends_at + timedelta(hours=1)

    for _ in range(2):
        did_not_happen(session=first, reason="The trainer was ill", by=facilitator, at=after)

    first.refresh_from_db()
    assert (first.state, first.state_reason) == (SessionState.NOT_HELD, "The trainer was ill")
    assert Component.objects.get().is_off
    assert SessionEvent.objects.get().what == "Did not happen: The trainer was ill"
    (letter,) = Notification.objects.filter(recipient_id=participant.pk)
    assert letter.context["changes"] == [
        (
            "Called off: Live session 1, Tuesday 17 November 2026, 4pm to 5pm (UK time), Room 1. "
            "Reason: The trainer was ill. It does not count unless it is held another time."
        )
    ]


def test_where_there_is_a_repeat_people_go_there_and_the_component_stays(
    first, repeat, priya, participant, facilitator
):
    did_not_happen(session=first, reason="Snow", by=facilitator, at=first.ends_at)

    assert list(expected_enrolments(repeat)) == [priya]
    assert not Component.objects.get().is_off
    assert "is now Tuesday 1 December 2026" in str(Notification.objects.get(recipient_id=participant.pk).context)


def test_what_was_pending_is_dropped(first, facilitator, hub_admin):
    cancel(session=first, reason="Snow", by=hub_admin, at=NOW)

    assert did_not_happen(session=first, reason="Snow", by=facilitator, at=first.starts_at).pending is None


def test_not_before_it_begins_nor_without_a_reason_nor_while_people_are_marked_as_there(first, priya, facilitator):
    for at, reason, words in ((NOW, "Snow", "not begun"), (first.ends_at, " ", "Say why")):
        with pytest.raises(SessionRefusedError, match=words):
            did_not_happen(session=first, reason=reason, by=facilitator, at=at)
    RecordFactory(session=first, component=first.component, enrolment=priya, mark=Mark.ATTENDED)
    with pytest.raises(SessionRefusedError, match="1 person is marked"):
        did_not_happen(session=first, reason="Snow", by=facilitator, at=first.ends_at)


def test_a_place_at_a_session_that_did_not_happen_is_left(first, repeat, priya, facilitator):
    place(priya, repeat)

    did_not_happen(session=repeat, reason="Snow", by=facilitator, at=repeat.ends_at)

    assert priya.session_places.get().left_at == repeat.ends_at
