"""What the database promises about courses, and the words its querysets speak."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from courses.choices import CourseIdentifier, EnrolmentStatus
from courses.models import Cohort, CommonQuestion, Course, Guide
from tests.factories.courses import (
    CohortFactory,
    CommonQuestionFactory,
    CourseFactory,
    EnrolmentEventFactory,
    EnrolmentFactory,
    GuideFactory,
    IntakeFactory,
    LeadProviderFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db

OPENS = datetime(2026, 9, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 11, 1, 17, tzinfo=UTC)

FACTORIES = [
    CohortFactory,
    CommonQuestionFactory,
    CourseFactory,
    EnrolmentEventFactory,
    EnrolmentFactory,
    GuideFactory,
    IntakeFactory,
    LeadProviderFactory,
    ProgrammeFactory,
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_every_factory_makes_a_row_that_is_valid(factory):
    row = factory()

    row.full_clean()
    assert str(row)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("course_identifier_is_the_dfes", {"identifier": "npq-made-up"}),
        ("course_group_is_known", {"group": "hobby"}),
        ("course_takes_no_less_at_most", {"months_taught_at_most": 3}),
    ],
)
def test_the_database_refuses_a_course_that_is_not_the_dfes(name, change):
    course = CourseFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Course.objects.filter(pk=course.pk).update(**change)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cohort_ends_after_it_starts", {"ends_on": date(2026, 11, 9)}),
        ("cohort_registration_closes_after_it_opens", {"registration_closes_at": datetime(2026, 9, 1, tzinfo=UTC)}),
        ("cohort_has_room", {"capacity": 0}),
    ],
)
def test_the_database_refuses_a_cohort_that_cannot_be(name, change):
    cohort = CohortFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_on": date(2026, 11, 9)}, "The last day must come after the first day."),
        ({"registration_closes_at": datetime(2026, 8, 1, tzinfo=UTC)}, "Registration must close after it opens."),
        ({"capacity": 0}, "A cohort needs at least one place."),
    ],
)
def test_whoever_types_it_is_told_in_plain_words(change, words):
    cohort = CohortFactory()
    for field, value in change.items():
        setattr(cohort, field, value)

    with pytest.raises(ValidationError) as caught:
        cohort.full_clean()
    assert words in caught.value.messages


def test_a_programme_has_one_cohort_in_an_intake():
    cohort = CohortFactory()

    with pytest.raises(ValidationError) as caught:
        Cohort(**{field: getattr(cohort, field) for field in WITHOUT_KEY}).full_clean()
    assert caught.value.messages == ["There is a cohort of this programme in this intake already."]


WITHOUT_KEY = (
    "programme", "intake", "name", "starts_on", "ends_on", "registration_opens_at", "registration_closes_at", "capacity",
)  # fmt: skip


def test_the_database_refuses_rules_that_nobody_wrote():
    with pytest.raises(IntegrityError, match="intake_funding_rules_are_known"), transaction.atomic():
        IntakeFactory(funding_rules="2026 ")


def test_whoever_mistypes_the_rules_is_told():
    with pytest.raises(ValidationError) as caught:
        IntakeFactory.build(funding_rules="2062").full_clean()

    assert list(caught.value.error_dict) == ["funding_rules"]


@pytest.mark.parametrize(("minutes", "opened"), [(-1, False), (0, True), (1, True)])
def test_an_intake_may_have_applications_from_the_moment_its_first_cohort_opens(minutes, opened):
    cohort = CohortFactory(registration_opens_at=OPENS, registration_closes_at=CLOSES)
    CohortFactory(intake=cohort.intake, registration_opens_at=OPENS + timedelta(days=3))

    assert cohort.intake.may_have_applications(OPENS + timedelta(minutes=minutes)) is opened


def test_there_are_never_fewer_places_than_are_taken():
    cohort = CohortFactory(capacity=2)
    EnrolmentFactory.create_batch(2, cohort=cohort)
    cohort.capacity = 1

    with pytest.raises(ValidationError) as caught:
        cohort.full_clean()
    assert caught.value.message_dict == {"capacity": ["2 places are taken already. Enter 2 or more."]}


def test_a_participant_is_enrolled_once_in_a_cohort():
    enrolment = EnrolmentFactory()

    with pytest.raises(IntegrityError, match="enrolled_once_in_a_cohort"), transaction.atomic():
        EnrolmentFactory(participant=enrolment.participant, cohort=enrolment.cohort)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        pytest.param(OPENS - timedelta(microseconds=1), False, id="just before it opens"),
        pytest.param(OPENS, True, id="at the moment it opens"),
        pytest.param(CLOSES - timedelta(microseconds=1), True, id="just before it closes"),
        pytest.param(CLOSES, False, id="at the moment it closes"),
    ],
)
def test_registration_is_open_from_its_first_moment_to_just_before_its_last(moment, is_open):
    cohort = CohortFactory(registration_opens_at=OPENS, registration_closes_at=CLOSES)

    assert cohort.is_open_for_registration(moment) is is_open
    assert Cohort.objects.open_for_registration(moment).exists() is is_open


def test_places_are_counted_once_a_person_and_only_for_those_who_hold_one():
    cohort = CohortFactory(capacity=3)
    for status in EnrolmentStatus:
        EnrolmentFactory(cohort=cohort, status=status)

    counted = Cohort.objects.with_places().get()
    assert (counted.taken, counted.places_left(), counted.is_full) == (2, 1, False)
    assert list(Cohort.objects.with_places_left()) == [cohort]


def test_a_full_cohort_has_no_places_left():
    cohort = CohortFactory(capacity=1)
    EnrolmentFactory(cohort=cohort)

    assert Cohort.objects.with_places().get().is_full
    assert not Cohort.objects.with_places_left().exists()


def test_an_empty_cohort_counts_as_empty():
    CohortFactory()

    assert Cohort.objects.with_places().get().taken == 0


@pytest.mark.parametrize("slug", ["guides", "questions", "lead-providers"])
def test_a_course_cannot_take_the_address_of_another_page(slug):
    course = CourseFactory()
    course.slug = slug

    with pytest.raises(ValidationError) as caught:
        course.full_clean()
    assert list(caught.value.message_dict) == ["slug"]


@pytest.mark.parametrize(("at_least", "at_most", "words"), [(12, None, "12 months"), (12, 24, "12 to 24 months")])
def test_how_long_a_course_is_taught_in_words(at_least, at_most, words):
    assert CourseFactory.build(months_taught=at_least, months_taught_at_most=at_most).taught_for == words


def test_names_people_read(first_words):
    course = Course.objects.get(identifier=CourseIdentifier.LEADING_TEACHER_DEVELOPMENT)
    programme = ProgrammeFactory(course=course, lead_provider__name="Lakeside Trust")

    assert str(course) == "Leading Teacher Development (NPQLTD)"
    assert str(programme) == "NPQLTD with Lakeside Trust"


def test_what_is_not_published_is_not_shown():
    GuideFactory(title="Draft", is_published=False)
    shown = GuideFactory(title="Ready")
    CommonQuestionFactory(is_published=False)

    assert shown in Guide.objects.published()
    assert not Guide.objects.published().filter(title="Draft").exists()
    assert not CommonQuestion.objects.published().filter(answer="An answer.").exists()


def test_a_questions_place_stays_when_its_wording_changes():
    question = CommonQuestionFactory()
    before = question.get_absolute_url()
    question.question = "Is it quite different now?"
    question.save()

    assert question.get_absolute_url() == before == f"/npqs/questions/#question-{question.pk}"
