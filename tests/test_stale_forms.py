"""A form whose token has changed gives its words back: to whoever typed them, and to nobody else's page."""

import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.models import DraftVersion
from tests.assessments.marking.scenes import a_scene
from tests.assessments.writing.conftest import AT, entry, questions  # noqa: F401  (the same Priya and her window)

OURS = {"origin": "http://testserver"}
ANYWHERE = "/account/sign-in/"
WORDS = "A sentence & <b>another</b> one."
ESCAPED = "A sentence &amp; &lt;b&gt;another&lt;/b&gt; one."
TOO_LONG = "This page was open too long</h1>"


def stale(*, user=None, cookie: str = "a" * 32) -> Client:
    """A browser whose pages carry a token that is not its cookie's."""
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    if cookie:
        client.cookies[settings.CSRF_COOKIE_NAME] = cookie
    return client


def shown(response) -> str:
    assert response.status_code == 403
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies
    page = response.content.decode()
    assert TOO_LONG in page
    return page


def given_back(page: str) -> list[str]:
    return re.findall(r"<textarea[^>]* readonly>\n([^<]*)</textarea>", page)


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["a" * 32, ""], ids=["another token", "no cookie"])
def test_what_was_written_comes_back_and_nothing_is_saved(participant, entry, questions, cookie):  # noqa: F811
    path = f"/my/case-study/{entry.window_id}/write/"
    data = {f"answer-{questions[0]}": WORDS, "based_on": 0, "do": "save", "csrfmiddlewaretoken": "b" * 32}
    with time_machine.travel(AT, tick=False):
        response = stale(user=participant, cookie=cookie).post(path, data, headers=OURS)

    page = shown(response)
    assert given_back(page) == [ESCAPED]
    assert 'for="text-1">What you typed</label>' in page
    assert "Nothing was saved." in page
    assert f'href="{path}" target="_blank"' in page
    assert "b" * 32 not in page
    assert not DraftVersion.objects.exists()


@pytest.mark.django_db
def test_what_a_marker_typed_comes_back():
    scene = a_scene(people=2, markers=3, policy={"sample_percent": 0, "sample_least": 0})
    scene.make()
    scene.allocate()
    marking = scene.open_marks()[0]
    path = reverse("marking:script", args=[marking.script.number])
    data = {"comment": "Well argued throughout.", "note": "Ask the hub", "csrfmiddlewaretoken": "b" * 32}

    page = shown(stale(user=marking.marker).post(path, data, headers=OURS))

    assert given_back(page) == ["Well argued throughout.", "Ask the hub"]
    assert 'for="text-2">What you typed, 2</label>' in page


@pytest.mark.parametrize("code", ["1234 5678", "12345678", "abcd efgh"])
def test_a_code_is_not_shown(code):
    page = shown(stale().post(reverse("account_confirm_login_code"), {"code": code}, headers=OURS))

    assert code not in page
    assert not given_back(page)


FROM = {
    "our page": ({"origin": "http://testserver", "referer": "http://testserver/x/"}, True),
    "our page, by Referer alone": ({"referer": "http://testserver/x/"}, True),
    "another site": ({"origin": "https://elsewhere.example"}, False),
    "another site that says so in Referer alone": ({"referer": "https://elsewhere.example/"}, False),
    "two that differ": ({"origin": "http://testserver", "referer": "https://elsewhere.example/"}, False),
    "a site whose name begins like ours": ({"referer": "http://testserver.elsewhere.example/"}, False),
    "another port of ours": ({"origin": "http://testserver:81"}, False),
    "a page that hides where it is": ({"origin": "null"}, False),
    "an address that is none": ({"referer": "http://[testserver"}, False),
    "nothing said": ({}, False),
}


@pytest.mark.parametrize(("headers", "comes_back"), FROM.values(), ids=FROM.keys())
def test_only_a_page_of_ours_is_answered_with_its_words(headers, comes_back):
    page = shown(stale().post(ANYWHERE, {"email": WORDS}, headers=headers))

    assert bool(given_back(page)) == comes_back
    assert ("sentence" in page) == comes_back


def test_an_address_the_operator_trusts_counts_as_ours(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://npq.hub.example"]

    page = shown(stale().post(ANYWHERE, {"email": WORDS}, headers={"origin": "https://npq.hub.example"}))

    assert given_back(page) == [ESCAPED]


@pytest.mark.parametrize(
    ("referer", "link"),
    [
        ("http://testserver/page/?of=form", "/page/?of=form"),
        ("http://testserver//elsewhere.example/", "/%2Felsewhere.example/"),
        ("", f"{ANYWHERE}?next=/home/"),
    ],
    ids=["the page the form stands on", "no way out", "where it was sent"],
)
def test_where_the_fresh_copy_is(referer, link):
    headers = OURS | ({"referer": referer} if referer else {})
    page = shown(stale().post(f"{ANYWHERE}?next=/home/", {"email": WORDS}, headers=headers))

    assert f'href="{link}" target="_blank"' in page


UNREADABLE = {
    "too big": ("email=two+words" + "x" * 200, "application/x-www-form-urlencoded"),
    "too many fields": ("email=two+words&" * 3, "application/x-www-form-urlencoded"),
    "no boundary": ("two words", "multipart/form-data"),
    "another encoding": ("email=two+words", "application/x-www-form-urlencoded; charset=utf-16"),
    "no form": ('{"text": "two words"}', "application/json"),
}


@pytest.mark.parametrize(("body", "kind"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_gets_the_plain_page(settings, body, kind):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 100, 2

    page = shown(stale(cookie="").post(ANYWHERE, body, content_type=kind, headers=OURS))

    assert "two words" not in page
    assert "Go back, load the page again" in page
