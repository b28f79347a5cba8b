"""Deferring, withdrawing and completing: who may, what is written, what stops."""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from courses.actions.enrolments import EnrolmentRefusedError, complete, defer, reopen, withdraw
from courses.choices import CatchUpState, DeferralReason, EnrolmentStatus, Mark, WithdrawalReason
from courses.models import AtRiskEntry, SessionPlace
from npq_portal.notifications.models import Notification
from tests.courses.enrolment_life.scenes import AT, BACK_ON, LATER, a_scene, history
from tests.factories.accounts import UserFactory
from tests.factories.engagement import AtRiskEntryFactory, CatchUpFactory, SessionFactory, SessionPlaceFactory

pytestmark = pytest.mark.django_db

CODE = DeferralReason.PARENTAL_LEAVE


def deferring(enrolment, **changes) -> bool:
    usual = {"code": CODE, "expected_back_on": BACK_ON, "reason": "From April", "by": None, "at": AT}
    return defer(enrolment=enrolment, **{**usual, **changes})


def test_a_deferral_keeps_the_dfes_reason_the_day_and_who_did_it():
    enrolment, admin = a_scene().somebody(), UserFactory()

    assert deferring(enrolment, by=admin)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.reason_code, enrolment.expected_back_on) == ("deferred", CODE, BACK_ON)
    assert history(enrolment) == [("deferred", CODE, "From April")]
    assert enrolment.events.get().by == admin


def test_it_frees_the_place():
    scene = a_scene(capacity=1)
    enrolment = scene.somebody()

    deferring(enrolment)

    assert scene.old.places_left() == 1


def test_the_letter_tells_what_happens_to_the_credit_and_not_the_reason():
    scene = a_scene()
    enrolment = scene.somebody()
    scene.attended(enrolment, 0)

    deferring(enrolment)

    letter = Notification.objects.get(kind="enrolment_deferred")
    assert letter.recipient == enrolment.participant.user
    assert letter.context["credit"].startswith("You have credit for 60 minutes so far.")
    assert letter.context["back_on"] == "Monday 1 November 2027"
    assert "arental" not in str(letter.context)
    assert "April" not in str(letter.context)


def test_twice_is_once():
    enrolment = a_scene().somebody()

    assert [deferring(enrolment), deferring(enrolment, at=LATER)] == [True, False]
    assert len(history(enrolment)) == 1
    assert Notification.objects.filter(kind="enrolment_deferred").count() == 1


@pytest.mark.parametrize("status", [EnrolmentStatus.WITHDRAWN, EnrolmentStatus.COMPLETED, EnrolmentStatus.MOVED])
def test_nobody_else_defers(status):
    enrolment = a_scene().somebody(status=status)

    with pytest.raises(EnrolmentRefusedError, match="so it cannot be deferred"):
        deferring(enrolment)
    assert history(enrolment) == []


def test_a_reason_of_ones_own_is_refused():
    with pytest.raises(EnrolmentRefusedError, match="one of the DfE’s reasons"):
        deferring(a_scene().somebody(), code="workload")


# -- what stops ----------------------------------------------------------------------------------------------------------
def test_places_at_sessions_to_come_are_left_and_those_of_the_past_stay():
    scene = a_scene()
    enrolment = scene.somebody()
    past = SessionFactory(component=scene.copy(scene.old, 0), starts_at=AT - timedelta(days=9))
    to_come = SessionFactory(component=scene.copy(scene.old, 1), starts_at=AT + timedelta(days=9))
    for session in (past, to_come):
        SessionPlaceFactory(session=session, enrolment=enrolment)

    deferring(enrolment)

    left = dict(SessionPlace.objects.values_list("session", "left_at"))
    assert left == {past.pk: None, to_come.pk: AT}


@pytest.mark.parametrize("state", [CatchUpState.OFFERED, CatchUpState.SENT, CatchUpState.RETURNED])
def test_open_catch_ups_are_closed(state):
    scene = a_scene()
    enrolment = scene.somebody()
    record = scene.attended(enrolment, 0, mark=Mark.ABSENT, minutes=0)
    catch_up = CatchUpFactory(session=record.session, enrolment=enrolment, state=state)

    deferring(enrolment)

    catch_up.refresh_from_db()
    assert catch_up.state == CatchUpState.NOT_NEEDED


def test_the_at_risk_entry_closes():
    enrolment = a_scene().somebody()
    AtRiskEntryFactory(enrolment=enrolment)

    deferring(enrolment)

    assert not AtRiskEntry.objects.filter(closed_at=None).exists()


# -- withdrawing and completing ------------------------------------------------------------------------------------------
def test_withdrawing_with_the_dfes_reason_writes_when_told_to():
    enrolment = a_scene().somebody()
    code = WithdrawalReason.CHANGE_IN_CAREER

    assert withdraw(enrolment=enrolment, code=code, reason="New job", tells=True, by=None, at=AT)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.reason_code) == ("withdrawn", code)
    assert history(enrolment) == [("withdrawn", code, "New job")]
    assert Notification.objects.filter(kind="enrolment_withdrawn").count() == 1


def test_an_application_taken_back_has_a_letter_of_its_own():
    withdraw(enrolment=a_scene().somebody(), reason="Withdrew the application before the start", by=None, at=AT)

    assert not Notification.objects.exists()


def test_a_deferred_person_withdraws_and_does_not_mean_to_come_back_any_more():
    enrolment = a_scene().somebody()
    deferring(enrolment)

    assert withdraw(enrolment=enrolment, reason="Not coming back", by=None, at=LATER)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.reason_code, enrolment.expected_back_on) == ("withdrawn", "", None)


def test_withdrawing_a_deferred_person_does_not_promise_their_place_again(hub_admin_client):
    enrolment = a_scene().somebody()
    deferring(enrolment)

    shown = hub_admin_client.post(reverse("enrolments:withdraw", args=[enrolment.pk]), {"code": "other", "reason": ""})

    assertContains(shown, "Their credit is kept")
    assertNotContains(shown, "is free for somebody else")
    assertNotContains(shown, "No sessions are expected of them")


def test_completing_is_done_once_and_only_by_who_is_active():
    enrolment = a_scene().somebody()

    assert [complete(enrolment=enrolment, by=None, at=AT), complete(enrolment=enrolment, by=None, at=LATER)] == [
        True,
        False,
    ]
    assert history(enrolment) == [("completed", "", "Completed")]
    with pytest.raises(EnrolmentRefusedError, match="cannot be completed"):
        complete(enrolment=a_scene().somebody(status=EnrolmentStatus.DEFERRED), by=None, at=AT)


def test_a_completion_is_taken_back_once_with_its_reason():
    enrolment = a_scene().somebody()
    complete(enrolment=enrolment, by=None, at=AT)

    done = [reopen(enrolment=enrolment, reason="The result was corrected", by=None, at=LATER) for _ in range(2)]

    assert done == [True, False]
    assert enrolment.status == EnrolmentStatus.ACTIVE
    assert history(enrolment) == [("completed", "", "Completed"), ("active", "", "The result was corrected")]


def test_a_completion_is_not_taken_back_without_a_reason():
    enrolment = a_scene().somebody()
    complete(enrolment=enrolment, by=None, at=AT)

    with pytest.raises(EnrolmentRefusedError, match="Enter the reason"):
        reopen(enrolment=enrolment, reason=" ", by=None, at=LATER)
