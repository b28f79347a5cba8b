"""Back into the same cohort: after a deferral, and after a withdrawal by the hub's decision."""

from datetime import timedelta

import pytest

from courses.actions.enrolments import (
    CohortFullError,
    EnrolmentRefusedError,
    FundedPlaceUnsuitableError,
    defer,
    readmit,
    resume,
    withdraw,
)
from courses.choices import CatchUpState, DeferralReason, EnrolmentStatus, Mark
from courses.models import CatchUp, SessionPlace
from npq_portal.notifications.models import Notification
from tests.courses.enrolment_life.scenes import AT, BACK_ON, LATER, a_scene, history
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory, SessionPlaceFactory

pytestmark = pytest.mark.django_db


def deferred(enrolment, *, at=AT):
    code = DeferralReason.BEREAVEMENT
    assert defer(enrolment=enrolment, code=code, expected_back_on=BACK_ON, by=None, at=at)
    return enrolment


def test_back_after_a_deferral():
    scene = a_scene()
    enrolment = deferred(scene.somebody())
    scene.attended(enrolment, 0)

    back = resume(enrolment=enrolment, by=None, at=LATER)

    assert back == enrolment
    assert (back.status, back.reason_code, back.expected_back_on) == ("active", "", None)
    assert history(back)[-1] == ("active", "", "Back after a deferral")
    letter = Notification.objects.get(kind="enrolment_resumed")
    assert letter.context["credit"] == "Your credit for 60 minutes is as it was."


def test_twice_is_once():
    enrolment = deferred(a_scene().somebody())

    assert resume(enrolment=enrolment, by=None, at=LATER) == resume(enrolment=enrolment, by=None, at=LATER)
    assert len(history(enrolment)) == 2
    assert Notification.objects.filter(kind="enrolment_resumed").count() == 1


def test_no_place_no_return():
    scene = a_scene(capacity=1)
    enrolment = deferred(scene.somebody())
    scene.somebody()

    with pytest.raises(CohortFullError):
        resume(enrolment=enrolment, by=None, at=LATER)
    enrolment.refresh_from_db()
    assert enrolment.status == EnrolmentStatus.DEFERRED


def test_nobody_returns_into_a_cohort_that_has_ended():
    scene = a_scene()
    enrolment = deferred(scene.somebody())

    with pytest.raises(EnrolmentRefusedError, match="has ended"):
        resume(enrolment=enrolment, by=None, at=LATER.replace(year=2029))


def test_nobody_takes_the_same_course_twice_at_once():
    scene = a_scene()
    enrolment = deferred(scene.somebody())
    EnrolmentFactory(participant=enrolment.participant, cohort=scene.new)

    with pytest.raises(EnrolmentRefusedError, match=f"active in {scene.new}"):
        resume(enrolment=enrolment, by=None, at=LATER)


# -- what comes back -----------------------------------------------------------------------------------------------------
def test_the_choice_of_a_session_to_come_stands_again_and_that_of_a_past_one_does_not():
    scene = a_scene()
    enrolment = scene.somebody()
    soon = SessionFactory(component=scene.copy(scene.old, 0), starts_at=AT + timedelta(days=9))
    far = SessionFactory(component=scene.copy(scene.old, 1), starts_at=LATER + timedelta(days=9))
    for session in (soon, far):
        SessionPlaceFactory(session=session, enrolment=enrolment)

    resume(enrolment=deferred(enrolment), by=None, at=LATER)

    held = SessionPlace.objects.filter(left_at=None)
    assert [(place.session, place.taken_at) for place in held] == [(far, LATER)]


def test_a_session_that_has_filled_is_not_overfilled():
    scene = a_scene()
    enrolment = scene.somebody()
    SessionFactory(component=scene.copy(scene.old, 0), starts_at=LATER + timedelta(days=8))
    repeat = SessionFactory(component=scene.copy(scene.old, 0), starts_at=LATER + timedelta(days=9), capacity=1)
    SessionPlaceFactory(session=repeat, enrolment=enrolment)
    deferred(enrolment)
    SessionPlaceFactory(session=repeat, enrolment=scene.somebody())

    resume(enrolment=enrolment, by=None, at=LATER)

    assert not SessionPlace.objects.filter(enrolment=enrolment, left_at=None).exists()


def test_an_absence_may_be_caught_up_again_with_a_week_at_least():
    scene = a_scene()
    enrolment = scene.somebody()
    scene.attended(enrolment, 0, mark=Mark.ABSENT, minutes=0)

    resume(enrolment=deferred(enrolment), by=None, at=LATER)

    catch_up = CatchUp.objects.get()
    assert (catch_up.state, catch_up.due_on) == (CatchUpState.OFFERED, LATER.date() + timedelta(days=7))


# -- taken back after a withdrawal ---------------------------------------------------------------------------------------
def withdrawn(enrolment):
    assert withdraw(enrolment=enrolment, reason="Left the school", by=None, at=AT)
    return enrolment


def test_a_withdrawn_person_is_taken_back_with_a_reason():
    enrolment = withdrawn(a_scene().somebody())

    back = readmit(enrolment=enrolment, funded_place=False, reason="Her new head asked", by=None, at=LATER)

    assert (back.status, back.funded_place) == ("active", False)
    assert history(back)[-1] == ("active", "", "Her new head asked")
    assert Notification.objects.filter(kind="enrolment_resumed").count() == 1


def test_without_a_reason_nobody_is_taken_back():
    with pytest.raises(EnrolmentRefusedError, match="Enter the reason"):
        readmit(enrolment=withdrawn(a_scene().somebody()), funded_place=True, reason=" ", by=None, at=LATER)


def test_taking_back_says_whether_a_funded_place_is_held():
    with pytest.raises(FundedPlaceUnsuitableError):
        readmit(enrolment=withdrawn(a_scene().somebody()), funded_place=None, reason="Asked", by=None, at=LATER)


def test_who_deferred_is_not_taken_back_and_who_withdrew_does_not_resume():
    scene = a_scene()

    with pytest.raises(EnrolmentRefusedError, match="is deferred, so it cannot be taken back"):
        readmit(enrolment=deferred(scene.somebody()), funded_place=True, reason="Asked", by=None, at=LATER)
    with pytest.raises(EnrolmentRefusedError, match="is withdrawn, so it cannot return"):
        resume(enrolment=withdrawn(scene.somebody()), by=None, at=LATER)
