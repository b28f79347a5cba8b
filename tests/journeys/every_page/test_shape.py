"""Which pages are looked at once, and which differences make another look needed."""

import pytest

from tests.journeys.every_page.shape import shape

PAGE = """<html><body><main><h1>Results</h1><p class="govuk-body">Ada is in.</p>
<ul><li><a href="/1/">One</a></li></ul><label for="q">Name</label><input id="q" type="text"></main></body></html>"""
ROW = '<li><a href="/1/">One</a></li>'

ALIKE = {
    "another name": ("Ada is in.", "Bob is in."),
    "another address": ('href="/1/"', 'href="/27/?page=2"'),
    "more rows": (ROW, ROW * 7),
    "rows that take turns": (ROW, (ROW + '<li class="b">Two</li>') * 3 + '<li class="b">Two</li>'),
    "a comment": ("<h1>", "<!-- here --><h1>"),
}
DIFFERENT = {
    "another class": ('class="govuk-body"', 'class="govuk-hint"'),
    "a picture without words": ("</main>", "<img src='a.png'></main>"),
    "no words where there were some": ("Results", ""),
    "a word that is much longer": ("Ada", "Llanfairpwllgwyngyllgogerychwyrndrobwll"),
    "a label that points at nothing": ('for="q"', 'for="z"'),
    "an id given twice": ("<h1>", '<h1 id="q">'),
    "an attribute less": (' id="q"', ""),
    "a heading that is a level lower": ("<h1>Results</h1>", "<h2>Results</h2>"),
    "something inside something else": (ROW, "<li><p><a href='/1/'>One</a></p></li>"),
    "another state": ('type="text"', 'type="text" aria-invalid="true"'),
}


@pytest.mark.parametrize(("old", "new"), ALIKE.values(), ids=ALIKE.keys())
def test_pages_that_are_looked_at_once(old, new):
    rows = "rows that take turns" if 'class="b"' in new else ""
    page = PAGE.replace(ROW, ROW + '<li class="b">Two</li>') if rows else PAGE
    changed = PAGE.replace(old, new)
    assert changed != page
    assert shape(changed.encode()) == shape(page.encode())


@pytest.mark.parametrize(("old", "new"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_differences_that_need_another_look(old, new):
    changed = PAGE.replace(old, new)
    assert changed != PAGE
    assert shape(changed.encode()) != shape(PAGE.encode())
