"""The headers that keep the browser strict."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from npq_portal.middleware import SecurityHeadersMiddleware, policy


def answered(response: HttpResponse, **cookies: str) -> HttpResponse:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return SecurityHeadersMiddleware(lambda _: response)(request)


def test_a_policy_is_written_as_browsers_read_it():
    directives = {"default-src": ["'self'"], "img-src": ["'self'", "data:"], "upgrade-insecure-requests": []}

    assert policy(directives) == "default-src 'self'; img-src 'self' data:; upgrade-insecure-requests"


def test_the_portals_policy_allows_nothing_inline_and_nobody_else(settings):
    sources = [source for listed in settings.SECURE_CSP.values() for source in listed]

    assert settings.SECURE_CSP["default-src"] == ["'self'"]
    assert {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}.isdisjoint(sources)
    assert settings.SECURE_CSP["frame-ancestors"] == ["'none'"]


def test_every_page_carries_the_headers(client):
    headers = client.get("/gallery/question/").headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_an_error_page_carries_them_too(client):
    headers = client.get("/nowhere/").headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self'; ")


def test_what_a_signed_in_person_sees_is_not_kept(settings):
    assert answered(HttpResponse(), **{settings.SESSION_COOKIE_NAME: "x"})["Cache-Control"] == "no-store, private"


def test_the_answer_that_signs_in_is_not_kept_either(settings):
    response = HttpResponse()
    response.set_cookie(settings.SESSION_COOKIE_NAME, "x")

    assert answered(response)["Cache-Control"] == "no-store, private"


def test_a_public_page_may_be_kept():
    assert "Cache-Control" not in answered(HttpResponse()).headers


@pytest.mark.parametrize("header", ["Content-Security-Policy", "Permissions-Policy", "Cache-Control"])
def test_a_view_that_says_otherwise_is_heard(header, settings):
    response = HttpResponse(headers={header: "its own"})

    assert answered(response, **{settings.SESSION_COOKIE_NAME: "x"})[header] == "its own"
