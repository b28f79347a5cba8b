"""One press: the two headers of RFC 8058 on what is optional, the line at its foot, and the page behind the link."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from npq_portal.notifications import outbox, rechecks
from npq_portal.notifications.choices import NotificationKind as Kind
from npq_portal.notifications.models import SwitchedOff
from npq_portal.notifications.rules.manners import OPTIONAL
from npq_portal.notifications.unsubscribing import Named, read, token_for
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NotificationFactory
from tests.notifications.test_races import at_once

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
ONE_CLICK = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
WEEK, TOMORROW, MUST = Kind.SESSION_IN_A_WEEK, Kind.SESSION_TOMORROW, Kind.SELF_STUDY_DUE


@pytest.fixture(autouse=True)
def _still_so(monkeypatch):
    monkeypatch.setattr(rechecks, "_ASKED", {})


def page(token: str) -> str:
    return f"/unsubscribe/{token}/"


def off(user) -> set[str]:
    return set(SwitchedOff.objects.filter(user=user).values_list("kind", flat=True))


# -- the email -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kinds", "named"),
    [
        *[([Kind(kind)], {kind}) for kind in sorted(OPTIONAL)],
        ([WEEK, TOMORROW], {WEEK, TOMORROW}),
        ([TOMORROW, TOMORROW], {TOMORROW}),
        ([WEEK, TOMORROW, Kind.REGISTRATION_UNFINISHED], {WEEK, TOMORROW, Kind.REGISTRATION_UNFINISHED}),
        ([MUST], set()),
        ([TOMORROW, MUST], set()),  # one press would say less than the reader meant, or more
        ([Kind.WINDOW_LAST_HOURS], set()),
        ([Kind.RESULT_RELEASED], set()),
    ],
    ids=lambda value: " + ".join(sorted(value)) or "nothing",
)
def test_the_email_names_all_that_is_optional_in_it_and_only_if_all_is(server, kinds, named):
    reader = UserFactory()
    for kind in kinds:
        NotificationFactory(kind=kind, recipient=reader, recipient_email=reader.email, created_at=AT, due_at=AT)
    assert outbox.deliver_due(clock=lambda: AT, until=AT) == 1

    (mail,) = server.taken
    text, page_of_it = (mail.get_body((form,)).get_content() for form in ("plain", "html"))
    if not named:
        assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)
        assert "Switch them off" not in text + page_of_it
        return
    url = re.fullmatch(r"\s*<(\S+)>", mail["List-Unsubscribe"])[1]  # a long line is folded after its name
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Switch them off: {url}" in text
    assert f'href="{url}"' in html.unescape(page_of_it)
    token = re.fullmatch(re.escape(settings.SITE_URL) + r"/unsubscribe/([A-Za-z0-9_.-]+)/", url)[1]
    assert read(token) == Named(reader.pk, tuple(Kind(kind) for kind in sorted(named)))
    assert Client(enforce_csrf_checks=True).post(page(token), **ONE_CLICK).status_code == 200
    assert off(reader) == named


def test_who_has_no_account_has_no_link(server):
    NotificationFactory(kind=TOMORROW, created_at=AT, due_at=AT)
    outbox.deliver_due(clock=lambda: AT, until=AT)
    assert server.taken[0]["List-Unsubscribe"] is None


def test_two_accounts_that_had_one_address_one_after_the_other_have_no_link(server):
    for reader in (UserFactory(), UserFactory()):
        NotificationFactory(kind=TOMORROW, recipient=reader, recipient_email="one@school.example", due_at=AT)
    outbox.deliver_due(clock=lambda: AT, until=AT)
    assert server.taken[0]["List-Unsubscribe"] is None


# -- the link --------------------------------------------------------------------------------------------------------
def test_a_link_says_nothing_of_who_it_is_and_is_always_the_same():
    reader = UserFactory(email="siobhan@school.example", name="Siobhan Invented")
    token = token_for(reader.pk, [TOMORROW, WEEK])
    assert token == token_for(reader.pk, [WEEK, TOMORROW])
    plain = signing.b64_decode(token.partition(".")[0].encode()).decode()
    assert plain == f'[{reader.pk},"session_in_a_week","session_tomorrow"]'


def _cut(token):
    return token[:-1]


def _changed(token):
    payload = signing.b64_encode(b'[1,"hub_digest"]').decode()
    return f"{payload}.{token.partition('.')[2]}"


def _of_somebody_gone(token):
    return token_for(999_999_999, [TOMORROW])


def _of_what_must_be_told(token):
    return token_for(read(token).user, [MUST])


def _for_something_else(token):
    return signing.Signer(salt="another", sep=".").sign_object([read(token).user, TOMORROW])


@pytest.mark.parametrize("spoil", [_cut, _changed, _of_somebody_gone, _of_what_must_be_told, _for_something_else])
@pytest.mark.parametrize("how", ["get", "post"])
def test_a_link_that_names_nothing_says_so_and_does_nothing(client, spoil, how):
    token = spoil(token_for(UserFactory().pk, [TOMORROW]))
    answer = getattr(client, how)(page(token))
    assert answer.status_code == 404
    assert "This link switches nothing off" in answer.content.decode()
    client.post(page(token) + "undo/")
    assert not SwitchedOff.objects.exists()


@pytest.mark.parametrize("how", ["get", "head"])
def test_opening_it_changes_nothing(client, how):
    reader = UserFactory()
    answer = getattr(client, how)(page(token_for(reader.pk, [TOMORROW])))
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("max-age=0")
    assert off(reader) == set()


@pytest.mark.parametrize(
    "body", [ONE_CLICK, {"data": {"List-Unsubscribe": "One-Click"}}, {}], ids=["form", "multipart", "button"]
)
def test_sent_without_a_session_or_a_csrf_token_it_is_off_and_twice_does_no_harm(body):
    reader = UserFactory()
    stranger = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = stranger.post(page(token_for(reader.pk, [WEEK, TOMORROW])), **body)
        assert answer.status_code == 200  # RFC 8058: no redirect
        assert "Switched off" in answer.content.decode()
        assert reader.email not in answer.content.decode()
    assert off(reader) == {WEEK, TOMORROW}


def test_it_switches_off_what_it_names_whoever_is_signed_in(participant_client, participant):
    reader = UserFactory()
    answer = participant_client.post(page(token_for(reader.pk, [TOMORROW])))
    assert (off(reader), off(participant)) == ({TOMORROW}, set())
    assert "another account than the one you are signed in to" in answer.content.decode()
    ones_own = participant_client.get(page(token_for(participant.pk, [TOMORROW])))
    assert "another account" not in ones_own.content.decode()


def test_the_page_after_switches_it_on_again_by_its_own_form():
    reader = UserFactory()
    token = token_for(reader.pk, [TOMORROW])
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(page(token) + "undo/").status_code == 403  # not from elsewhere
    after = browser.post(page(token)).content.decode()
    assert off(reader) == {TOMORROW}
    csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', after)[1]
    answer = browser.post(page(token) + "undo/", {"csrfmiddlewaretoken": csrf}, follow=True)
    assert off(reader) == set()
    assert "Switched on again" in answer.content.decode()
    assert "Do you want to switch these emails off?" in answer.content.decode()


def test_where_a_part_of_it_is_off_the_rest_is_offered(client):
    reader = UserFactory()
    client.post(page(token_for(reader.pk, [WEEK])))
    assert "Do you want to switch" in client.get(page(token_for(reader.pk, [WEEK, TOMORROW]))).content.decode()


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_are_one():
    reader = UserFactory()
    token = token_for(reader.pk, [WEEK, TOMORROW])
    answers = at_once(8, lambda: Client().post(page(token), **ONE_CLICK).status_code)
    assert set(answers) == {200}
    assert SwitchedOff.objects.filter(user=reader).count() == 2
