"""Two hub admins at once, on two real connections."""

import pytest

from courses.actions.enrolments import CohortFullError, continue_in, defer, enrol, resume, transfer
from courses.choices import DeferralReason, EnrolmentStatus
from courses.models import EngagementRecord, Enrolment, EnrolmentEvent
from npq_portal.notifications.models import Notification
from tests.courses.enrolment_life.scenes import AT, BACK_ON, LATER, a_scene
from tests.factories.accounts import ParticipantFactory
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)


def deferring(enrolment):
    row = Enrolment.objects.get(pk=enrolment.pk)
    code = DeferralReason.OTHER
    return lambda: defer(enrolment=row, code=code, expected_back_on=BACK_ON, by=None, at=AT)


def moving(enrolment, cohort, verb=transfer):
    row = Enrolment.objects.get(pk=enrolment.pk)
    return lambda: verb(enrolment=row, cohort=cohort, funded_place=True, by=None, at=LATER)


def test_a_deferral_at_once_is_done_by_one_of_two():
    enrolment = a_scene().somebody()

    assert sorted(at_once(deferring(enrolment), deferring(enrolment))) == [False, True]
    assert EnrolmentEvent.objects.count() == 1
    assert Notification.objects.filter(kind="enrolment_deferred").count() == 1


def test_a_transfer_at_once_makes_one_enrolment_and_one_set_of_records():
    scene = a_scene()
    enrolment = scene.somebody()
    scene.attended(enrolment, 0)

    first, second = at_once(moving(enrolment, scene.new), moving(enrolment, scene.new))

    assert first == second
    assert Enrolment.objects.count() == 2
    assert EngagementRecord.objects.filter(slot="transfer").count() == 1


def test_the_last_place_goes_to_one_of_two_who_come_back():
    scene = a_scene(capacity=1)
    enrolment = scene.somebody()
    deferring(enrolment)()
    row = Enrolment.objects.get(pk=enrolment.pk)
    other = ParticipantFactory()

    outcome = race(
        lambda: enrol(participant=other, cohort=scene.old, funded_place=True, by=None, at=AT),
        lambda: resume(enrolment=row, by=None, at=LATER),
    )

    assert isinstance(outcome, CohortFullError)
    assert [one.participant for one in scene.old.enrolments.filter(status=EnrolmentStatus.ACTIVE)] == [other]


def test_into_the_same_and_into_another_cohort_at_once_is_one_of_them():
    scene = a_scene()
    enrolment = scene.somebody()
    deferring(enrolment)()
    row = Enrolment.objects.get(pk=enrolment.pk)

    at_once(lambda: resume(enrolment=row, by=None, at=LATER), moving(enrolment, scene.new, continue_in))

    assert Enrolment.objects.filter(status=EnrolmentStatus.ACTIVE).count() == 1
