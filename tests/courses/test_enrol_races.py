"""Two hub admins at once, on two real connections: a cohort is never overfilled."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses.actions.enrolments import CohortFullError, enrol, withdraw
from courses.models import Cohort, Enrolment, EnrolmentEvent
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.registrations import ApplicationFactory
from tests.registrations.actions.racing import at_once, beside, race

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)
_MOMENTS = ("registration_opens_at", "registration_closes_at")


def enrolling(participant, cohort):
    return lambda: enrol(participant=participant, cohort=cohort, funded_place=True, by=None, at=AT)


def test_the_second_admin_waits_and_is_told_that_the_last_place_is_gone():
    cohort, first, second = CohortFactory(capacity=1), ParticipantFactory(), ParticipantFactory()

    outcome = race(enrolling(first, cohort), enrolling(second, cohort))

    assert isinstance(outcome, CohortFullError)
    assert [enrolment.participant for enrolment in cohort.enrolments.all()] == [first]


def test_the_second_admin_gets_the_place_that_is_left():
    cohort, first, second = CohortFactory(capacity=2), ParticipantFactory(), ParticipantFactory()

    outcome = race(enrolling(first, cohort), enrolling(second, cohort))

    assert isinstance(outcome, Enrolment)
    assert cohort.places_left() == 0


def test_two_admins_who_accept_the_same_person_make_one_enrolment():
    cohort, participant = CohortFactory(capacity=2), ParticipantFactory()

    outcome = race(enrolling(participant, cohort), enrolling(participant, cohort))

    assert outcome == cohort.enrolments.get()
    assert EnrolmentEvent.objects.count() == 1


def test_two_admins_who_enrol_the_same_person_in_two_cohorts_of_a_course_make_one_enrolment():
    cohort, participant = CohortFactory(), ParticipantFactory()
    other = CohortFactory(programme__course=cohort.programme.course)

    outcome = race(enrolling(participant, cohort), enrolling(participant, other))

    assert "which is the same course" in str(outcome)
    assert [enrolment.cohort for enrolment in participant.enrolments.all()] == [cohort]


def test_eight_at_once_for_three_places_leave_three_enrolled_and_five_told():
    cohort = CohortFactory(capacity=3)
    works = [enrolling(ParticipantFactory(), cohort) for _ in range(8)]

    outcomes = at_once(*works)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CohortFullError"] * 5 + ["Enrolment"] * 3
    assert cohort.enrolments.count() == 3
    assert EnrolmentEvent.objects.count() == 3


def test_cohorts_do_not_wait_for_each_other():
    one, other = CohortFactory(capacity=1), CohortFactory(capacity=1)

    outcome = race(enrolling(ParticipantFactory(), one), enrolling(ParticipantFactory(), other))

    assert isinstance(outcome, Enrolment)


def test_somebody_who_applies_meanwhile_does_not_wait():
    cohort, participant = CohortFactory(), ParticipantFactory()

    application = beside(enrolling(participant, cohort), lambda: ApplicationFactory(cohort=cohort))

    assert application.cohort == cohort


def test_places_are_not_taken_away_while_one_is_being_given(hub_admin_client):
    cohort = CohortFactory(capacity=2)
    EnrolmentFactory(cohort=cohort)
    address = reverse("admin:courses_cohort_change", args=[cohort.pk])
    fields = hub_admin_client.get(address).context["adminform"].form
    typed = {bound.html_name: bound.value() or "" for bound in fields if bound.name not in _MOMENTS}
    moments = {f"{name}_{part}": value for name in _MOMENTS for part, value in (("0", "2026-10-01"), ("1", "09:00"))}
    moments["registration_closes_at_0"] = "2026-10-31"
    one_place = typed | moments | {"capacity": 1}

    response = race(
        enrolling(ParticipantFactory(), cohort),
        lambda: hub_admin_client.post(address, one_place),
    )

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {"capacity": ["2 places are taken already. Enter 2 or more."]}
    assert Cohort.objects.get().capacity == 2


def test_withdrawing_at_once_is_done_by_one_of_two():
    enrolment = EnrolmentFactory()

    def leaving() -> bool:
        row = Enrolment.objects.get(pk=enrolment.pk)
        return withdraw(enrolment=row, reason="Changed jobs", by=None, at=AT)

    assert sorted(at_once(leaving, leaving)) == [False, True]
    assert enrolment.events.count() == 1
