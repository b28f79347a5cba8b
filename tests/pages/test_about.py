"""What the portal says about itself is true."""

import pytest
from django.conf import settings
from pytest_django.asserts import assertContains

from npq_portal.pages import retention

PAGES = ["/accessibility/", "/privacy/", "/contact/", "/cookies/"]

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize("path", PAGES)
def test_it_opens_for_everybody(client, participant_client, path):
    assert client.get(path).status_code == 200
    assert participant_client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/", "/contact/"])
def test_it_names_the_hub_and_how_to_reach_it(client, settings, path):
    settings.HUB_NAME, settings.HUB_EMAIL = "Lakeside Teaching School Hub", "npq@lakeside.example"

    response = client.get(path)

    assertContains(response, "Lakeside Teaching School Hub")
    assertContains(response, "mailto:npq@lakeside.example")


@pytest.mark.parametrize("path", PAGES)
def test_it_opens_without_a_query(client, django_assert_num_queries, path):
    with django_assert_num_queries(0):
        client.get(path)


def test_every_cookie_that_is_set_is_told(client, participant_client):
    told = client.get("/cookies/").content.decode()
    page = participant_client.get("/home/")
    given = set(participant_client.cookies) | set(page.cookies)

    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} == given
    assert all(f">{name}<" in told for name in given)
    assert f"{settings.SESSION_COOKIE_AGE // 86400} days" in told


@pytest.mark.parametrize(("what", "how_long"), retention.PERIODS)
def test_every_period_stands_in_the_privacy_notice(client, what, how_long):
    response = client.get("/privacy/")

    assertContains(response, what)
    assertContains(response, how_long)


def test_the_glossary_and_the_privacy_notice_say_the_same():
    told = (settings.BASE_DIR / "docs" / "domain.md").read_text("utf-8")

    for what, how_long in retention.PERIODS:
        assert f"| {what} | {how_long} |" in told


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/privacy/", "public task"),
        ("/privacy/", "used once, for the check of your TRN, and not kept"),
        ("/privacy/", "No decision about you is made by a machine alone"),
        ("/privacy/", "within one calendar month"),
        ("/privacy/", "https://ico.org.uk/make-a-complaint/"),
        ("/accessibility/", "version 2.2"),
        ("/accessibility/", "partially compliant"),
        ("/accessibility/", "What has not been done yet"),
        ("/accessibility/", "Regulations 2018"),
        ("/accessibility/", "Equality Advisory and Support Service"),
        ("/contact/", "npq.trnrequest@education.gov.uk"),
        ("/contact/", "Do not send us your National Insurance number"),
    ],
)
def test_what_the_law_and_the_field_want_said(client, path, words):
    assertContains(client.get(path), words)
