"""The filter around Django's inline tables: header cells that say nothing become plain cells, and nothing else changes."""

import pytest
from django.template import engines

from npq_portal.templatetags.admin_tables import without_empty_headers


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<th></th>", "<td></td>"),
        ('<th class="original"></th>', '<td class="original"></td>'),
        ("<th>\n  </th>", "<td></td>"),
        ("<th>Role</th>", "<th>Role</th>"),
        ("<th></th><th>Role</th>", "<td></td><th>Role</th>"),
        ("<thead></thead>", "<thead></thead>"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_only_empty_header_cells_change(html, drawn):
    assert without_empty_headers(html) == drawn


def test_what_is_escaped_is_escaped_once():
    template = engines["django"].from_string(
        "{% load admin_tables %}{% filter without_empty_headers %}<th></th><td>{{ name }}</td>{% endfilter %}"
    )
    assert template.render({"name": "<b> & Co"}) == "<td></td><td>&lt;b&gt; &amp; Co</td>"
