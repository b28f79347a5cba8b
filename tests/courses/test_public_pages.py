"""The public pages of the catalogue, one by one and with nothing to show."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from courses.choices import CourseIdentifier
from courses.models import CommonQuestion, Course, Guide
from npq_portal import clock
from tests.factories.courses import (
    CohortFactory,
    CommonQuestionFactory,
    EnrolmentFactory,
    GuideFactory,
    LeadProviderFactory,
    ProgrammeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_words")]

ON_SHOW = [code for code in CourseIdentifier if code != CourseIdentifier.ADDITIONAL_SUPPORT_OFFER]
BAD = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _october(monkeypatch):
    """The cohorts of the factories are open."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 1, 12, tzinfo=UTC))


def course(identifier: CourseIdentifier) -> Course:
    return Course.objects.get(identifier=identifier)


@pytest.mark.parametrize("identifier", ON_SHOW)
def test_every_course_has_a_page_that_tells_what_there_is_to_know(client, identifier):
    shown = course(identifier)

    response = client.get(shown.get_absolute_url())

    for words in (shown.title, shown.short_code, shown.taught_for, "What you learn", "How you are assessed"):
        assertContains(response, words)
    assertContains(response, "What to do next")


def test_a_hidden_course_has_no_page(client):
    assert client.get(course(CourseIdentifier.ADDITIONAL_SUPPORT_OFFER).get_absolute_url()).status_code == 404


def test_a_course_the_hub_takes_off_show_is_gone_everywhere(client):
    Course.objects.filter(short_code="NPQLL").update(is_on_show=False)

    assert client.get("/npqs/leading-literacy/").status_code == 404
    assertNotContains(client.get("/npqs/"), "Leading Literacy")
    assertNotContains(client.get("/"), "Leading Literacy")


def test_the_coaching_offer_has_no_assessment_to_speak_of(client):
    response = client.get(course(CourseIdentifier.EARLY_HEADSHIP_COACHING).get_absolute_url())

    assertContains(response, "There is no assessment")
    assertContains(response, "12 to 24 months")
    assertNotContains(response, "case study, open book")
    assertNotContains(response, "at least 90%")


def test_an_open_course_leads_to_applying(client):
    CohortFactory(programme__course=course(CourseIdentifier.HEADSHIP), meeting_pattern="Tuesdays, online")

    response = client.get("/npqs/headship/")

    assertContains(response, "Apply for this NPQ")
    assertContains(response, "Tuesdays, online")
    assertContains(response, "12:00am (UK time) on Sunday 1 November 2026")
    assertNotContains(response, "Not open just now")


def test_a_full_course_is_shown_as_full_and_does_not_lead_to_applying(client):
    cohort = CohortFactory(programme__course=course(CourseIdentifier.HEADSHIP), capacity=1)
    EnrolmentFactory(cohort=cohort)

    response = client.get("/npqs/headship/")

    assertContains(response, "Full")
    assertContains(response, "Not open just now")
    assertNotContains(response, "Apply for an NPQ")


def test_a_course_without_an_open_cohort_says_so_and_who_to_ask(client):
    response = client.get("/npqs/headship/")

    assertContains(response, "None at the moment")
    assertContains(response, reverse("pages:contact"))


def test_cohorts_of_other_courses_do_not_show(client):
    CohortFactory(
        programme__course=course(CourseIdentifier.SENIOR_LEADERSHIP), programme__lead_provider__name="Lakeside Trust"
    )

    assertNotContains(client.get("/npqs/headship/"), "Lakeside Trust")


def test_the_list_marks_what_is_open(client):
    CohortFactory(programme__course=course(CourseIdentifier.HEADSHIP))

    assertContains(client.get("/npqs/"), "Open for registration</strong>", count=1)


def test_the_start_page_with_nothing_open_says_when_to_come_back(client):
    response = client.get("/")

    assertContains(response, "Nothing is open at the moment")
    assertContains(response, "New cohorts usually open in spring and summer")


def test_the_start_page_leads_a_stranger_to_applying_and_a_known_person_home(client, participant_client):
    assertContains(client.get("/"), "Apply for an NPQ")
    response = participant_client.get("/")
    assertContains(response, "Go to your page")
    assertNotContains(response, "Applied already?")


def test_a_guide_is_shown_with_the_others_beside_it(client):
    GuideFactory(slug="parking", title="Where to park", body="In the **yard**.")

    response = client.get("/npqs/guides/parking/")

    assertContains(response, "In the <strong>yard</strong>.")
    assertContains(response, "/npqs/guides/funding/")
    assertNotContains(response, 'href="/npqs/guides/parking/"')


