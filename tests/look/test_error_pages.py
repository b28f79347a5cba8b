"""Error pages draw without database and context (these tests have no database: a query would fail them)."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults
from django.views.decorators.http import require_POST

from npq_portal.middleware import NothingToSeeMiddleware
from npq_portal.stale_forms import csrf_failure

H1 = {
    "400": "We could not read that request",
    "403": "You cannot see this page",
    "403_csrf": "This page was open too long",
    "404": "Page not found",
    "405": "There is nothing to see at this address",
    "500": "Sorry, something went wrong",
}
TAKES_A_BUTTON = require_POST(lambda request: HttpResponse())


@pytest.mark.parametrize("name", H1)
def test_each_draws_from_nothing(name):
    page = render_to_string(f"{name}.html")

    assert f"{H1[name]}</h1>" in page
    assert f"<title>{H1[name]} – NPQ portal</title>" in page
    assert 'href="/"' in page
    assert "None" not in page


@pytest.mark.parametrize(
    ("view", "error", "name"),
    [
        (defaults.bad_request, SuspiciousOperation("secret"), "400"),
        (defaults.permission_denied, PermissionDenied("secret"), "403"),
        (defaults.page_not_found, Http404("secret"), "404"),
    ],
)
def test_django_draws_ours_and_tells_no_secrets(view, error, name):
    response = view(RequestFactory().get("/somewhere/"), error)

    assert response.status_code == int(name)
    assert H1[name] in response.content.decode()
    assert "secret" not in response.content.decode()


def test_a_fault_of_ours():
    response = defaults.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert H1["500"] in response.content.decode()


def test_the_500_page_needs_nothing_that_can_break():
    page = render_to_string("500.html")

    assert "{%" not in page
    assert "{{" not in page
    assert page.count('href="/static/') == 5


def test_a_form_from_a_stale_page():
    response = csrf_failure(RequestFactory().post("/"), reason="secret")

    assert response.status_code == 403
    assert H1["403_csrf"] in response.content.decode()


def test_a_form_without_its_token_gets_our_page():
    response = Client(enforce_csrf_checks=True).post("/gallery/question/", {})

    assert response.status_code == 403
    assert H1["403_csrf"] in response.content.decode()


def test_an_address_that_only_takes_a_button_says_so_to_whoever_opens_it():
    request = RequestFactory().get("/somewhere/", headers={"accept": "text/html,*/*;q=0.8"})

    response = NothingToSeeMiddleware(TAKES_A_BUTTON)(request)

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert H1["405"] in response.content.decode()


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_a_script_is_told_in_no_words(accept):
    response = NothingToSeeMiddleware(TAKES_A_BUTTON)(RequestFactory().get("/somewhere/", headers={"accept": accept}))

    assert (response.status_code, response.content) == (405, b"")


def test_what_says_more_about_a_405_keeps_its_words():
    own = NothingToSeeMiddleware(lambda request: HttpResponse("Ours", status=405))

    assert own(RequestFactory().get("/", headers={"accept": "text/html"})).content == b"Ours"


def test_with_a_request_the_hub_can_be_reached(client, settings):
    settings.HUB_EMAIL = "npq@lakeside.example"
    page = client.get("/nowhere/").content.decode()

    assert 'href="mailto:npq@lakeside.example"' in page


def test_a_session_is_not_read_for_an_error_page(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a-session-that-would-need-the-database"

    assert client.get("/nowhere/").status_code == 404
