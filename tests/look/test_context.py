"""What every page knows, and who is led where."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from npq_portal import context
from npq_portal.accounts.choices import RoleName


def request_by(user: object, path: str = "/") -> object:
    request = RequestFactory().get(path)
    request.user = user
    return request


def words(user: object, path: str = "/") -> list[str]:
    return [item["text"] for item in context.navigation(request_by(user, path))]


def test_the_hub_is_named_from_the_settings(settings):
    settings.HUB_NAME, settings.HUB_EMAIL, settings.DEMO = "Lakeside Teaching School Hub", "npq@lakeside.example", False
    known = context.hub(request_by(AnonymousUser()))

    assert known["hub_name"] == "Lakeside Teaching School Hub"
    assert known["hub_email"] == "npq@lakeside.example"
    assert known["product_name"] == "NPQ portal"
    assert known["demo"] is False


def test_navigation_by_role(participant, hub_admin, facilitator, assessor, outsider, settings):
    settings.ROOT_URLCONF = "npq_portal.urls"
    assert words(participant) == ["Your NPQs", "Your case study"]
    assert words(hub_admin) == ["Applications", "Cohorts", "Dates", "Case studies", "Administration"]
    assert words(facilitator) == ["Registers"]
    assert words(assessor) == ["Marking"]
    assert words(outsider) == []
    assert words(AnonymousUser()) == ["NPQs", "Am I eligible for funding?", "Questions"]


def test_of_two_sections_the_inner_one_is_current(settings):
    settings.ROOT_URLCONF = "npq_portal.urls"
    items = context.navigation(request_by(AnonymousUser(), "/npqs/questions/"))

    assert [item["text"] for item in items if item["current"]] == ["Questions"]


# where the hub is, which of the section's pages is marked, and how
IN_CASE_STUDIES = [
    ("/hub/windows/", "Windows", "page"),
    ("/hub/windows/12/move/", "Windows", "true"),
    ("/hub/windows/requests/", "Requests", "page"),
    ("/hub/windows/requests/7/", "Requests", "true"),
    ("/hub/windows/adjustments/", "Adjustments", "page"),
    ("/hub/windows/outages/3/", "Outages", "true"),
    ("/hub/windows/rescue-copies/", "Rescue copies", "page"),
    ("/hub/windows/rescue-copies/5/", "Rescue copies", "true"),
    ("/hub/marking/", "Marking", "page"),
    ("/hub/results/4/release/", "Results", "true"),
    ("/hub/integrity/cases/", "Similar scripts and misconduct", "true"),
]


@pytest.mark.parametrize(("path", "place", "how"), IN_CASE_STUDIES)
def test_the_hub_is_in_case_studies_on_all_of_their_pages(hub_admin, settings, path, place, how):
    settings.ROOT_URLCONF = "npq_portal.urls"
    [section] = [item for item in context.navigation(request_by(hub_admin, path)) if item["current"]]

    assert section["text"] == "Case studies"
    assert [(page["text"], page["current"]) for page in section["pages"] if page["current"]] == [(place, how)]
    assert len(section["pages"]) == 8


@pytest.mark.parametrize("path", ["/hub/board/", "/home/", "/hub/"])
def test_elsewhere_the_places_of_a_section_are_not_listed(hub_admin, settings, path):
    settings.ROOT_URLCONF = "npq_portal.urls"

    assert not any(item["pages"] for item in context.navigation(request_by(hub_admin, path)))


@pytest.mark.django_db
def test_the_places_of_a_section_stand_on_the_page_and_not_on_an_error(hub_admin_client, settings):
    settings.ROOT_URLCONF = "npq_portal.urls"
    page = hub_admin_client.get("/hub/marking/").content.decode()

    assert page.count('<nav class="npq-sub-navigation" aria-label="Case studies">') == 1
    assert page.count('aria-current="page"') == 1
    assert "npq-sub-navigation" not in hub_admin_client.get("/hub/windows/999999/").content.decode()


def test_a_page_drawn_before_anybody_is_known_has_no_navigation():
    assert context.navigation(RequestFactory().get("/")) == []


def test_the_section_a_person_is_in_is_current(hub_admin):
    items = context.navigation(request_by(hub_admin, "/register/applications/12/"))

    assert [item["text"] for item in items if item["current"]] == ["Applications"]


def test_a_start_page_is_current_only_on_itself(participant, monkeypatch):
    monkeypatch.setattr(context, "_NAVIGATION", ((RoleName.PARTICIPANT, "Start", "pages:start"),))

    assert context.navigation(request_by(participant, "/"))[0]["current"]
    assert not context.navigation(request_by(participant, "/home/"))[0]["current"]


def test_a_part_that_is_not_installed_is_only_a_missing_link(hub_admin, monkeypatch):
    monkeypatch.setattr(context, "_NAVIGATION", ((RoleName.HUB_ADMIN, "Marking", "assessments:list"),))

    assert words(hub_admin) == []


@pytest.mark.django_db
def test_the_header_shows_who_is_signed_in(client, hub_admin):
    client.force_login(hub_admin)
    page = client.get("/gallery/record/").content.decode()

    assert "hannah@hub.example" in page
    assert 'action="/sign-out/"' in page
    assert 'href="/register/applications/"' in page
    assert ">Sign in<" not in page


def test_the_header_offers_to_sign_in(client):
    page = client.get("/gallery/record/").content.decode()

    assert '<a class="npq-header__action" href="/sign-in/">Sign in</a>' in page
    assert "Sign out" not in page


def test_the_page_names_hub_product_licence_and_language(client, settings):
    settings.HUB_NAME = "Lakeside & Hill Teaching School Hub"
    page = client.get("/gallery/done/").content.decode()

    assert "<title>Application sent – NPQ portal – Lakeside &amp; Hill Teaching School Hub</title>" in page
    assert '<html lang="en-GB"' in page
    assert page.count("Open Government Licence v3.0") == 1
    assert '<a href="#main" class="govuk-skip-link"' in page
    assert "GOV.UK" not in page


def test_only_the_demo_says_that_all_is_invented(client, settings):
    settings.DEMO = True
    assert "Everything here is invented" in client.get("/gallery/done/").content.decode()
    settings.DEMO = False
    assert "Everything here is invented" not in client.get("/gallery/done/").content.decode()


def test_an_error_marks_the_title(client):
    assert "<title>Error: Where do you work? – " in client.post("/gallery/question/", {}).content.decode()
    assert "<title>Where do you work? – " in client.get("/gallery/question/").content.decode()


def test_messages_become_banners(draw):
    class Message(str):
        __slots__ = ()
        level_tag = "success"

    html = draw('{% include "components/_messages.html" %}', messages=[Message("Saved <b>"), Message("Sent")])

    assert html.count("govuk-notification-banner--success") == 2
    assert 'id="message-1-title"' in html
    assert 'id="message-2-title"' in html
    assert "Saved &lt;b&gt;" in html
