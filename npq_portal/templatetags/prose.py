"""Text that a hub wrote in Markdown, drawn in the portal's own look. `{% load prose %}{{ guide.body|prose }}`.

What a member of staff types must not be able to run in a visitor's browser: HTML is shown as typed, pictures are left out
(they would load from elsewhere), and a link leads to the web, to an email address, to a telephone or within the portal.
"""

import re
from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

register = template.Library()

_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "table_open": "govuk-table npq-table",
    "thead_open": "govuk-table__head",
    "tbody_open": "govuk-table__body",
    "tr_open": "govuk-table__row",
    "th_open": "govuk-table__header",
    "td_open": "govuk-table__cell",
    "blockquote_open": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--visible govuk-section-break--m",
    "link_open": "govuk-link",
}
# A table's CSS turns rows into cards on a narrow screen; the roles keep it a table for screen readers.
_ROLES = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "td_open": "cell",
}
_HEADINGS = {"h2": "govuk-heading-m", "h3": "govuk-heading-s"}
_ALLOWED_LINK = re.compile(r"(https?://|mailto:|tel:|/(?![/\\])|#)", re.IGNORECASE)


def _leads_somewhere_known(url: str) -> bool:
    return bool(_ALLOWED_LINK.match(url))


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
_markdown.validateLink = _leads_somewhere_known


@register.filter
def prose(text: str) -> SafeString:
    """The Markdown as HTML. The page's own h1 stands above it, so its headings start at h2."""
    tokens = _markdown.parse(text or "")
    _dress(tokens)
    _label_cells(tokens)
    # Safe: the renderer escapes every text, and HTML is off.
    return SafeString(_markdown.renderer.render(tokens, _markdown.options, {}))


def _dress(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(max(int(token.tag[1:]), 2), 3)}"
        if token.type == "heading_open":
            token.attrJoin("class", _HEADINGS[token.tag])
        if token.type in _CLASSES:
            token.attrJoin("class", _CLASSES[token.type])
        if token.type in _ROLES:
            token.attrSet("role", _ROLES[token.type])
        _dress(token.children or [])


def _label_cells(tokens: Sequence[Token]) -> None:
    """Column headings have a scope; a row's first cell is its heading; every other cell carries its column's name."""
    names: list[str] = []
    column = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            names = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            token.attrs |= {"scope": "col", "role": "columnheader"}
            names.append(tokens[index + 1].content)
        elif token.type == "td_open":
            if column == 0:
                _make_row_heading(token, closing=tokens[index + 2])
            else:
                _label(token, names[column], words=tokens[index + 1])
            column += 1


def _make_row_heading(token: Token, *, closing: Token) -> None:
    token.tag = closing.tag = "th"
    token.attrs = {"scope": "row", "role": "rowheader", "class": "govuk-table__header"}


def _label(token: Token, name: str, *, words: Token) -> None:
    """The words of a cell stand in one element, since the narrow screen's cards lay out name and words side by side."""
    token.attrSet("data-label", name)
    opening = Token("html_inline", "", 0, content='<span class="npq-table__value">')
    closing = Token("html_inline", "", 0, content="</span>")
    words.children = [opening, *(words.children or []), closing]
