"""Writing to everybody in a cohort: seen first, then once to each, and never twice."""

import uuid

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from courses.actions.cohort_message import paragraphs
from courses.choices import EnrolmentStatus
from courses.models import Cohort
from npq_portal.notifications.models import Notification
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.notifications import HubWordsFactory, RefusedAddressFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    cohort = CohortFactory()
    for name in ("Ash", "Birch"):
        EnrolmentFactory(cohort=cohort, participant=ParticipantFactory(first_name="Ann", last_name=name))
    for status in (
        EnrolmentStatus.DEFERRED,
        EnrolmentStatus.WITHDRAWN,
        EnrolmentStatus.COMPLETED,
        EnrolmentStatus.MOVED,
    ):
        EnrolmentFactory(cohort=cohort, status=status)
    return cohort


def url(cohort: Cohort) -> str:
    return reverse("cohorts:message", args=[cohort.pk])


def typed(**changes: object) -> dict[str, object]:
    return {"subject": "Snow", "text": "No session.\n\nStay warm.", "token": str(uuid.UUID(int=7))} | changes


def test_it_is_seen_before_it_goes(hub_admin_client, cohort):
    page = hub_admin_client.post(url(cohort), typed())

    assertContains(page, "2 people get it")
    assertContains(page, "Ann Birch")
    assertContains(page, "<p>Stay warm.</p>", html=True)
    assertContains(page, "You get this because you take part in")
    assert not Notification.objects.exists()


def test_it_is_seen_in_the_words_that_are_sent(hub_admin_client, cohort):
    HubWordsFactory(
        kind="cohort_message",
        subject="[Riverbank] {{ subject }}",
        body="Hello {{ participant_name }},\n\n{{ paragraphs }}\n\n{{ url }}",
    )
    page = hub_admin_client.post(url(cohort), typed())
    assertContains(page, "[Riverbank] Snow")
    assertContains(page, "Hello Ann Ash,")


def test_whoever_cannot_be_reached_is_said_before_it_goes(hub_admin_client, cohort):
    RefusedAddressFactory(email=cohort.enrolments.get(participant__last_name="Birch").participant.user.email)
    page = hub_admin_client.post(url(cohort), typed())
    assertContains(page, "1 of 2 people get it")
    assertContains(page, "Send to 1 person")
    assertContains(page, "Ann Birch: their address takes no mail")


def test_it_goes_once_to_each_who_takes_part(hub_admin_client, hub_admin, cohort):
    answer = hub_admin_client.post(url(cohort), typed(send="1"), follow=True)

    assertContains(answer, "Your message goes to 2 participants")
    first, second = Notification.objects.order_by("context__participant_name")
    assert (first.kind, first.context["participant_name"]) == ("cohort_message", "Ann Ash")
    assert second.context["paragraphs"] == "No session.\n\nStay warm."
    entry = LogEntry.objects.get()
    assert (entry.user_id, entry.object_id) == (hub_admin.pk, str(cohort.pk))
    assert entry.change_message == "Message sent to 2 participants."


def test_a_second_press_sends_nothing(hub_admin_client, cohort):
    hub_admin_client.post(url(cohort), typed(send="1"))
    EnrolmentFactory(cohort=cohort)

    assertContains(hub_admin_client.post(url(cohort), typed(send="1"), follow=True), "It was sent already.")

    assert Notification.objects.count() == 2
    assert LogEntry.objects.count() == 1


def test_the_same_words_may_be_sent_another_day(hub_admin_client, cohort):
    hub_admin_client.post(url(cohort), typed(send="1"))

    hub_admin_client.post(url(cohort), typed(send="1", token=str(uuid.uuid4())))

    assert Notification.objects.count() == 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": ""}, "Enter a subject"),
        ({"text": " "}, "Enter the message"),
        ({"text": "x" * 5001}, "5,000 characters or fewer"),
        ({"subject": "x" * 121}, "120 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(hub_admin_client, cohort, changes, words):
    page = hub_admin_client.post(url(cohort), typed(send="1", **changes))

    assertContains(page, words)
    assertContains(page, str(uuid.UUID(int=7)))
    assert not Notification.objects.exists()


def test_change_it_brings_back_what_was_typed(hub_admin_client, cohort):
    page = hub_admin_client.post(url(cohort), typed(edit="1"))

    assertContains(page, 'value="Snow"')
    assertContains(page, "Stay warm.")
    assertNotContains(page, "There is a problem")


def test_a_subject_is_one_line(hub_admin_client, cohort):
    hub_admin_client.post(url(cohort), typed(send="1", subject="Snow\r\nBcc: x@y.example"))

    assert Notification.objects.first().context["subject"] == "Snow Bcc: x@y.example"


def test_markup_is_text(hub_admin_client, cohort):
    assertNotContains(hub_admin_client.post(url(cohort), typed(text="<b>Hello</b>")), "<b>Hello")


def test_there_may_be_nobody_to_write_to(hub_admin_client):
    assertContains(hub_admin_client.post(url(CohortFactory()), typed()), "nobody to write to")


def test_afterwards_one_is_on_the_cohorts_page(hub_admin_client, cohort):
    answer = hub_admin_client.post(url(cohort), typed(send="1"))

    assertRedirects(answer, reverse("admin:courses_cohort_change", args=[cohort.pk]))


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", []), ("a", ["a"]), ("a\nb", ["a\nb"]), ("a\r\n\r\nb", ["a", "b"]), ("\n\na\n \n\t\n\nb\n", ["a", "b"])],
)
def test_paragraphs(text, parts):
    assert paragraphs(text) == parts
