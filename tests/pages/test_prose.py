"""Hub-written Markdown: drawn in the portal's look, and unable to run anything."""

import re

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.templatetags.prose import prose

DANGEROUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text <b onclick=alert(1)>bold</b>",
    "<iframe src='https://evil.example'></iframe>",
    "<!-- --><style>body{display:none}</style>",
    "[go](javascript:alert(1))",
    "[go](JaVaScRiPt:alert(1))",
    "[go](java&#115;cript:alert(1))",
    "[go](&#x6A;avascript:alert(1))",
    "[go](\x01javascript:alert(1))",
    "[go](data:text/html;base64,PHNjcmlwdD4=)",
    "[go](vbscript:msgbox(1))",
    "[go](file:///etc/passwd)",
    "[go](//evil.example)",
    "[go](/\\evil.example)",
    "[go](ftp://evil.example)",
    "<javascript:alert(1)>",
    "[go][1]\n\n[1]: javascript:alert(1)",
    '[go](/x "\\" onmouseover=alert(1)")',
    "![x](https://evil.example/track.png)",
    "```\n</code><script>alert(1)</script>\n```",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "| <script>alert(1)</script> | b |\n|---|---|\n| 1 | 2 |",
]


def tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-z0-9]+)", html))


def addresses(html: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]*)"', html)


ALLOWED_TAGS = {
    "p", "h2", "h3", "ul", "ol", "li", "a", "strong", "em", "code", "pre", "br", "hr", "blockquote", "span",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_a_writer_types_can_run(text):
    html = prose(text)

    assert tags(html) <= ALLOWED_TAGS
    assert all(re.match(r"(https?://|mailto:|tel:|/(?!/)|#)", address) for address in addresses(html))
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', html))


@pytest.mark.parametrize("text", DANGEROUS[:5])
def test_html_is_shown_as_typed(text):
    assert "&lt;" in prose(text)


@given(st.text(alphabet="<>\"'[]()!/\\:&;#`|-* \n\tjavascriptonerror=12", max_size=80))
def test_whatever_is_typed_only_known_tags_come_out(text):
    html = prose(text)

    assert tags(html) <= ALLOWED_TAGS
    assert not any(address.lower().startswith("javascript") for address in addresses(html))


@pytest.mark.parametrize(
    "address",
    ["https://www.gov.uk/x", "http://example.org", "mailto:npq@hub.example", "tel:01632960123", "/npqs/", "#top"],
)
def test_links_to_known_places_stay(address):
    assert prose(f"[words]({address})") == (
        f'<p class="govuk-body"><a href="{address}" class="govuk-link">words</a></p>\n'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One", '<h2 class="govuk-heading-m">One</h2>\n'),
        ("## Two", '<h2 class="govuk-heading-m">Two</h2>\n'),
        ("### Three", '<h3 class="govuk-heading-s">Three</h3>\n'),
        ("###### Six", '<h3 class="govuk-heading-s">Six</h3>\n'),
        ("**Bold** and *soft*", '<p class="govuk-body"><strong>Bold</strong> and <em>soft</em></p>\n'),
        ("- a\n- b", '<ul class="govuk-list govuk-list--bullet">\n<li>a</li>\n<li>b</li>\n</ul>\n'),
        ("1. a\n2. b", '<ol class="govuk-list govuk-list--number">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("", ""),
        (None, ""),
    ],
)
def test_the_portals_look(text, html):
    assert prose(text) == html


TABLE = "| Place | Funded *for* |\n| --- | --- |\n| School | [All](/npqs/) of them |"


def test_a_table_stays_a_table_for_screen_readers_and_becomes_cards_on_a_narrow_screen():
    html = prose(TABLE)

    assert '<table class="govuk-table npq-table" role="table">' in html
    assert '<th class="govuk-table__header" scope="col" role="columnheader">Place</th>' in html
    assert '<th scope="row" role="rowheader" class="govuk-table__header">School</th>' in html
    assert 'data-label="Funded *for*"' in html
    assert '<span class="npq-table__value"><a href="/npqs/" class="govuk-link">All</a> of them</span></td>' in html


def test_opening_and_closing_tags_match():
    html = prose(TABLE + "\n| Nursery |\n| College | a | b |")

    assert html.count("<th") - html.count("<thead") == html.count("</th>")
    assert html.count("<td") == html.count("</td>")
    assert html.count("<span") == html.count("</span>")


def test_two_tables_on_a_page_do_not_mix_their_columns():
    html = prose(f"{TABLE}\n\n| A | B |\n|---|---|\n| 1 | 2 |")

    assert re.findall(r'data-label="([^"]*)"', html) == ["Funded *for*", "B"]


def test_a_template_prints_it_unescaped():
    template = engines["django"].from_string("{% load prose %}{{ body|prose }}")

    assert template.render({"body": "Hello"}) == '<p class="govuk-body">Hello</p>\n'
