"""A signed-in person's first page, by role."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.pages import dashboard
from registrations.casework import states
from registrations.choices import ApplicationStatus
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, ProgrammeFactory
from tests.factories.notifications import RefusedAddressFactory
from tests.factories.registrations import ApplicationFactory, DraftFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 20, 9, tzinfo=UTC)


def parts(user) -> list[str]:
    return [section.template.rpartition("/")[2].removesuffix(".html") for section in dashboard.sections(user, at=AT)]


def home_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/home/").content.decode()


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client):
    assertRedirects(client.get("/home/"), "/account/sign-in/?next=/home/", fetch_redirect_response=False)


@pytest.mark.parametrize(
    ("roles", "shown"),
    [
        ([RoleName.PARTICIPANT], ["applications"]),
        ([RoleName.FACILITATOR], ["facilitation"]),
        ([RoleName.ASSESSOR], ["assessing"]),
        ([RoleName.HUB_ADMIN], ["casework"]),
        ([RoleName.PARTICIPANT, RoleName.FACILITATOR], ["facilitation", "applications"]),
        (list(RoleName), ["casework", "facilitation", "assessing", "applications"]),
        ([], ["applications"]),
    ],
    ids=lambda value: "+".join(value) or "none",
)
def test_each_role_sees_its_parts_in_one_order(roles, shown):
    assert parts(UserFactory(roles=roles)) == shown


@pytest.mark.parametrize(
    "state", [{}, {"more_needed": True}, {"accepted": True}, {"rejected": True}, {"withdrawn": True}]
)
def test_a_state_has_one_colour_for_its_person_and_for_staff(state):
    application = ApplicationFactory(**state)

    [section] = dashboard.sections(application.participant.user, at=AT)

    [row] = section.facts["applications"]
    assert row[-1]["colour"] == states.status_of(application).colour


def test_somebody_new_is_shown_the_way_to_apply(participant_client):
    response = participant_client.get("/home/")

    assertContains(response, "Hello, Priya Invented")
    assertContains(response, "You have not applied yet")
    assertContains(response, 'href="/register/"')
    assertNotContains(response, "What to do now")


def test_somebody_without_a_name_is_greeted_by_nothing_odd():
    html = home_of(UserFactory(name="", roles=[RoleName.PARTICIPANT]))

    assert '<h1 class="govuk-heading-xl">Your page</h1>' in html
    assert "Hello" not in html


def test_an_application_that_was_begun_is_the_first_thing_to_do(participant, participant_client):
    DraftFactory(user=participant, updated_at=AT)

    response = participant_client.get("/home/")

    assertContains(response, "What to do now")
    assertContains(response, "Go on with your application")
    assertContains(response, "Last changed on 20 October 2026. We keep it for 90 days.")


def test_a_question_from_the_hub_is_something_to_do(participant, participant_client):
    asked = ApplicationFactory(participant=participant.participant, status=ApplicationStatus.MORE_NEEDED)

    response = participant_client.get("/home/")

    assertContains(response, "Answer our question about")
    assertContains(response, f"/register/applications/{asked.reference}/answer/")


@pytest.mark.parametrize("status", ApplicationStatus.values)
def test_every_state_of_an_application_is_shown_in_words(participant, participant_client, status):
    trait = {} if status == ApplicationStatus.SUBMITTED else {status: True}
    application = ApplicationFactory(participant=participant.participant, **trait)

    response = participant_client.get("/home/")

    assertContains(response, application.reference)
    assertContains(response, ApplicationStatus(status).label)


def test_an_accepted_person_sees_when_and_where_the_course_begins(participant, participant_client):
    cohort = CohortFactory(meeting_pattern="Tuesdays, online", venue="")
    ApplicationFactory(participant=participant.participant, cohort=cohort, accepted=True)

    response = participant_client.get("/home/")

    for words in ("Your courses", "Monday 9 November 2026", "Tuesdays, online", "We write to you"):
        assertContains(response, words)


def test_nobody_sees_the_applications_of_others(participant_client):
    other = ApplicationFactory()

    assertNotContains(participant_client.get("/home/"), other.reference)


def test_a_hub_admin_who_also_studies_sees_only_their_own_as_theirs(hub_admin, hub_admin_client):
    other = ApplicationFactory()
    own = ApplicationFactory(participant=ParticipantFactory(user=hub_admin))
    hub_admin.role_grants.create(role=RoleName.PARTICIPANT)

    response = hub_admin_client.get("/home/")

    assertContains(response, own.reference)
    assertNotContains(response, other.reference)


def test_a_hub_admin_sees_how_much_waits_and_for_whom(hub_admin):
    ApplicationFactory.create_batch(2, status=ApplicationStatus.SUBMITTED)
    ApplicationFactory(status=ApplicationStatus.MORE_NEEDED)
    ApplicationFactory(rejected=True)

    [section] = dashboard.sections(hub_admin, at=AT)

    assert section.facts == {"waiting": 2, "asked": 1, "cohorts": []}


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (RoleName.FACILITATOR, "The sessions you lead will be listed here"),
        (RoleName.ASSESSOR, "The scripts you are asked to mark will be listed here"),
    ],
)
def test_where_there_is_nothing_yet_the_page_says_what_will_be_there(role, words):
    html = home_of(UserFactory(roles=[role]))

    assert "Nothing here yet" in html
    assert words in html


def test_names_are_printed_not_run():
    html = home_of(UserFactory(name="<script>alert(1)</script>", roles=[RoleName.PARTICIPANT]))

    assert "<script>alert(1)</script>" not in html


def test_the_number_of_queries_does_not_grow_with_the_applications(
    participant, participant_client, django_assert_num_queries
):
    ApplicationFactory(participant=participant.participant, accepted=True)
    participant_client.get("/home/")
    with django_assert_num_queries(10) as with_one:
        participant_client.get("/home/")
    for _ in range(2):
        cohort = CohortFactory(programme=ProgrammeFactory())
        ApplicationFactory(participant=participant.participant, cohort=cohort, accepted=True)

    with django_assert_num_queries(len(with_one)):
        participant_client.get("/home/")


def test_one_whose_emails_come_back_is_told_and_shown_the_way_to_another_address(participant, participant_client):
    RefusedAddressFactory()
    RefusedAddressFactory(email=participant.email, lifted_at=clock.now())
    assertNotContains(participant_client.get("/home/"), "Emails to you come back")

    RefusedAddressFactory(email=participant.email)
    page = participant_client.get("/home/")

    assertContains(page, "Emails to you come back")
    assertContains(page, f'href="{reverse("account_change_email")}"')
