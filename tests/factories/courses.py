"""Invented courses, cohorts and enrolments; dull on purpose.

The catalogue (Course) comes with the migrations, so CourseFactory finds a course by its identifier instead of making a
second one.
"""

from datetime import UTC, date, datetime

import factory
from django.db.models import Model
from factory.django import DjangoModelFactory

from courses.choices import CourseGroup, CourseIdentifier, EnrolmentStatus, FundingKind
from courses.models import (
    Cohort,
    CommonQuestion,
    Course,
    Enrolment,
    EnrolmentEvent,
    Guide,
    Intake,
    LeadProvider,
    Programme,
)


class CourseFactory(DjangoModelFactory):
    """The NPQ in Senior Leadership, unless told."""

    class Meta:
        model = Course
        django_get_or_create = ["identifier"]

    identifier = CourseIdentifier.SENIOR_LEADERSHIP
    short_code = factory.LazyAttribute(lambda course: CourseIdentifier(course.identifier).label)
    title = factory.LazyAttribute(lambda course: f"Course {course.short_code}")
    slug = factory.LazyAttribute(lambda course: course.short_code.lower())
    group = CourseGroup.LEADERSHIP
    summary = "For people who lead."
    description = "What it is about."
    what_you_learn = "- how to lead"
    months_taught = 18
    assessment = "A case study."


class LeadProviderFactory(DjangoModelFactory):
    class Meta:
        model = LeadProvider

    name = factory.Sequence(lambda number: f"Lead Provider {number}")
    slug = factory.Sequence(lambda number: f"lead-provider-{number}")
    hint = "Works with many schools."
    description = "An invented lead provider."
    website = "https://lead-provider.example"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    course = factory.SubFactory(CourseFactory)
    lead_provider = factory.SubFactory(LeadProviderFactory)


class IntakeFactory(DjangoModelFactory):
    """Places capped by the DfE, rules of 2026."""

    class Meta:
        model = Intake
        django_get_or_create = ["identifier"]

    identifier = "2026b"
    name = factory.LazyAttribute(lambda intake: f"Intake {intake.identifier}")
    funding_kind = FundingKind.CAPPED
    funding_rules = "2026"
    starts_on = date(2026, 11, 2)


class CohortFactory(DjangoModelFactory):
    """Registration open from 1 September 2026 to the end of October, UTC."""

    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    intake = factory.SubFactory(IntakeFactory)
    name = factory.Sequence(lambda number: f"Cohort {number}")
    starts_on = date(2026, 11, 9)
    ends_on = date(2028, 8, 31)
    registration_opens_at = datetime(2026, 9, 1, tzinfo=UTC)
    registration_closes_at = datetime(2026, 11, 1, tzinfo=UTC)
    capacity = 20


class EnrolmentFactory(DjangoModelFactory):
    """Pass `participant`: people are made by tests.factories.accounts."""

    class Meta:
        model = Enrolment

    cohort = factory.SubFactory(CohortFactory)
    status = EnrolmentStatus.ACTIVE
    enrolled_at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    funded_place = True

    @factory.lazy_attribute
    def participant(self) -> Model:
        """Made only when none was given."""
        from tests.factories.accounts import ParticipantFactory

        return ParticipantFactory()


class EnrolmentEventFactory(DjangoModelFactory):
    class Meta:
        model = EnrolmentEvent

    enrolment = factory.SubFactory(EnrolmentFactory)
    status = EnrolmentStatus.ACTIVE
    reason = "Enrolled"
    at = datetime(2026, 10, 1, 9, tzinfo=UTC)


class GuideFactory(DjangoModelFactory):
    class Meta:
        model = Guide

    slug = factory.Sequence(lambda number: f"guide-{number}")
    title = factory.Sequence(lambda number: f"Guide {number}")
    summary = "What this page tells."
    body = "Some text."


class CommonQuestionFactory(DjangoModelFactory):
    class Meta:
        model = CommonQuestion

    question = factory.Sequence(lambda number: f"Question {number}?")
    answer = "An answer."
    topic = "Applying"
