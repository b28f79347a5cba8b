"""Giving a place in a cohort and taking it back, alone."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from courses.actions.enrolments import (
    CohortFullError,
    EnrolmentRefusedError,
    FundedPlaceUnsuitableError,
    enrol,
    withdraw,
)
from courses.choices import EnrolmentStatus, FundingKind
from courses.models import Enrolment, EnrolmentEvent
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)


def history(enrolment: Enrolment) -> list[tuple[str, str]]:
    return list(enrolment.events.values_list("status", "reason"))


def test_a_participant_gets_a_place_and_the_history_says_who_gave_it():
    cohort, participant, admin = CohortFactory(), ParticipantFactory(), UserFactory()

    enrolment = enrol(participant=participant, cohort=cohort, funded_place=True, by=admin, at=AT)

    assert (enrolment.participant, enrolment.cohort) == (participant, cohort)
    assert (enrolment.status, enrolment.funded_place, enrolment.enrolled_at) == (EnrolmentStatus.ACTIVE, True, AT)
    event = enrolment.events.get()
    assert (event.status, event.reason, event.by, event.at) == (EnrolmentStatus.ACTIVE, "Enrolled", admin, AT)
    assert cohort.places_left() == cohort.capacity - 1


def test_doing_it_twice_gives_the_first_enrolment_unchanged():
    cohort, participant = CohortFactory(capacity=1), ParticipantFactory()
    first = enrol(participant=participant, cohort=cohort, funded_place=True, by=None, at=AT)

    second = enrol(participant=participant, cohort=cohort, funded_place=False, by=None, at=LATER)

    assert second == first
    second.refresh_from_db()
    assert (second.funded_place, second.enrolled_at) == (True, AT)
    assert history(first) == [(EnrolmentStatus.ACTIVE, "Enrolled")]


def test_the_last_place_can_be_taken_and_no_more():
    cohort = CohortFactory(capacity=2)
    EnrolmentFactory(cohort=cohort)
    enrol(participant=ParticipantFactory(), cohort=cohort, funded_place=True, by=None, at=AT)

    with pytest.raises(CohortFullError, match=f"All 2 places in {cohort} are taken"):
        enrol(participant=ParticipantFactory(), cohort=cohort, funded_place=True, by=None, at=AT)

    assert cohort.enrolments.count() == 2


@pytest.mark.parametrize(
    ("status", "holds_a_place"),
    [
        (EnrolmentStatus.ACTIVE, True),
        (EnrolmentStatus.COMPLETED, True),
        (EnrolmentStatus.DEFERRED, False),
        (EnrolmentStatus.WITHDRAWN, False),
    ],
)
def test_who_holds_a_place(status, holds_a_place):
    cohort = CohortFactory(capacity=1)
    EnrolmentFactory(cohort=cohort, status=status)

    assert cohort.places_left() == (0 if holds_a_place else 1)


def test_staff_may_enrol_after_registration_has_closed():
    cohort = CohortFactory(registration_closes_at=datetime(2026, 9, 15, tzinfo=UTC))

    enrol(participant=ParticipantFactory(), cohort=cohort, funded_place=True, by=UserFactory(), at=AT)

    assert cohort.enrolments.count() == 1


@pytest.mark.parametrize(
    ("kind", "funded_place"), [(FundingKind.FULL, True), (FundingKind.CAPPED, None), (FundingKind.NONE, True)]
)
def test_a_funded_place_that_does_not_suit_the_intake_is_refused_and_nothing_is_written(kind, funded_place):
    cohort = CohortFactory(intake=IntakeFactory(identifier=f"x-{kind}", funding_kind=kind))

    with pytest.raises(FundedPlaceUnsuitableError), transaction.atomic():
        enrol(participant=ParticipantFactory(), cohort=cohort, funded_place=funded_place, by=None, at=AT)

    assert (Enrolment.objects.count(), EnrolmentEvent.objects.count()) == (0, 0)


def test_withdrawing_frees_the_place_and_says_why():
    cohort, admin = CohortFactory(capacity=1), UserFactory()
    enrolment = EnrolmentFactory(cohort=cohort)

    won = withdraw(enrolment=enrolment, reason="Moved to another school", by=admin, at=LATER)

    assert won
    assert enrolment.status == EnrolmentStatus.WITHDRAWN
    assert cohort.places_left() == 1
    event = enrolment.events.get()
    assert (event.status, event.reason, event.by) == (EnrolmentStatus.WITHDRAWN, "Moved to another school", admin)


def test_withdrawing_twice_writes_one_event():
    enrolment = EnrolmentFactory()
    withdraw(enrolment=enrolment, reason="Ill", by=None, at=AT)

    assert not withdraw(enrolment=enrolment, reason="Ill again", by=None, at=LATER)
    assert history(enrolment) == [(EnrolmentStatus.WITHDRAWN, "Ill")]


@pytest.mark.parametrize(
    ("status", "may"),
    [(EnrolmentStatus.ACTIVE, True), (EnrolmentStatus.DEFERRED, True), (EnrolmentStatus.COMPLETED, False)],
)
def test_who_may_withdraw(status, may):
    enrolment = EnrolmentFactory(status=status)

    assert withdraw(enrolment=enrolment, reason="Changed jobs", by=None, at=AT) is may
    assert enrolment.events.count() == int(may)


def test_somebody_who_withdrew_takes_a_place_again_in_the_same_row():
    cohort, participant = CohortFactory(capacity=1), ParticipantFactory()
    enrolment = enrol(participant=participant, cohort=cohort, funded_place=True, by=None, at=AT)
    withdraw(enrolment=enrolment, reason="Too busy", by=None, at=AT)

    again = enrol(participant=participant, cohort=cohort, funded_place=False, by=None, at=LATER)

    assert again == enrolment
    assert (again.status, again.funded_place, again.enrolled_at) == (EnrolmentStatus.ACTIVE, False, LATER)
    assert [reason for _, reason in history(again)] == ["Enrolled", "Too busy", "Enrolled again after withdrawing"]


def test_the_school_is_kept_and_a_newer_one_takes_its_place():
    cohort, participant = CohortFactory(), ParticipantFactory()
    enrolment = enrol(participant=participant, cohort=cohort, funded_place=True, workplace_urn="123456", by=None, at=AT)
    assert enrolment.workplace_urn == "123456"
    for urn, kept in (("", "123456"), ("654321", "654321")):
        withdraw(enrolment=enrolment, reason="Too busy", by=None, at=AT)

        again = enrol(participant=participant, cohort=cohort, funded_place=True, workplace_urn=urn, by=None, at=LATER)

        again.refresh_from_db()
        assert again.workplace_urn == kept


def test_somebody_who_withdrew_does_not_get_back_in_past_the_last_place():
    cohort, participant = CohortFactory(capacity=1), ParticipantFactory()
    enrolment = enrol(participant=participant, cohort=cohort, funded_place=True, by=None, at=AT)
    withdraw(enrolment=enrolment, reason="Too busy", by=None, at=AT)
    enrol(participant=ParticipantFactory(), cohort=cohort, funded_place=True, by=None, at=AT)

    with pytest.raises(CohortFullError):
        enrol(participant=participant, cohort=cohort, funded_place=True, by=None, at=LATER)


def test_somebody_who_deferred_is_not_enrolled_again_by_accident():
    enrolment = EnrolmentFactory(status=EnrolmentStatus.DEFERRED)

    with pytest.raises(EnrolmentRefusedError, match=f"{enrolment.participant} deferred in {enrolment.cohort}"):
        enrol(participant=enrolment.participant, cohort=enrolment.cohort, funded_place=True, by=None, at=AT)

    enrolment.refresh_from_db()
    assert enrolment.status == EnrolmentStatus.DEFERRED
    assert not enrolment.events.exists()


@pytest.mark.parametrize("verified", [True, False])
def test_nobody_may_start_before_the_trn_is_verified(verified):
    participant = ParticipantFactory(verified=True) if verified else ParticipantFactory(trn="1234567")

    assert EnrolmentFactory(participant=participant).may_start is verified


def elsewhere_of(enrolment: Enrolment):
    """Another cohort of the same course, with another lead provider."""
    course = enrolment.cohort.programme.course
    return CohortFactory(programme__course=course, intake=IntakeFactory(identifier="2027a"))


@pytest.mark.parametrize("status", [EnrolmentStatus.ACTIVE, EnrolmentStatus.DEFERRED])
def test_nobody_takes_the_same_course_in_two_cohorts(status):
    code = "parental-leave" if status == EnrolmentStatus.DEFERRED else ""
    held = EnrolmentFactory(status=status, reason_code=code)

    with pytest.raises(EnrolmentRefusedError, match=f"They are {status} in {held.cohort}, which is the same course"):
        enrol(participant=held.participant, cohort=elsewhere_of(held), funded_place=True, by=None, at=AT)

    assert Enrolment.objects.get() == held


@pytest.mark.parametrize("status", [EnrolmentStatus.COMPLETED, EnrolmentStatus.MOVED])
def test_who_takes_part_in_it_no_more_may(status):
    held = EnrolmentFactory(status=status)

    enrol(participant=held.participant, cohort=elsewhere_of(held), funded_place=True, by=None, at=AT)

    assert Enrolment.objects.count() == 2
