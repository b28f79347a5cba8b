"""The component tags: their markup, their empty states and their escaping."""

from datetime import UTC, datetime

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory
from pytest_django.asserts import assertHTMLEqual, assertInHTML

BAD = "<script>alert(1)</script>"
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_tag(draw):
    assertHTMLEqual(draw('{% tag "Draft" %}'), '<strong class="govuk-tag">Draft</strong>')
    assertHTMLEqual(
        draw('{% tag text colour="red" %}', text=BAD), f'<strong class="govuk-tag govuk-tag--red">{SAFE}</strong>'
    )


def test_sub_navigation(draw):
    pages = [{"text": BAD, "url": "/a/", "current": ""}, {"text": "B", "url": "/b/", "current": "page"}]
    html = draw('{% sub_navigation label="Section" pages=pages %}', pages=pages)

    assert SAFE in html
    assert html.count("aria-current") == 1
    assert 'href="/b/" aria-current="page">B</a>' in html
    assert '<nav class="npq-sub-navigation" aria-label="Section">' in html


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"value": "Oakbank"}, "Oakbank"),
        ({"value": "One\nTwo"}, "One<br>Two"),
        ({"value": 0}, "0"),
        ({"value": ""}, '<span class="npq-quiet">Not given</span>'),
        ({"value": None}, '<span class="npq-quiet">Not given</span>'),
        ({"lines": ["One", "Two"]}, '<ul class="govuk-list npq-list-plain"><li>One</li><li>Two</li></ul>'),
        ({"tag": "Late", "colour": "orange"}, '<strong class="govuk-tag govuk-tag--orange">Late</strong>'),
        ({"value": BAD}, SAFE),
    ],
    ids=["text", "two lines", "nought", "empty", "none", "several", "tag", "markup"],
)
def test_summary_list_values(draw, row, value):
    html = draw("{% summary_list rows=rows %}", rows=[{"key": "School", **row}])

    assertInHTML(f'<dd class="govuk-summary-list__value">{value}</dd>', html)


def test_summary_list_says_what_a_link_changes(draw):
    rows = [{"key": "Name", "value": "x", "url": "/1/"}, {"key": "TRN", "value": "y", "url": "/2/", "hidden": "your TRN", "change": "Add"}]  # fmt: skip
    html = draw("{% summary_list rows=rows %}", rows=rows)

    assertInHTML('<a class="govuk-link" href="/1/">Change<span class="govuk-visually-hidden"> Name</span></a>', html)
    assertInHTML('<a class="govuk-link" href="/2/">Add<span class="govuk-visually-hidden"> your TRN</span></a>', html)


def test_summary_list_in_a_card(draw):
    html = draw('{% summary_list rows=rows title="You" heading_level=3 %}', rows=[])

    assertInHTML('<h3 class="govuk-summary-card__title">You</h3>', html)


@pytest.mark.parametrize(
    ("kind", "role", "title"),
    [("", "region", "Important"), ("success", "alert", "Success"), ("error", "alert", "There is a problem")],
)
def test_notification_banner(draw, kind, role, title):
    html = draw('{% notification_banner text="Saved" kind=kind prefix="m1" %}', kind=kind)

    assert f'role="{role}" aria-labelledby="m1-title"' in html
    assertInHTML(f'<h2 class="govuk-notification-banner__title" id="m1-title">{title}</h2>', html)


def test_block_tags_hold_template_text(draw):
    assertHTMLEqual(
        draw("{% inset_text %}<p>{{ word }}</p>{% endinset_text %}", word=BAD),
        f'<div class="govuk-inset-text"><p>{SAFE}</p></div>',
    )
    html = draw("{% details summary=word %}<p>{{ word }}</p>{% enddetails %}", word=BAD)
    assert html.count(SAFE) == 2
    assert "open" not in html
    assert '<details class="govuk-details" open>' in draw('{% details summary="x" opened=True %}y{% enddetails %}')


def test_warning_and_panel(draw):
    assert draw("{% warning_text text=word %}", word=BAD).endswith(f"{SAFE}</strong> </div>")
    html = draw('{% panel title="Application sent" label="Your reference" value="NPQ-1" %}')
    assertInHTML('<h1 class="govuk-panel__title">Application sent</h1>', html)
    assertInHTML('<div class="govuk-panel__body">Your reference<br><strong>NPQ-1</strong></div>', html)
    assert "govuk-panel__body" not in draw('{% panel title="Done" %}')


def test_back_link(draw):
    assertHTMLEqual(
        draw('{% back_link url="/x/" text="All" %}'),
        '<nav aria-label="Back"><a href="/x/" class="govuk-back-link">All</a></nav>',
    )
    assert draw('{% back_link url="" %}') == ""
    assert "javascript:" not in draw("{% back_link url=url %}", url='"><script>')


def test_progress_is_said_in_words_and_the_bar_is_for_the_eye(draw):
    html = draw("{% progress number=3 total=14 %}")

    assertInHTML('<p class="npq-progress__text">Question 3 of about 14</p>', html)
    assertInHTML('<progress class="npq-progress__bar" value="3" max="14" aria-hidden="true"></progress>', html)


