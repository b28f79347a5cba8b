"""The hub's pages on how messages are worded: the list, the form with its preview, two tabs, and the way back."""

import html
import re

import pytest
from django.urls import reverse

from npq_portal.notifications import mailer
from npq_portal.notifications.choices import NotificationKind as Kind
from npq_portal.notifications.models import HubWords
from npq_portal.pages.wording import GROUPS
from tests.factories.accounts import UserFactory
from tests.factories.notifications import HubWordsFactory
from tests.pictures import take

pytestmark = pytest.mark.django_db
LIST = reverse("pages:wordings")
PAGE = reverse("pages:words", args=["session_tomorrow"])
BACK = reverse("pages:words-portals-own", args=["session_tomorrow"])
BODY = "Hello {{ name }},\n\nIt is on {{ when }}.\n\nJoin:\n{{ join_link }}\n\nYour dates:\n{{ url }}"
TYPED = {"subject": "See you at {{ component }}", "text": BODY, "began_from": ""}


def text(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def frame(response) -> str:
    """What the frame of the preview shows."""
    return html.unescape(re.search(r'<iframe [^>]*srcdoc="([^"]*)"', response.content.decode())[1])


def test_every_kind_stands_in_one_group():
    kinds = [kind for group in GROUPS.values() for kind in group]
    assert sorted(kinds) == sorted(Kind)


def test_the_list_says_whose_words_are_sent(hub_admin_client):
    HubWordsFactory(kind=Kind.SESSION_TOMORROW, written_by__name="Grace Invented")
    HubWordsFactory(kind=Kind.HUB_DIGEST, written_by__name="Grace Invented")
    HubWordsFactory(kind=Kind.HUB_DIGEST, subject="", body="", written_by=None)
    page = text(hub_admin_client.get(LIST))
    assert "A session tomorrow Your words since 10am on Tuesday 1 September 2026, by Grace Invented" in page
    assert "A session in a week The portal’s words" in page
    assert "since 10am on Tuesday 1 September 2026, by somebody whose account is gone" in page


def test_it_begins_with_what_is_sent_now_and_shows_it_filled_in(hub_admin_client):
    page = hub_admin_client.get(PAGE)
    assert page.context["form"].initial["text"] == mailer.wording_of("session_tomorrow").body
    assert "Subject: Tomorrow: Leading a team" in text(page)
    assert "Dear Robin Invented" in frame(page)
    assert "Preview of what is sent now" in text(page)
    assert "{{ join_link }} The link to join a session online" in text(page)


def test_a_preview_shows_what_was_typed_and_saves_nothing(hub_admin_client):
    page = hub_admin_client.post(PAGE, TYPED | {"preview": "1"})
    assert "Subject: See you at Leading a team" in text(page)
    assert "Preview of what you typed" in text(page)
    assert "Hello Robin Invented," in frame(page)
    assert page.context["form"]["text"].value() == BODY
    assert not HubWords.objects.exists()


def test_nothing_that_is_typed_can_run(hub_admin_client):
    evil = '<script>alert(1)</script><style>*{display:none}</style></iframe>" onload="alert(2)'
    page = hub_admin_client.post(PAGE, TYPED | {"subject": f"S {evil}", "text": BODY + "\n\n" + evil, "preview": "1"})
    source = page.content.decode()
    assert "<script>alert" not in source
    assert '" onload="' not in source
    inside = frame(page)
    assert "<script>" not in inside
    assert "&lt;script&gt;alert(1)" in inside
    assert len(re.findall("<style>", inside)) == 1
    assert 'sandbox=""' in source
    said = page["Content-Security-Policy"]
    assert "unsafe-inline" not in said
    assert len(re.findall(r"style-src 'self' 'sha256-[^']+'(?:;|$)", said)) == 1
    assert "default-src 'self'" in said


def test_the_frame_wears_the_letters_own_style_and_runs_nothing(page, live_server, hub_admin_client):
    page.context.add_cookies(
        [{"name": "sessionid", "value": hub_admin_client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(live_server.url + PAGE)
    page.get_by_label("Text").fill(BODY + "\n\n<script>document.title = 'run'</script>")
    page.get_by_role("button", name="Preview").click()
    letter = page.frame_locator("iframe")
    assert "document.title" in letter.get_by_text("<script>").inner_text()
    assert letter.locator(".hub").evaluate("element => getComputedStyle(element).fontWeight") == "700"
    assert "run" not in page.title()
    page.get_by_text("As plain text").click()
    take(page, "wording")


def test_what_is_saved_is_sent_from_then_on(hub_admin, hub_admin_client):
    page = hub_admin_client.post(PAGE, TYPED | {"text": BODY.replace("\n", " \t\r\n"), "save": "1"}, follow=True)
    row = HubWords.objects.get()
    assert (row.kind, row.subject, row.body, row.written_by) == ("session_tomorrow", TYPED["subject"], BODY, hub_admin)
    assert "Emails go out in these words from now on" in text(page)
    assert "Your words since" in text(page)
    hub_admin_client.post(PAGE, TYPED | {"began_from": row.pk, "save": "1"})
    assert HubWords.objects.count() == 1


def test_saving_the_portals_own_words_changes_nothing(hub_admin_client):
    ours = mailer.wording_of("session_tomorrow")
    page = hub_admin_client.post(PAGE, {"subject": ours.subject, "text": ours.body, "save": "1"}, follow=True)
    assert "Nothing was changed" in text(page)
    assert not HubWords.objects.exists()


@pytest.mark.parametrize("button", ["preview", "save"])
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(hub_admin_client, button):
    typed = TYPED | {"subject": "Hello {{ nmae }}", "text": "Dear {{ name }}, come!", button: "1"}
    page = hub_admin_client.post(PAGE, typed)
    errors = page.context["form"].errors
    assert errors["subject"] == ["There is no {{ nmae }} here."]
    assert any(line.startswith("The text must have {{ url }}.") for line in errors["text"])
    assert [page.context["form"][name].value() for name in ("subject", "text")] == [typed["subject"], typed["text"]]
    assert not HubWords.objects.exists()


def test_the_second_of_two_tabs_is_told_loses_nothing_and_can_save_again(hub_admin_client):
    theirs = HubWordsFactory(subject="Theirs", written_by=UserFactory(name="Grace Invented"))
    page = hub_admin_client.post(PAGE, TYPED | {"save": "1"})
    assert "Grace Invented changed these words at 10am on Tuesday 1 September 2026" in text(page)
    assert page.context["form"]["text"].value() == BODY
    assert "Theirs" in text(page)
    assert HubWords.objects.count() == 1
    again = TYPED | {"began_from": page.context["form"]["began_from"].value(), "save": "1"}
    assert again["began_from"] == str(theirs.pk)
    assert hub_admin_client.post(PAGE, again).status_code == 302
    assert HubWords.objects.first().subject == TYPED["subject"]


def test_back_to_the_portals_words_is_asked_and_then_done(hub_admin, hub_admin_client):
    assert hub_admin_client.get(BACK)["Location"] == PAGE
    row = HubWordsFactory()
    asked = hub_admin_client.get(BACK)
    assert "Tomorrow: {{ component }}" in text(asked)
    page = hub_admin_client.post(BACK, {"began_from": row.pk}, follow=True)
    assert "Emails go out in the portal’s words again." in text(page)
    newest = HubWords.objects.first()
    assert (newest.subject, newest.body, newest.written_by) == ("", "", hub_admin)
    assert "See you tomorrow at {{ component }}" in text(page)  # in the history


def test_nobody_goes_back_from_words_they_have_not_seen(hub_admin_client):
    old = HubWordsFactory()
    HubWordsFactory(subject="Newer", written_by=UserFactory(name="Grace Invented"))
    page = hub_admin_client.post(BACK, {"began_from": old.pk}, follow=True)
    assert "Grace Invented changed these words" in text(page)
    assert HubWords.objects.first().subject == "Newer"


@pytest.mark.parametrize("kind", ["nothing", "sign_in_code"])
def test_other_addresses_lead_nowhere(hub_admin_client, kind):
    for name in ("pages:words", "pages:words-portals-own"):
        assert hub_admin_client.get(reverse(name, args=[kind])).status_code == 404
