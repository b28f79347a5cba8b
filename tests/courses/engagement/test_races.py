"""Two connections that write about the same person: the sums know of both."""

from datetime import timedelta
from uuid import uuid4

import pytest

from courses.actions import engagement, sums
from courses.choices import Mark
from courses.models import EngagementRecord, EngagementSummary
from npq_portal.notifications.models import Notification
from tests.courses.engagement.scenes import Course
from tests.factories.engagement import StudyFactory
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_registers_about_the_same_people_both_count():
    course = Course(4, people=3)
    at = course.after(2)

    race(lambda: course.mark(1, at=at), lambda: course.mark(2, at=at))

    assert {row.earned for row in EngagementSummary.objects.all()} == {120}
    assert sums.differences([person.pk for person in course.people], at=at) == []


def test_a_mark_and_a_unit_of_self_study_at_once_both_count():
    course = Course(4)
    (person,) = course.people
    unit = StudyFactory(cohort=course.cohort, minutes=30)
    at = course.after(1)

    def study():
        return engagement.study(
            enrolment=person, component=unit, client_uuid=uuid4(), by=person.participant.user, at=at
        )

    race(study, lambda: course.mark(1, at=at))

    assert EngagementSummary.objects.get().earned == 90


def test_eight_at_once_lose_nothing():
    course = Course(8, people=2)
    at = course.after(8)
    works = [lambda number=number: course.mark(number, at=at) for number in range(1, 9)]

    outcomes = at_once(*works)

    assert outcomes == [at] * 8
    assert {row.earned for row in EngagementSummary.objects.all()} == {480}


def test_two_absences_at_once_write_each_alert_once():
    course = Course(10)
    at = course.after(2)

    at_once(lambda: course.mark(1, Mark.ABSENT, at=at), lambda: course.mark(2, Mark.ABSENT, at=at))

    kinds = Notification.objects.filter(kind__startswith="engagement").values_list("kind", flat=True)
    assert sorted(kinds) == ["engagement_at_risk", "engagement_out_of_reach"]


def test_the_same_unit_sent_twice_at_once_is_one_record():
    course = Course(4)
    (person,) = course.people
    unit, uuid = StudyFactory(cohort=course.cohort), uuid4()
    at = course.after(1)

    def study():
        facts = {"enrolment": person, "component": unit, "by": person.participant.user, "at": at}
        return engagement.study(client_uuid=uuid, **facts).pk

    assert len(set(at_once(study, study))) == 1
    assert EngagementRecord.objects.filter(slot="study").count() == 1


def test_rebuilding_waits_for_a_register_that_is_being_saved():
    course = Course(4)
    at = course.after(1)

    def rebuild():
        engagement.after_change(enrolment_ids=[course.people[0].pk], at=at + timedelta(seconds=1))

    race(lambda: course.mark(1, at=at), rebuild)

    assert EngagementSummary.objects.get().earned == 60
