"""The facilitator's screen: a code that changes, and who has arrived."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from courses.choices import SessionState
from courses.facts.check_in import facts_of
from courses.models import Session
from courses.rules.check_in import code_at
from courses.views.check_in_screen import picture
from tests.cast import signed_in
from tests.courses.offline.conftest import AT, get, post, scan_path
from tests.factories.accounts import ParticipantFactory
from tests.factories.engagement import RecordFactory

pytestmark = pytest.mark.django_db


def state(client: Client, session: Session, at=AT):
    return get(client, reverse("registers:check-in-state", args=[session.pk]), at).json()


def test_the_screen_shows_a_code_that_lets_people_in(facilitator_client, participant_client, session, enrolment):
    told = state(facilitator_client, session)

    assert told["url"] == f"http://testserver{scan_path(session)}"
    assert told["image"] == picture(told["url"])
    assert 0 < told["lasts"] <= 20_000
    assert (told["words"], told["arrived"], told["expected"]) == ("", [], 4)
    post(participant_client, told["url"])

    assert state(facilitator_client, session)["arrived"] == [
        {"name": "Priya Invented", "at": "4:05pm", "by_code": True}
    ]


def test_the_code_is_another_one_twenty_seconds_later(facilitator_client, session):
    first, second = (state(facilitator_client, session, AT + timedelta(seconds=more)) for more in (0, 20))

    assert first["url"] != second["url"]
    assert first["image"] != second["image"]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (AT - timedelta(minutes=40), "The code appears here at 3:30pm on Tuesday 17 November 2026."),
        (AT + timedelta(minutes=40), "The session ended at 4:45pm, and checking in ended with it."),
    ],
)
def test_outside_the_sessions_time_there_is_no_code(facilitator_client, session, at, words):
    told = state(facilitator_client, session, at)

    assert (told["words"], told["url"], told["image"]) == (words, "", "")


@pytest.mark.parametrize(
    ("new_state", "words"),
    [
        (SessionState.DRAFT, "has not been released yet"),
        (SessionState.NOT_HELD, "does not take place"),
        (SessionState.CANCELLED, "was cancelled"),
    ],
)
def test_a_session_that_is_not_on_has_no_code(hub_admin_client, session, new_state, words):
    reason = "" if new_state == SessionState.DRAFT else "Snow"
    Session.objects.filter(pk=session.pk).update(state=new_state, state_reason=reason)

    assert words in state(hub_admin_client, session)["words"]


@pytest.mark.parametrize(
    ("new_state", "words"), [(SessionState.CANCELLED, "was cancelled"), (SessionState.NOT_HELD, "does not take place")]
)
def test_the_page_of_a_session_that_is_off_offers_nothing_to_scan(facilitator_client, session, new_state, words):
    Session.objects.filter(pk=session.pk).update(state=new_state, state_reason="Snow")

    page = get(facilitator_client, reverse("registers:check-in", args=[session.pk]))

    assertContains(page, f"This session {words}, so nobody can check in. The reason given: Snow.")
    for left_out in ("Scan this", "The code changes", "check-in-screen.js", "refresh", "/my/check-in/"):
        assertNotContains(page, left_out)


def test_another_facilitator_does_not_see_the_screen(session, outsider_client):
    other = signed_in(ParticipantFactory(user__roles=["facilitator"]).user)

    assert get(other, reverse("registers:check-in-state", args=[session.pk])).status_code == 404
    assert get(outsider_client, reverse("registers:check-in", args=[session.pk])).status_code == 403


def test_the_page_works_without_a_script(facilitator_client, session, people):
    RecordFactory(session=session, enrolment=people[0], captured_at=AT)

    page = get(facilitator_client, reverse("registers:check-in", args=[session.pk]))

    assertContains(page, '<noscript><meta http-equiv="refresh" content="20"></noscript>')
    assertContains(page, scan_path(session))
    assertContains(page, "Robin Ash")
    assertNotContains(page, "Robin Birch")
    assert "no-store" in page["Cache-Control"]


def test_the_picture_is_plain_svg():
    picture_of = unquote(picture("https://hub.example/my/check-in/7/abcdefghij/"))

    assert picture_of.startswith("data:image/svg+xml")
    assert "<script" not in picture_of


def test_the_secret_of_the_session_changes_the_codes(session):
    before = code_at(facts_of(session), AT)
    session.check_in_secret = "renewed"

    assert code_at(facts_of(session), AT) != before


def test_every_session_has_a_secret_of_its_own(session):
    times = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    one, two = Session.objects.bulk_create(Session(component=session.component, **times) for _ in range(2))

    assert len(one.check_in_secret) == len(two.check_in_secret) == 64
    assert one.check_in_secret != two.check_in_secret
