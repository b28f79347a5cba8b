"""What pages ask of the catalogue."""

from datetime import UTC, date, datetime

import pytest

from courses import tables
from courses.choices import CourseGroup, CourseIdentifier
from courses.facts import catalogue as facts
from courses.models import CommonQuestion, Course, Guide
from tests.factories.courses import CohortFactory, CommonQuestionFactory, EnrolmentFactory, GuideFactory, IntakeFactory

pytestmark = pytest.mark.django_db

OPEN = datetime(2026, 10, 1, 12, tzinfo=UTC)
BEFORE = datetime(2026, 8, 1, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, tzinfo=UTC)


def course(identifier: CourseIdentifier) -> Course:
    return Course.objects.get(identifier=identifier)


def test_families_in_the_hubs_order_with_their_courses(first_words):
    found = facts.families()

    assert [family.group for family in found] == [CourseGroup.SPECIALIST, CourseGroup.LEADERSHIP, CourseGroup.SUPPORT]
    assert [family.title for family in found] == ["Specialist NPQs", "Leadership NPQs", "Coaching offer"]
    assert [len(family.courses) for family in found] == [5, 5, 1]


def test_a_family_without_courses_is_left_out(first_words):
    Course.objects.filter(group=CourseGroup.SUPPORT).update(is_on_show=False)

    assert [family.group for family in facts.families()] == [CourseGroup.SPECIALIST, CourseGroup.LEADERSHIP]


@pytest.mark.parametrize(("at", "count"), [(BEFORE, 0), (OPEN, 1), (AFTER, 0)])
def test_cohorts_that_are_open_at_a_moment(first_words, at, count):
    CohortFactory(programme__course=course(CourseIdentifier.HEADSHIP))

    assert len(facts.open_cohorts(at=at)) == count


def test_a_hidden_course_has_no_open_cohort(first_words):
    CohortFactory(programme__course=course(CourseIdentifier.ADDITIONAL_SUPPORT_OFFER))

    assert facts.open_cohorts(at=OPEN) == []


def test_open_cohorts_stand_by_intake_then_as_the_catalogue(first_words):
    later = IntakeFactory(identifier="2027a", name="Spring 2027", starts_on=date(2027, 3, 1))
    headship, teaching = course(CourseIdentifier.HEADSHIP), course(CourseIdentifier.LEADING_TEACHING)
    CohortFactory(programme__course=headship, intake=later)
    CohortFactory(programme__course=headship, programme__lead_provider__name="Zebra")
    CohortFactory(programme__course=headship, programme__lead_provider__name="Aardvark")
    CohortFactory(programme__course=teaching)

    found = facts.open_cohorts(at=OPEN)

    assert [(cohort.intake.identifier, cohort.programme.course.short_code) for cohort in found] == [
        ("2026b", "NPQLT"),
        ("2026b", "NPQH"),
        ("2026b", "NPQH"),
        ("2027a", "NPQH"),
    ]
    assert [cohort.programme.lead_provider.name for cohort in found[1:3]] == ["Aardvark", "Zebra"]


def test_an_open_intake_knows_its_dates_and_what_has_places(first_words):
    full = CohortFactory(
        programme__course=course(CourseIdentifier.HEADSHIP),
        capacity=1,
        starts_on=date(2026, 11, 2),
        registration_closes_at=datetime(2026, 10, 20, 16, tzinfo=UTC),
    )
    EnrolmentFactory(cohort=full)
    free = CohortFactory(programme__course=course(CourseIdentifier.SENIOR_LEADERSHIP))

    [opened] = facts.open_intakes(facts.open_cohorts(at=OPEN))

    assert opened.intake == full.intake
    assert opened.starts_on == full.starts_on
    assert opened.closes_at == free.registration_closes_at
    assert opened.courses_with_places == {free.programme.course_id}


def test_an_overview_without_anything_open_is_complete_all_the_same(first_words):
    found = facts.overview(at=BEFORE)

    assert (found["intakes"], found["open_course_ids"]) == ([], set())
    assert (len(found["families"]), len(found["guides"])) == (3, 6)


def test_questions_without_a_topic_stand_under_others():
    CommonQuestion.objects.all().delete()
    CommonQuestionFactory(question="Who?", topic="People", position=1)
    CommonQuestionFactory(question="What?", topic="", position=2)
    CommonQuestionFactory(question="Whose?", topic="People", position=3)
    CommonQuestionFactory(question="Hidden?", topic="Secret", is_published=False)

    found = [(topic.name, [question.question for question in topic.questions]) for topic in facts.topics()]

    assert found == [("People", ["Who?", "Whose?"]), ("Other questions", ["What?"])]


def test_guides_in_the_hubs_order():
    Guide.objects.all().delete()
    GuideFactory(title="Second", position=2)
    GuideFactory(title="First", position=1)
    GuideFactory(title="Hidden", position=0, is_published=False)

    assert [guide.title for guide in facts.guides()] == ["First", "Second"]


@pytest.mark.parametrize(
    ("capacity", "taken", "words", "colour"),
    [
        (3, 3, "Full", "grey"),
        (3, 2, "1 place left", "yellow"),
        (6, 1, "5 places left", "yellow"),
        (7, 1, "Places available", "green"),
    ],
)
def test_how_much_room_there_is(capacity, taken, words, colour):
    cohort = CohortFactory.build(programme=None, intake=None, capacity=capacity)
    cohort.taken = taken

    assert tables.places(cohort) == {"tag": words, "colour": colour}


def test_a_cohort_that_was_overfilled_by_hand_is_full():
    cohort = CohortFactory.build(programme=None, intake=None, capacity=2)
    cohort.taken = 3

    assert tables.places(cohort)["tag"] == "Full"


def test_the_table_of_a_courses_cohorts(first_words):
    CohortFactory(
        programme__course=course(CourseIdentifier.HEADSHIP),
        programme__lead_provider__name="Lakeside Trust",
        programme__lead_provider__slug="lakeside",
        meeting_pattern="Tuesdays, online",
    )

    table = tables.open_cohorts(facts.open_cohorts(at=OPEN))

    assert [column["label"] for column in table["columns"]] == ["Lead provider", "Starts", "Register by", "Places"]
    assert table["rows"] == [
        [
            {"text": "Lakeside Trust", "url": "/npqs/lead-providers/lakeside/"},
            {"text": "9 November 2026", "hint": "Tuesdays, online"},
            "12:00am (UK time) on Sunday 1 November 2026",
            {"tag": "Places available", "colour": "green"},
        ]
    ]
