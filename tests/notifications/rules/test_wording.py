"""Words with placeholders: filled in, as HTML, and what is said of faults."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.rules.wording import Wording, read, together

WORDS = Path(django_settings.BASE_DIR / "templates/emails/words")
FILES = sorted(path.stem for path in WORDS.glob("*.txt"))
OF_THE_HUB = {"hub_name", "hub_email", "hub_phone", "site_url"}


def text_of(body: str, **values: Value) -> str:
    return Wording("Subject", body).filled(values).body


def html_of(body: str, **values: Value) -> str:
    return Wording("Subject", body).filled(values).html


def test_a_line_that_has_nothing_to_say_is_left_out():
    body = "Dear {{ name }},\n\nThe link to join:\n{{ link }}\n\nSee you."
    assert text_of(body, name="Nadia", link="https://a.example/1") == (
        "Dear Nadia,\n\nThe link to join:\nhttps://a.example/1\n\nSee you."
    )
    assert text_of(body, name="Nadia", link="") == "Dear Nadia,\n\nSee you."


def test_words_that_lead_to_nothing_are_left_out_over_an_empty_line_too():
    body = "Decided.\n\nThey wrote:\n\n> {{ comment }}\n\nOpen it."
    assert text_of(body, comment="") == "Decided.\n\nOpen it."
    assert text_of(body, comment="Good.") == "Decided.\n\nThey wrote:\n\n> Good.\n\nOpen it."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Decided.\nThey wrote:\n\n{{ nothing }}\n\nOpen it.", "Decided.\n\nOpen it."),
        ("Why\n---\n\n{{ nothing }}\n\nOpen it.", "Open it."),
        ("Why\n---\n{{ nothing }}\n\nOpen it.", "Open it."),
        ("All of it:\n\nThey wrote:\n\n{{ nothing }}\n\n{{ nothing }}\n\nOpen it.", "All of it:\n\nOpen it."),
        ("{{ nothing }}\nNow this:\n\n{{ zero }}", "Now this:\n\n0"),
        ("Minutes left: {{ zero }}", "Minutes left: 0"),
    ],
)
def test_what_is_left_out_takes_its_lead_along_and_nothing_else(body, text):
    assert text_of(body, nothing="", zero=0) == text


@pytest.mark.parametrize("body", ["{{ said }}", "> {{ said }}", "A: {{ said }}\nWhy: {{ said }}"])
def test_what_somebody_wrote_leads_to_nothing_and_stays(body):
    """It may end with a colon, and the paragraph after it may have nothing to say."""
    assert "Mend these:" in text_of(body + "\n\n{{ what_next }}", said="Mend these:", what_next="")


@pytest.mark.parametrize(
    ("body", "text", "html"),
    [
        pytest.param("Dear {{ name }},", "Dear A & B,", "<p>Dear A &amp; B,</p>", id="words"),
        pytest.param("One\ntwo", "One\ntwo", "<p>One<br>two</p>", id="two lines"),
        pytest.param("{{ long }}", "P 1\nmore\n\nP 2", "<p>P 1<br>more</p>\n<p>P 2</p>", id="paragraphs filled in"),
        pytest.param("- a\n- {{ name }}", "- a\n- A & B", "<ul><li>a</li><li>A &amp; B</li></ul>", id="a list"),
        pytest.param("{{ steps }}", "- 1st\n- 2nd", "<ul><li>1st</li><li>2nd</li></ul>", id="a list filled in"),
        pytest.param("1. {{ steps }}", "1. 1st\n2. 2nd", "<ol><li>1st</li><li>2nd</li></ol>", id="a numbered one"),
        pytest.param("Do:\n{{ steps }}", "Do:\n- 1st\n- 2nd", "<p>Do:</p><ul><li>1st</li><li>2nd</li></ul>", id="led to"),
        pytest.param("> {{ long }}", "> P 1\n> more\n>\n> P 2", "<blockquote>P 1<br>more<br><br>P 2</blockquote>", id="quoted"),
        pytest.param("> One\n>\n> two", "> One\n>\n> two", "<blockquote>One<br><br>two</blockquote>", id="quoted with a gap"),
        pytest.param("Why\n---", "Why\n---", "<h2>Why</h2>", id="a heading"),
        pytest.param("So\nWhy\n---\n{{ name }}", "So\n\nWhy\n---\n\nA & B", "<p>So</p>\n<h2>Why</h2>\n<p>A &amp; B</p>", id="a heading among lines"),
        pytest.param("A {{ long }}\n---", "A P 1 more P 2\n--------------", "<h2>A P 1 more P 2</h2>", id="a heading is one line"),
        pytest.param(
            "At noon.\n{{ url }}",
            "At noon.\nhttps://a.example/?a=1&b=2",
            '<p>At noon.<br><a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a></p>',
            id="a button says what leads to it and nothing else",
        ),
        pytest.param(
            "See {{ name }}:\n{{ url }}",
            "See A & B:\nhttps://a.example/?a=1&b=2",
            '<p><a class="button" href="https://a.example/?a=1&amp;b=2">See A &amp; B</a></p>',
            id="a button",
        ),
        pytest.param(
            "Name: {{ name }}\nWhere: {{ url }}",
            "Name: A & B\nWhere: https://a.example/?a=1&b=2",
            '<table><tr><th scope="row">Name</th><td>A &amp; B</td></tr>'
            '<tr><th scope="row">Where</th><td>https://a.example/?a=1&amp;b=2</td></tr></table>',
            id="a table",
        ),
        pytest.param(
            "- Name: {{ name }}\n- Who: {{ name }}",
            "- Name: A & B\n- Who: A & B",
            "<ul><li>Name: A &amp; B</li><li>Who: A &amp; B</li></ul>",
            id="a list that names things is no table",
        ),
    ],
)  # fmt: skip
def test_what_words_become(body, text, html):
    values = {
        "name": "A & B", "long": "P 1\nmore\n\nP 2", "steps": ["1st", "2nd"], "url": "https://a.example/?a=1&b=2",
    }  # fmt: skip
    assert (text_of(body, **values), html_of(body, **values)) == (text, html)


def test_what_is_filled_in_is_not_read_as_a_placeholder():
    assert text_of("Dear {{ name }}", name="{{ link }}", link="secret") == "Dear {{ link }}"


HOSTILE = "Title\n-----\n\n- item\n\n1. one\n\n> said\n\nPay here:\nhttps://bad.example/\n\nA: b\nC: d"


@pytest.mark.parametrize(
    "body", ["{{ x }}", "> {{ x }}", "- {{ x }}", "{{ xs }}", "A: {{ x }}\nB: {{ x }}", "Said: {{ x }}"]
)
def test_what_is_filled_in_makes_no_structure_of_its_own(body):
    own = re.compile(r"<(h2|ul|ol|table|blockquote|tr)|button")
    harmless = html_of(body, x="word", xs=["word"])
    assert own.findall(html_of(body, x=HOSTILE, xs=[HOSTILE])) == own.findall(harmless)
    assert "button" not in html_of(body, x="https://bad.example/", xs=["https://bad.example/"])


def test_only_a_web_address_is_a_button():
    assert html_of("Join:\n{{ join_link }}", join_link="javascript:alert(1)") == "<p>Join:<br>javascript:alert(1)</p>"


def test_what_somebody_else_wrote_is_no_link_where_it_is_quoted():
    assert "<a" not in html_of("> {{ x }}", x="Go to https://bad.example/ now")


@given(st.text())
def test_nothing_comes_through_unescaped(text):
    body = "A {{ x }}\n\n- {{ x }}\n\n> {{ x }}\n\nA: {{ x }}\nB: {{ x }}\n\n1. {{ xs }}\n\nSee {{ x }}:\n{{ url }}"
    bad = f"{text}<script>alert('x')</script><b>{text}"
    html = html_of(body, x=bad, xs=[bad], url='https://a.example/"onclick=')
    assert "<script" not in html
    assert "<b>" not in html
    assert '"onclick' not in html


def test_several_letters_are_one():
    one = Wording("First", "Dear {{ name }},\n\nOne.").filled({"name": "Nadia"})
    two = Wording("<Second>", "Dear {{ name }},\n\nTwo.").filled({"name": "Nadia"})
    both = together([one, two])
    assert both.subject == "First, and 1 more"
    assert both.body == (
        "Dear Nadia,\n\nThis email is about 2 things:\n- First\n- <Second>\n\n"
        "First\n-----\n\nOne.\n\n<Second>\n--------\n\nTwo."
    )
    assert "<h2>&lt;Second&gt;</h2>" in both.html


@pytest.mark.parametrize(
    "body",
    [
        "Dear {{ name }}, bring your laptop.",
        "Dear {{ name }},\nbring your laptop.",
        "{{ said }}\n\nEnd.",
        "Hello {{ name }},\n\nbring your laptop.",
    ],
)
def test_in_one_email_only_greetings_are_left_out(body):
    """Not what begins like one and says more."""
    values: dict[str, Value] = {"name": "Nadia", "said": "Dear all, bring your laptop."}
    one = Wording("First", "Dear {{ name }}\n\nOne.").filled(values)
    assert "bring your laptop." in together([one, Wording("Second", body).filled(values)]).body


@pytest.mark.parametrize(
    ("subject", "body", "fault"),
    [
        ("Yours", "Dear {{ nobody }}", "There is no {{ nobody }} here."),
        ("Yours", "Dear {{ name", "Two braces"),
        ("Yours", "{% load x %}", "Two braces"),
        ("Yours", "Dear {{ name.password }}", "Two braces"),
        ("Yours", "Dear {{\nname }}", "Two braces"),
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


def test_every_kind_has_its_words():
    assert sorted(NotificationKind.values) == FILES
