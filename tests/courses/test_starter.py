"""The words a new installation starts with: complete, and never written over what a hub has changed."""

import importlib
import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from courses import starter
from courses.choices import COURSE_GROUPS, COURSE_NAMES, CourseGroup, CourseIdentifier
from courses.models import CommonQuestion, Course, Guide
from npq_portal.templatetags.prose import prose

pytestmark = pytest.mark.django_db

# DfE identifier, short name, title, months taught, has a case study (npq-rules A1, A2)
THE_DFES_LIST = [
    ("npq-leading-teaching-development", "NPQLTD", "Leading Teacher Development", 12, True),
    ("npq-leading-teaching", "NPQLT", "Leading Teaching", 12, True),
    ("npq-leading-behaviour-culture", "NPQLBC", "Leading Behaviour and Culture", 12, True),
    ("npq-leading-literacy", "NPQLL", "Leading Literacy", 12, True),
    ("npq-leading-primary-mathematics", "NPQLPM", "Leading Primary Mathematics", 12, True),
    ("npq-senior-leadership", "NPQSL", "Senior Leadership", 18, True),
    ("npq-headship", "NPQH", "Headship", 18, True),
    ("npq-executive-leadership", "NPQEL", "Executive Leadership", 18, True),
    ("npq-early-years-leadership", "NPQEYL", "Early Years Leadership", 18, True),
    ("npq-senco", "NPQSENCO", "Special Educational Needs Co-ordinators", 18, True),
    ("npq-early-headship-coaching-offer", "EHCO", "Early Headship Coaching Offer", 12, False),
    ("npq-additional-support-offer", "ASO", "Additional Support Offer for new headteachers", 12, False),
]

GUIDES = [
    "what-are-npqs",
    "funding",
    "assessment",
    "local-facilitation",
    "how-to-apply",
    "teacher-reference-number",
]


@pytest.fixture(autouse=True)
def _loaded(first_words):
    """What a new installation has."""


def load() -> int:
    return starter.load(course=Course, guide=Guide, question=CommonQuestion)


def test_the_catalogue_is_the_dfes_in_the_hubs_order():
    found = list(Course.objects.values_list("identifier", "short_code", "title", "months_taught", "has_case_study"))

    assert found == THE_DFES_LIST
    assert {course[0] for course in found} == set(CourseIdentifier.values)


@pytest.mark.parametrize("identifier", CourseIdentifier.values)
def test_each_course_agrees_with_the_vocabulary_that_rules_use(identifier):
    course = Course.objects.get(identifier=identifier)

    assert course.group == COURSE_GROUPS[CourseIdentifier(identifier)]
    assert course.short_code == CourseIdentifier(identifier).label
    assert f"({course.short_code})" in COURSE_NAMES[CourseIdentifier(identifier)]


@pytest.mark.parametrize("identifier", CourseIdentifier.values)
def test_each_course_tells_everything(identifier):
    course = Course.objects.get(identifier=identifier)

    course.full_clean()
    for text in (course.summary, course.description, course.what_you_learn, course.assessment, course.first_taught):
        assert text
    assert course.what_you_learn.startswith("- ")
    assert course.summary.startswith("For ")


def test_only_the_old_coaching_offer_is_hidden():
    hidden = Course.objects.exclude(pk__in=Course.objects.on_show())

    assert list(hidden.values_list("short_code", flat=True)) == ["ASO"]


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        (CourseGroup.SPECIALIST, ["NPQLTD", "NPQLT", "NPQLBC", "NPQLL", "NPQLPM"]),
        (CourseGroup.LEADERSHIP, ["NPQSL", "NPQH", "NPQEL", "NPQEYL", "NPQSENCO"]),
        (CourseGroup.SUPPORT, ["EHCO"]),
    ],
)
def test_the_families(group, codes):
    assert list(Course.objects.on_show().filter(group=group).values_list("short_code", flat=True)) == codes


@pytest.mark.parametrize(
    ("code", "words"),
    [("NPQLPM", "Teaching for Mastery"), ("NPQSENCO", "SENCO"), ("EHCO", "NPQ in Headship")],
)
def test_courses_that_ask_for_more_say_so(code, words):
    assert words in Course.objects.get(short_code=code).before_you_apply


def test_every_guide_is_there():
    assert list(Guide.objects.values_list("slug", flat=True)) == GUIDES


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_is_made_for_scanning(slug):
    guide = Guide.objects.get(slug=slug)
    paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", prose(guide.body), re.DOTALL)

    guide.full_clean()
    assert guide.summary
    assert all(len(paragraph.split()) <= 75 for paragraph in paragraphs), "a wall of text"


def test_questions_stand_in_topics_in_order():
    topics = list(CommonQuestion.objects.values_list("topic", flat=True))

    assert len(topics) == 13
    assert list(dict.fromkeys(topics)) == [
        "When and what",
        "Who can take part",
        "Your TRN",
        "NPQs you have taken before",
        "Money",
    ]


def test_loading_again_adds_nothing():
    assert load() == 0
    assert (Course.objects.count(), Guide.objects.count(), CommonQuestion.objects.count()) == (12, 6, 13)


def test_what_the_hub_changed_stays():
    Course.objects.filter(short_code="NPQH").update(summary="Our own words", is_on_show=False)
    Guide.objects.filter(slug="funding").update(body="Ask us.")

    load()

    course = Course.objects.get(short_code="NPQH")
    assert (course.summary, course.is_on_show) == ("Our own words", False)
    assert Guide.objects.get(slug="funding").body == "Ask us."


def test_what_is_missing_is_added():
    Guide.objects.get(slug="funding").delete()
    CommonQuestion.objects.get(question="Is it free?").delete()

    assert load() == 2


def test_the_migration_loads_the_words_and_going_back_keeps_the_hubs():
    migration = importlib.import_module("courses.migrations.0002_first_words")
    operation = migration.Migration.operations[0]
    Guide.objects.all().delete()
    with connection.schema_editor() as editor:
        operation.code(apps, editor)
        assert Guide.objects.count() == len(GUIDES)
        operation.reverse_code(apps, editor)

    assert operation.reversible
    assert Guide.objects.count() == len(GUIDES)


def test_courses_have_no_branching_migrations():
    loader = MigrationLoader(connection)

    assert len(loader.graph.leaf_nodes("courses")) == 1