def test_a_guide_that_is_not_published_has_no_page_and_no_link(client):
    Guide.objects.filter(slug="funding").update(is_published=False)

    assert client.get("/npqs/guides/funding/").status_code == 404
    for path in ("/", "/npqs/", "/npqs/questions/", "/npqs/guides/assessment/"):
        assertNotContains(client.get(path), '<a class="govuk-link" href="/npqs/guides/funding/">Funding')


def test_a_new_guide_is_on_the_start_page_at_once(client):
    GuideFactory(title="Where to park", summary="Behind the hall.")

    assertContains(client.get("/"), "Where to park")


def test_an_unknown_page_is_not_there(client):
    for path in ("/npqs/nothing/", "/npqs/guides/nothing/", "/npqs/lead-providers/nothing/"):
        assert client.get(path).status_code == 404


def test_questions_are_listed_at_the_top_and_answered_below(client):
    question = CommonQuestionFactory(question="May I bring a dog?", answer="If it is *quiet*.")

    response = client.get("/npqs/questions/")

    assertContains(response, f'href="#{question.anchor}"')
    assertContains(response, f'id="{question.anchor}"')
    assertContains(response, "If it is <em>quiet</em>.")


def test_no_questions_at_all_is_told(client):
    CommonQuestion.objects.all().delete()

    assertContains(client.get("/npqs/questions/"), "No questions yet")


def test_a_lead_provider_with_its_courses(client):
    provider = LeadProviderFactory(name="Lakeside Trust", slug="lakeside", description="We **listen**.")
    ProgrammeFactory(lead_provider=provider, course=course(CourseIdentifier.HEADSHIP))
    ProgrammeFactory(lead_provider=provider, course=course(CourseIdentifier.LEADING_TEACHING))
    ProgrammeFactory(lead_provider=provider, course=course(CourseIdentifier.ADDITIONAL_SUPPORT_OFFER))

    response = client.get("/npqs/lead-providers/lakeside/")

    html = response.content.decode()
    assert html.index("Leading Teaching (NPQLT)") < html.index("Headship (NPQH)")
    assertContains(response, "We <strong>listen</strong>.")
    assertNotContains(response, "ASO")
    assertContains(client.get("/npqs/lead-providers/"), "2 courses with us")


def test_no_lead_providers_yet_is_told(client):
    assertContains(client.get("/npqs/lead-providers/"), "None listed yet")


def test_a_lead_provider_without_courses_says_so(client):
    LeadProviderFactory(slug="lakeside")

    assertContains(client.get("/npqs/lead-providers/lakeside/"), "Nothing at the moment")


@pytest.mark.parametrize(
    ("row", "field", "path"),
    [
        ("funding", "body", "/npqs/guides/funding/"),
        ("funding", "title", "/npqs/guides/funding/"),
        ("funding", "summary", "/"),
        ("Is it free?", "answer", "/npqs/questions/"),
        ("Is it free?", "question", "/npqs/questions/"),
        ("headship", "description", "/npqs/headship/"),
        ("headship", "what_you_learn", "/npqs/headship/"),
        ("headship", "assessment", "/npqs/headship/"),
        ("headship", "title", "/npqs/"),
        ("headship", "summary", "/npqs/"),
    ],
)
def test_whatever_staff_type_into_a_page_it_is_printed_not_run(client, row, field, path):
    rows = {
        "funding": Guide.objects.filter(slug="funding"),
        "headship": Course.objects.filter(slug="headship"),
        "Is it free?": CommonQuestion.objects.filter(question="Is it free?"),
    }
    rows[row].update(**{field: BAD})

    response = client.get(path)

    assertNotContains(response, BAD)
    assertContains(response, "&lt;script&gt;alert(1)&lt;/script&gt;")


QUERIES = [
    pytest.param("/", 3, id="start page"),
    pytest.param("/npqs/", 3, id="list of NPQs"),
    pytest.param("/npqs/headship/", 2, id="one NPQ"),
    pytest.param("/npqs/guides/funding/", 2, id="guide"),
    pytest.param("/npqs/questions/", 2, id="questions"),
    pytest.param("/npqs/lead-providers/", 2, id="lead providers"),
]


@pytest.mark.parametrize(("path", "queries"), QUERIES)
@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, django_assert_num_queries, path, queries, rows):
    for _ in range(rows):
        GuideFactory()
        CommonQuestionFactory()
        cohort = CohortFactory(programme__course=course(CourseIdentifier.HEADSHIP))
        EnrolmentFactory(cohort=cohort)

    with django_assert_num_queries(queries):
        client.get(path)