@pytest.mark.parametrize("kind", ["", "secondary", "warning", "start"])
def test_button(draw, kind):
    html = draw('{% button text="Go" url="/go/" kind=kind %}', kind=kind)

    assert f'class="govuk-button{" govuk-button--" + kind if kind else ""}"' in html
    assert 'role="button"' in html
    assert ("<svg" in html) is (kind == "start")


def test_task_list(draw):
    items = [
        {"title": "Choose", "url": "/1/", "status": "Done", "hint": "One NPQ"},
        {"title": "Check", "status": "Cannot start yet"},
        {"title": BAD, "url": "/3/", "status": "Late", "colour": "orange"},
    ]
    html = draw("{% task_list items=items %}", items=items)

    assert 'href="/1/" aria-describedby="tasks-1-hint tasks-1-status"' in html
    assertInHTML("<div>Check</div>", html)
    assertInHTML('<strong class="govuk-tag govuk-tag--orange">Late</strong>', html)
    assert "<script" not in html


def test_timeline(draw):
    events = [{"title": "Accepted", "at": datetime(2026, 6, 30, 22, 59, tzinfo=UTC), "by": BAD, "text": f"One\n\n{BAD}"}, {"title": "Sent"}]  # fmt: skip
    html = draw("{% timeline events=events %}", events=events)

    assert "11:59pm on Tuesday 30 June 2026</time> by &lt;script&gt;" in html
    assert html.count("npq-timeline__event") == 2
    assert "<script" not in html


def test_stat_and_empty_state(draw):
    html = draw('{% stat value="92%" label="attended" %}')
    assertInHTML('<p class="npq-stat__value">92%</p>', html)
    assert "npq-stat__hint" not in html
    html = draw('{% empty_state title="Nothing yet" text="Apply." url="/apply/" action="Apply now" %}')
    assertInHTML('<h2 class="govuk-heading-m">Nothing yet</h2>', html)
    assert ">Apply now</a>" in html
    assert "<a" not in draw('{% empty_state title="Nothing yet" %}')


COLUMNS = [{"label": "Name", "sort": "name"}, {"label": "Hours", "numeric": True}, {"label": "State"}]
ROWS = [[{"text": BAD, "url": "/1/", "hint": "NPQ-1"}, 7, {"tag": "Late", "colour": "orange"}]]


def table(draw, query: str = "") -> str:
    request = RequestFactory().get(f"/list/{query}")
    return draw(
        '{% data_table caption="People" columns=columns rows=rows %}', columns=COLUMNS, rows=ROWS, request=request
    )


def test_a_table_stays_a_table_when_it_looks_like_cards(draw):
    html = table(draw)

    assert '<table class="govuk-table npq-table" role="table">' in html
    assertInHTML('<caption class="govuk-table__caption govuk-visually-hidden">People</caption>', html)
    assert '<th scope="row" role="rowheader"' in html
    assert '<td role="cell" data-label="Hours" class="govuk-table__cell govuk-table__cell--numeric">' in html
    assert "<script" not in html


@pytest.mark.parametrize(
    ("query", "direction", "link"),
    [
        ("", "none", "?sort=name"),
        ("?sort=name", "ascending", "?sort=-name"),
        ("?sort=-name", "descending", "?sort=name"),
        ("?sort=other&q=a+b&page=3", "none", "?sort=name&amp;q=a+b"),
    ],
)
def test_a_heading_sorts_and_keeps_the_filters(draw, query, direction, link):
    html = table(draw, query)

    assert f'aria-sort="{direction}"' in html
    assert f'href="{link}"' in html


def test_a_row_of_the_wrong_length_is_a_mistake_not_a_gap(draw):
    with pytest.raises(ValueError, match="shorter"):
        draw("{% data_table caption='x' columns=columns rows=rows %}", columns=COLUMNS, rows=[["only one"]])


def pages(draw, number: int, count: int = 1234, query: str = "") -> str:
    request = RequestFactory().get(f"/list/{query}")
    return draw("{% pagination page=page %}", page=Paginator(range(count), 25).page(number), request=request)


def test_pagination_keeps_the_rest_of_the_query(draw):
    html = pages(draw, 20, query="?q=a%26b&page=1")

    assert 'href="?q=a%26b&amp;page=19" rel="prev"' in html
    assert 'href="?q=a%26b&amp;page=21" rel="next"' in html
    assert html.count('aria-current="page"') == 1
    assert html.count("ellipsis") == 2


def test_pagination_at_the_ends_and_with_one_page(draw):
    assert 'rel="prev"' not in pages(draw, 1)
    assert 'rel="next"' not in pages(draw, 50)
    assert pages(draw, 1, count=3) == ""


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "No schools"), (1, "1 school"), (25, "25 schools"), (1234, "Showing 1 to 25 of 1,234 schools")],
)
def test_result_count(draw, count, words):
    html = draw('{% result_count page=page one="school" many="schools" %}', page=Paginator(range(count), 25).page(1))

    assert f">{words}</p>" in html


def test_the_school_search_is_a_search_box_by_itself(draw):
    html = draw('{% school_search url="/schools/" value=value chosen="900001" %}', value='oak" onfocus="x')

    assert 'type="search" value="oak&quot; onfocus=&quot;x"' in html
    assert '<label class="govuk-label govuk-label--s" for="school-search">' in html
    assertInHTML('<input type="hidden" name="school" value="900001" data-chosen>', html)
    assert 'type="submit"' in html
