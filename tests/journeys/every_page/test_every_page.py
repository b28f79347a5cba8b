"""Every page that a role may open, from tests/access_table.py, in a browser: see checks.faults for what is asked of it."""

import html
import re
from collections import defaultdict
from functools import cache

import pytest
from django.http import HttpResponse

from tests.access_table import STRANGER, TABLE
from tests.journeys.every_page import examples as given
from tests.journeys.every_page.example import Example
from tests.journeys.every_page.examples import NO_PAGE, examples
from tests.journeys.every_page.opening import Opening

pytestmark = pytest.mark.django_db

SHOWN = [name for name in TABLE if name not in NO_PAGE]
#: Pages about one session each; the world's sessions of one part are called the same, as repeats are. And a scan that leads
#: nowhere says what checking in there says.
ALIKE = {
    "registers:webinar": "a report",
    "registers:webinar-others": "others of a report",
    "registers:webinar-absent": "absences by a report",
    "mine:check-in": "checking in",
    "mine:check-in-scan": "checking in",
}
_FORM = re.compile(r'<form[^>]*method="post"[^>]*>', re.IGNORECASE)


def is_page(answer: HttpResponse, status: int = 200) -> bool:
    return answer.status_code == status and answer.headers.get("Content-Type", "").startswith("text/html")


def has_form(answer: HttpResponse, path: str) -> bool:
    """Whether the main part holds a form that is sent to the page itself."""
    main = answer.content.decode().partition("<main")[2]
    actions = (re.search(r'action="([^"]*)"', tag) for tag in _FORM.findall(main))
    return any(action is None or action[1] in {"", path} for action in actions)


def shown(opening: Opening, name: str) -> list[tuple[str, Example, HttpResponse]]:
    """Who gets which page of that name. Every example is a page for somebody."""
    answers = [
        (by, example, opening.get(by, example.path)) for example in examples(name, opening.world) for by in example.by
    ]
    pages = [(by, example, answer) for by, example, answer in answers if is_page(answer, example.status)]
    without = {example.path for _, example, _ in answers} - {example.path for _, example, _ in pages}
    assert not without, f"{name}: nobody gets a page: {without}"
    return pages


#: For tests that only look: asked for once in the whole run.
shown_once = cache(shown)


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_is_wrong_with_it(opening, name):
    """The page, and where it holds a form what is said to somebody who sends it empty."""
    found = []
    for number, (by, example, answer) in enumerate(shown_once(opening, name)):
        picture = f"{name.replace(':', '-')}-{number}"
        if opening.is_new(name, answer):
            found += opening.faults(by, example.path, answer, picture)
        if example.status == 200 and has_form(answer, example.path):
            told = opening.post(by, example.path)
            if is_page(told) and opening.is_new(name, told):
                found += opening.faults(by, example.path, told, f"{picture}-told")
    assert not found, "\n".join(found)


def test_no_two_pages_have_the_same_title(opening):
    paths = defaultdict(set)
    for name in (one for one in SHOWN if not one.startswith("gallery:")):  # which shows others' pages as examples
        for _, example, answer in shown_once(opening, name):
            if example.status == 200:
                title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
                # of one application: the hub's page and the person's own are never open to the same reader
                reader = "hub" if "/hub/" in example.path else "person"
                same = ALIKE.get(name) or example.path.partition("?")[0]
                paths[reader, html.unescape(title[1])].add(same)
    assert {title: same for title, same in paths.items() if len(same) > 1} == {}


# -- nobody forgets a page ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NO_PAGE)
def test_what_is_said_to_be_no_page_is_none(opening, name):
    answers = [opening.get(by, example.path) for example in examples(name, opening.world) for by in example.by]
    assert not any(is_page(answer) for answer in answers), f"{name} is a page: take it out of examples.NO_PAGE"


def test_an_address_that_takes_words_must_have_an_example(opening, monkeypatch):
    monkeypatch.delitem(given._MADE, "courses:course")
    with pytest.raises(AssertionError, match="courses:course takes words: give it an example"):
        examples("courses:course", opening.world)


def test_an_example_that_opens_for_nobody_fails(opening, monkeypatch):
    monkeypatch.setitem(given._MADE, "courses:course", lambda world, name: iter([Example("/npqs/no-such-course/")]))
    with pytest.raises(AssertionError, match="courses:course: nobody gets a page"):
        shown(opening, "courses:course")


def test_a_question_that_nobody_meets_fails(opening, monkeypatch):
    monkeypatch.delitem(opening.world.drafts, "senco")
    with pytest.raises(AssertionError, match="Nobody meets the question 'senco'"):
        examples("registrations:question", opening.world)


def test_examples_are_of_addresses_that_are_there():
    assert set(given._MADE) - set(TABLE) == set()
    assert set(NO_PAGE) - set(TABLE) == set()


# -- planted faults ----------------------------------------------------------------------------------------------------
START = "/npqs/"
PALE = "<p class='govuk-body'><font color='#dddddd'>Hardly to be read.</font></p>"
WIDE = "<svg width='2000' height='10'></svg>"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("</main>", "<img src='/static/img/favicon.svg'></main>", "light, 1280 px: image-alt (critical)"),
        ("</main>", f"{PALE}</main>", "color-contrast (serious)"),
        ("</main>", f"{WIDE}</main>", "320 px: svg"),
        ("</main>", f"{WIDE}</main>", "text at 200 %: svg"),
        ("</main>", "<h1 class='govuk-heading-l'>Another</h1></main>", "h1: there should be one"),
        ("</main>", "<img src='/static/no-such.svg' alt=''></main>", "failed: "),
        ("</main>", "<p style='color: red'>In red</p></main>", "console: "),
        ("</head>", "<script>alert(1)</script></head>", "console: "),
        ('lang="en-GB"', "", "html-has-lang (serious)"),
        (
            '<footer class="npq-footer"',
            '<footer class="npq-footer govuk-visually-hidden" id="over"',
            "lies over the main part",
        ),
    ],
    ids=["picture", "pale", "wide", "wide at 200", "two headings", "missing file", "style", "script", "lang", "over"],
)
def test_a_planted_fault_is_found(opening, old, new, told):
    answer = opening.get(STRANGER, START)
    assert opening.faults(STRANGER, START, answer) == []
    assert old in answer.content.decode()
    answer.content = answer.content.decode().replace(old, new, 1).encode()
    assert told in "\n".join(opening.faults(STRANGER, START, answer))
