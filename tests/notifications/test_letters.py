"""Every letter in its three forms: nothing missing, nothing escaped where it must not be, everything where it must."""

import html
import re

import pytest
from django.conf import settings
from django.template import Context, Engine

from npq_portal.notifications import mailer
from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationKind
from tests.factories.notifications import full_context

pytestmark = pytest.mark.django_db  # the hub may have words of its own

MISSING = "<<<missing: %s>>>"
AWKWARD = """Siân O'Brien & "Sons" <script>alert(1)</script>"""
# Letters that do not lie in the outbox, and what they are told.
DIRECT = {
    "sign_in_code": {"code": "1234 5678", "minutes": 15},
    "new_email_code": {"code": "1234 5678", "minutes": 15},
    "email_taken": {},
    "account_closed": {},
}
LETTERS = {kind.value: full_context(kind) for kind in NotificationKind} | DIRECT
FORMS = ["subject.txt", "txt", "html"]


@pytest.fixture(scope="module")
def strict_engine() -> Engine:
    """Marks every name that a template prints and nobody gave."""
    return Engine(dirs=[settings.BASE_DIR / "templates"], string_if_invalid=MISSING)


def strictly(engine: Engine, name: str, form: str, values: dict) -> str:
    known = dict.fromkeys(("hub_name", "hub_email", "hub_phone", "site_url", "subject"), "x")
    return engine.get_template(f"emails/{name}.{form}").render(Context(known | values))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", DIRECT)
def test_no_letter_prints_a_name_nobody_gave(strict_engine, name, form):
    assert "<<<" not in strictly(strict_engine, name, form, LETTERS[name])


def test_a_missing_name_is_noticed(strict_engine):
    """So that the test above can fail; of words it is a KeyError."""
    assert "missing: minutes" in strictly(strict_engine, "sign_in_code", "txt", {"code": "1234 5678"})
    values = full_context(NotificationKind.TRN_VERIFIED)
    del values["trn_last_digits"]
    with pytest.raises(KeyError, match="trn_last_digits"):
        mailer.render("trn_verified", values)


@pytest.mark.parametrize("kind", NotificationKind)
def test_what_a_kind_is_told_is_printed(kind):
    """Nobody collects facts that no letter uses."""
    lists = {name for name, value in full_context(kind).items() if isinstance(value, list)}
    values = {name: f"marker-{name}" for name in CONTEXT_NAMES[kind]}
    letter = mailer.render(kind, values | {name: [values[name]] for name in lists})
    printed = letter.subject + letter.text + letter.html
    assert {name for name in CONTEXT_NAMES[kind] if f"marker-{name}" not in printed} == set()


@pytest.mark.parametrize("name", LETTERS)
def test_text_is_printed_as_it_is_and_html_is_escaped(name):
    values = {key: AWKWARD if isinstance(value, str) else value for key, value in LETTERS[name].items()}
    letter = mailer.render(name, values)
    assert "&amp;" not in letter.text + letter.subject
    assert "&#x27;" not in letter.text + letter.subject
    assert "<script>" not in letter.html
    if any(value == AWKWARD for value in values.values()):
        assert AWKWARD in letter.text
        assert html.escape(AWKWARD) in letter.html


def test_the_steps_are_escaped_too():
    letter = mailer.render("application_received", LETTERS["application_received"] | {"next_steps": [AWKWARD]})
    assert f"1. {AWKWARD}" in letter.text
    assert html.escape(AWKWARD) in letter.html


@pytest.mark.parametrize("name", LETTERS)
def test_a_subject_is_one_line_and_not_too_long(name):
    letter = mailer.render(name, LETTERS[name])
    assert "\n" not in letter.subject
    assert 10 < len(letter.subject) < 90


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_says_who_writes_and_where_to_ask(name):
    letter = mailer.render(name, LETTERS[name])
    for form in (letter.text, html.unescape(letter.html)):
        assert settings.HUB_NAME in form
        assert settings.HUB_PHONE in form


@pytest.mark.parametrize("name", LETTERS)
def test_html_fetches_nothing(name):
    page = mailer.render(name, LETTERS[name]).html
    assert re.findall(r"<(?:img|link|script|iframe|object)\b|url\(|@import", page) == []


@pytest.mark.parametrize("name", [name for name, values in LETTERS.items() if "url" in values])
def test_the_link_stands_in_both_forms(name):
    letter = mailer.render(name, LETTERS[name])
    assert letter.text.count(LETTERS[name]["url"]) == 1
    assert f'href="{LETTERS[name]["url"]}"' in letter.html


@pytest.mark.parametrize("name", LETTERS)
def test_text_has_no_gaps_and_no_markup(name):
    text = mailer.render(name, LETTERS[name]).text
    assert "\n\n\n" not in text
    assert "<" not in text
    assert "{" not in text


def test_what_several_lines_say_stays_several_lines():
    values = full_context(NotificationKind.APPLICATION_MORE_NEEDED) | {"question": "First?\nSecond?"}
    letter = mailer.render("application_more_needed", values)
    assert "> First?\n> Second?" in letter.text
    assert "First?<br>Second?" in letter.html


def test_an_addressed_letter():
    mail = mailer.render("account_closed", {}).addressed("reader@school.example", message_id="<1@portal.example>")
    message = mail.message()
    assert message["To"] == "reader@school.example"
    assert message["Message-ID"] == "<1@portal.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == settings.HUB_EMAIL
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
