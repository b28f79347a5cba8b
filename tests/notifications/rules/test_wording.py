"""Words with placeholders: filled in, as HTML, and what is said of faults."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationKind
from npq_portal.notifications.rules.wording import Wording, as_html, fill, read

WORDS = Path(django_settings.BASE_DIR / "templates/emails/plain")
FILES = sorted(path.stem for path in WORDS.glob("*.txt") if path.stem != "letter")
OF_THE_HUB = {"hub_name", "hub_email", "hub_phone", "site_url"}


def test_a_line_that_has_nothing_to_say_is_left_out():
    text = "Dear {{ name }},\n\nThe link to join:\n{{ link }}\n\nSee you."
    assert fill(text, {"name": "Nadia", "link": "https://a.example/1"}) == (
        "Dear Nadia,\n\nThe link to join:\nhttps://a.example/1\n\nSee you."
    )
    assert fill(text, {"name": "Nadia", "link": ""}) == "Dear Nadia,\n\nSee you."


def test_a_list_becomes_lines():
    assert fill("Missed:\n{{ missed }}", {"missed": ["One", "Two"]}) == "Missed:\n- One\n- Two"


def test_what_is_filled_in_is_not_read_as_a_placeholder():
    assert fill("Dear {{ name }}", {"name": "{{ link }}", "link": "secret"}) == "Dear {{ link }}"


def test_html_has_paragraphs_lists_and_buttons():
    html = as_html("Dear Siân,\n\nThis comes:\n- One & two\n- Three\n\nSee your dates:\nhttps://a.example/x?a=1&b=2")
    assert html == (
        "<p>Dear Siân,</p>\n<p>This comes:</p><ul><li>One &amp; two</li><li>Three</li></ul>\n"
        '<p><a class="button" href="https://a.example/x?a=1&amp;b=2">See your dates</a></p>'
    )


@given(st.text())
def test_nothing_comes_through_unescaped(text):
    html = as_html(f"A {text}<script>alert('x')</script>{text}\n\n- {text}\n- <b>\n\n{text}")
    assert "<script" not in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("subject", "body", "fault"),
    [
        ("Yours", "Dear {{ nobody }}", "There is no {{ nobody }} here."),
        ("Yours", "Dear {{ name", "Two braces"),
        ("Yours", "{% load x %}", "Two braces"),
        ("Yours", "Dear {{ name.password }}", "Two braces"),
        ("One\ntwo", "Text", "one line"),
        ("", "Text", "one line"),
        ("Yours", "  ", "empty"),
    ],
)
def test_faults_are_said(subject, body, fault):
    assert fault in " ".join(Wording(subject, body).faults({"name"}))


def test_good_words_have_no_fault():
    assert Wording("For {{ name }}", "Dear {{ name }}").faults({"name"}) == []


@pytest.mark.parametrize("name", FILES)
def test_the_portals_own_words_are_good_and_tell_all_they_are_given(name):
    words = read((WORDS / f"{name}.txt").read_text())
    known = CONTEXT_NAMES[NotificationKind(name)]
    assert words.faults(known | OF_THE_HUB) == []
    assert known - words.names == set()
