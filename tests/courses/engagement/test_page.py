"""The participant's page: in words, with where each credit came from, and for nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from courses.choices import Mark, StudyEvidence
from courses.models import EngagementRecord
from tests.cast import signed_in
from tests.courses.engagement.scenes import Course
from tests.factories.engagement import ComponentFactory, SessionFactory, SessionPlaceFactory, StudyFactory

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def open_page(course: Course, *, at, name: str = "npq", query: str = ""):
    (person,) = course.people
    with time_machine.travel(at, tick=False):
        return signed_in(person.participant.user).get(reverse(f"mine:{name}", args=[person.pk]) + query)


def test_it_says_where_somebody_stands_in_words():
    course = Course(20)
    for number in range(1, 11):
        at = course.mark(number, Mark.ABSENT if number == 4 else Mark.ATTENDED)

    said = words_of(open_page(course, at=at))

    assert "To pass, you need to engage with at least 90% of the course." in said
    assert "You have engaged with 540 of 600 minutes so far (90%)." in said
    assert "You can miss 60 minutes more and still reach 90%. That is 1 session or unit, whichever you choose." in said


def test_each_component_shows_its_credit_and_where_it_came_from():
    course = Course(6)
    course.mark(1)
    course.mark(2, Mark.PART, minutes=45)
    at = course.mark(3, Mark.AUTHORISED_ABSENCE)
    at = course.after(4)

    said = words_of(open_page(course, at=at))

    assert "Seminar 1 Live session 17 November 2026 60 of 60 Present (register), recorded by Femi Invented on" in said
    assert "45 of 60 Part of it (register)" in said
    assert (
        "0 of 60 Absent with apologies (register), recorded by Femi Invented on 1 December 2026 You can catch up until"
        in said
    )
    assert "Not yet known worth 60 The register is still open" in said
    assert "To come" in said


def test_the_explanation_s_figures_are_those_of_the_table_and_the_bar():
    course = Course(10, engagement_policy="per_bucket")
    StudyFactory(cohort=course.cohort, minutes=100)
    course.mark(1)
    at = course.mark(2, Mark.ABSENT)

    page = open_page(course, at=at)

    assert page.context["figures"]["rows"] == [
        ["Live sessions", "60", "60", "0", "480", "600"],
        ["Self-study", "0", "0", "0", "100", "100"],
        ["All parts", "60", "60", "0", "580", "700"],
    ]
    live, study = page.context["bars"]
    assert (
        live["said"]
        == "60 minutes engaged, 60 minutes missed, 480 minutes to come. The line stands at 90%, 540 minutes."
    )
    assert [(box["x"], box["width"]) for box in live["boxes"]] == [(0, 100), (100, 100), (200, 0), (200, 800)]
    assert study["title"] == "Self-study"
    assertContains(page, '<svg class="npq-bar__drawing"', count=2)
    assert "You have engaged so far with 60 of 120 minutes of live sessions (50%)." in words_of(page)


def test_the_weighted_mean_is_said_with_its_weights():
    weights = {"live": 60, "self_study": 40}
    course = Course(10, engagement_policy="weighted", bucket_weights=weights)
    StudyFactory(cohort=course.cohort, minutes=100)

    said = words_of(open_page(course, at=course.mark(1)))

    assert "each part counts as follows: live sessions 60%, self-study 40%." in said
    assert "6% engaged, 94% to come. The line stands at 90%." in said
    assert "You have engaged with 100% so far: 60 of 60 minutes of live sessions (100%)." in said


def test_the_next_session_comes_with_its_link_for_those_expected_there_alone():
    course = Course(3)
    course.sessions[1].join_link = "https://meet.example/seminar-2"
    course.sessions[1].save()
    repeat = SessionFactory(
        component=course.sessions[1].component, starts_at=course.sessions[1].starts_at + timedelta(days=2)
    )
    at = course.mark(1)
    assertContains(open_page(course, at=at), "https://meet.example/seminar-2")

    SessionPlaceFactory(session=repeat, enrolment=course.people[0])

    page = open_page(course, at=at)
    assertNotContains(page, "https://meet.example/seminar-2")
    assert "3:45pm to 4:45pm on Thursday 26 November 2026 (UK time)" in words_of(page)


def test_what_is_left_out_is_shown_with_why():
    course = Course(3)
    ComponentFactory(cohort=course.cohort, title="Drop-in", counts=False)
    ComponentFactory(cohort=course.cohort, title="Visit", is_off=True)

    said = words_of(open_page(course, at=course.mark(1)))

    assert "Drop-in Live session We will tell you – Does not count towards engagement" in said
    assert "Visit Live session We will tell you – Cancelled" in said


def test_an_absence_to_catch_up_and_a_unit_to_study_are_tasks():
    course = Course(12)
    unit = StudyFactory(cohort=course.cohort, title="Unit on feedback", minutes=60)
    at = course.mark(1, Mark.ABSENT)

    page = open_page(course, at=at)

    assert [task["title"] for task in page.context["tasks"]] == ["Catch up on Seminar 1", "Unit on feedback"]
    assertContains(page, reverse("mine:study", args=[course.people[0].pk, unit.pk]))


def test_what_if_says_then_and_now():
    course = Course(10)
    at = course.mark(1)
    key = course.sessions[4].component_id

    page = open_page(course, at=at, name="what-if", query=f"?miss={key}")

    said = words_of(page)
    assert "If you miss Seminar 5" in said
    assert "You have no minute to spare: one more absence puts 90% out of reach, unless you catch up." in said
    assert "The most you can still reach 100% 90%" in said
    assert EngagementRecord.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?miss=", "?miss=0", "?miss=abc", "?miss=999999999999999999999"])
def test_what_if_of_nothing_asks_again(query):
    course = Course(10)

    page = open_page(course, at=course.mark(1), name="what-if", query=query)

    assert page.status_code == 200
    assert page.context["answer"] is None
    assert ("cannot be missed" in words_of(page)) is bool(query)


def test_others_see_nothing_of_it(participant_client, hub_admin_client):
    course = Course(2)
    (person,) = course.people

    for client in (participant_client, hub_admin_client):
        for name in ("npq", "what-if"):
            assert client.get(reverse(f"mine:{name}", args=[person.pk])).status_code == 404


EVIDENCE = [
    pytest.param(StudyEvidence.TICK, {"done": "on"}, 120, id="tick"),
    pytest.param(StudyEvidence.REFLECTION, {"reflection": "I wait longer for answers."}, 120, id="reflection"),
    pytest.param(StudyEvidence.MINUTES, {"minutes": "80"}, 80, id="minutes"),
]


@pytest.mark.parametrize(("evidence", "typed", "credit"), EVIDENCE)
def test_a_unit_is_completed_on_its_page_once_however_often_it_is_sent(evidence, typed, credit):
    course = Course(2)
    (person,) = course.people
    unit = StudyFactory(cohort=course.cohort, evidence=evidence)
    client, address = signed_in(person.participant.user), reverse("mine:study", args=[person.pk, unit.pk])

    with time_machine.travel(course.after(1), tick=False):
        form = client.get(address).context["form"]
        fields = typed | {"client_uuid": str(form["client_uuid"].value())}
        assertRedirects(client.post(address, fields), reverse("mine:npq", args=[person.pk]))
        client.post(address, fields)
        again = words_of(client.get(address))
        taken_back = client.post(reverse("mine:take-study-back", args=[person.pk, unit.pk]), follow=True)

    assert f"It counts for {credit} minutes." in again
    marks = EngagementRecord.objects.order_by("captured_at", "pk").values_list("mark", "minutes")
    assert list(marks) == [("studied", credit), ("cleared", 0)]
    assert "Taken back" in words_of(taken_back)


FAULTS = [
    pytest.param(StudyEvidence.TICK, {}, "Tick the box if you have done this", id="no tick"),
    pytest.param(StudyEvidence.REFLECTION, {"reflection": " "}, "Write what you take away from it", id="no words"),
    pytest.param(StudyEvidence.MINUTES, {"minutes": ""}, "Enter how many minutes", id="no minutes"),
    pytest.param(StudyEvidence.MINUTES, {"minutes": "an hour"}, "Minutes must be a whole number", id="words"),
    pytest.param(StudyEvidence.MINUTES, {"minutes": "0"}, "Minutes must be 1 or more", id="none"),
]


@pytest.mark.parametrize(("evidence", "typed", "words"), FAULTS)
def test_what_is_missing_is_said_beside_its_field(evidence, typed, words):
    course = Course(2)
    (person,) = course.people
    unit = StudyFactory(cohort=course.cohort, evidence=evidence)

    with time_machine.travel(course.after(1), tick=False):
        page = signed_in(person.participant.user).post(reverse("mine:study", args=[person.pk, unit.pk]), typed)

    assert page.status_code == 200
    assert words_of(page).count(words) >= 2  # in the summary and beside the field
    assert not EngagementRecord.objects.exists()


def test_after_its_last_day_a_unit_says_so_and_takes_nothing():
    course = Course(2)
    (person,) = course.people
    unit = StudyFactory(cohort=course.cohort, due_on=course.after(1).date())
    client, address = signed_in(person.participant.user), reverse("mine:study", args=[person.pk, unit.pk])

    with time_machine.travel(course.after(1) + timedelta(days=1), tick=False):
        page = client.get(address)
        sent = client.post(address, {"done": "on"})

    assertContains(page, "The last day for this has passed")
    assertNotContains(page, "I have done this")
    assertContains(sent, "The last day for this has passed")
    assert not EngagementRecord.objects.exists()


def test_a_unit_that_is_done_stays_open_from_the_table_and_does_not_ask_for_catching_up():
    course = Course(2)
    (person,) = course.people
    unit = StudyFactory(cohort=course.cohort, due_on=course.after(1).date())
    client, address = signed_in(person.participant.user), reverse("mine:study", args=[person.pk, unit.pk])

    with time_machine.travel(course.after(1), tick=False):
        client.post(address, {"done": "on"})
        assertContains(client.get(reverse("mine:npq", args=[person.pk])), f'href="{address}"')
        assertContains(client.get(address), "Take it back")
    with time_machine.travel(course.after(1) + timedelta(days=1), tick=False):
        page = client.get(address)

    assertContains(page, "It counts for 120 minutes.")
    assertNotContains(page, "The last day for this has passed")
