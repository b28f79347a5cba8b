"""The filter around administration pages: silent icons, header cells that say nothing become plain cells, no more."""

import pytest
from django.template import engines

from npq_portal.templatetags.admin_tables import readable


@pytest.mark.parametrize(
    ("html", "drawn"),
    [
        ("<th></th>", "<td></td>"),
        ('<th class="original"></th>', '<td class="original"></td>'),
        ("<th>\n  </th>", "<td></td>"),
        ("<th>Role</th>", "<th>Role</th>"),
        ("<th></th><th>Role</th>", "<td></td><th>Role</th>"),
        ("<thead></thead>", "<thead></thead>"),
        (
            '<span class="material-symbols-outlined md-18">add</span>',
            '<span aria-hidden="true" class="material-symbols-outlined md-18">add</span>',
        ),
        (
            '<span title="x" class="m-1 material-symbols-outlined">add</span>',
            '<span aria-hidden="true" title="x" class="m-1 material-symbols-outlined">add</span>',
        ),
        (
            '<span class="symbols">material-symbols-outlined</span>',
            '<span class="symbols">material-symbols-outlined</span>',
        ),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_only_icons_and_empty_header_cells_change(html, drawn):
    assert readable(html) == drawn


def test_what_is_escaped_is_escaped_once():
    template = engines["django"].from_string(
        "{% load admin_tables %}{% filter readable %}<th></th><td>{{ name }}</td>{% endfilter %}"
    )
    assert template.render({"name": "<b> & Co"}) == "<td></td><td>&lt;b&gt; &amp; Co</td>"
