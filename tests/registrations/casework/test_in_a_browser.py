"""The pages in Chromium: axe-core finds nothing in any state, wide and narrow, and nothing is lost without JavaScript."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from registrations.choices import EventKind
from tests.axe import assert_accessible
from tests.cast import signed_in
from tests.factories.registrations import EventFactory
from tests.pictures import take
from tests.registrations.casework.scenes import a_hub

pytestmark = pytest.mark.django_db(transaction=True)

STATES = ["submitted", "more_needed", "accepted", "rejected", "withdrawn"]
VERBS = ["accept", "reject", "ask", "verify-trn", "override-funding", "note", "ask-leader", "adjustments"]
WIDTHS = [1280, 375]


def sign_in(page: Page, live_server, user) -> None:
    """With the session of a client: how people sign in is tested elsewhere."""
    cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


@pytest.fixture
def applications(db):
    return a_hub()


@pytest.fixture
def see(page: Page, live_server, hub_admin):
    """Open a path at a width; what the browser complains of fails the test."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, live_server, hub_admin)

    def open_page(path: str, width: int = 1280) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.goto(f"{live_server.url}{path}").ok
        return page

    yield open_page
    assert complaints == []


def has_no_sideways_scroll(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("query", ["", "?status=all", "?status=accepted&q=nobody"])
def test_the_list(width, query, see, applications):
    page = see(f"/register/hub/applications/{query}", width)
    assert_accessible(page)
    assert has_no_sideways_scroll(page)
    if width == WIDTHS[0]:
        take(page, f"casework-list{'-' if query else ''}{query[1:].partition('&')[0].replace('=', '-')}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", STATES)
def test_one_application(width, state, see, url, applications):
    page = see(url("application", applications[state]), width)
    for closed in page.locator("details").all():
        closed.evaluate("element => element.open = true")
    assert_accessible(page)
    assert has_no_sideways_scroll(page)
    if width == WIDTHS[0]:
        take(page, f"casework-application-{state}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb(width, verb, see, url, applications):
    page = see(url(verb, applications["submitted"]), width)
    assert_accessible(page)
    assert has_no_sideways_scroll(page)
    if width == WIDTHS[0]:
        take(page, f"casework-{verb}")


@pytest.fixture
def without_javascript(browser, live_server, hub_admin):
    """A page of a browser that runs no scripts, signed in as the hub admin."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, hub_admin)
    yield page
    context.close()


def test_a_rejection_without_javascript(without_javascript: Page, live_server, url, applications):
    page = without_javascript
    page.goto(f"{live_server.url}{url('reject', applications['submitted'])}")
    page.get_by_label("The cohort is full").check()
    page.get_by_label("Your words to the person").fill("The next start is in spring.")
    page.get_by_role("button", name="Preview the email").click()
    expect(page.locator(".npq-letter")).to_contain_text("The next start is in spring.")
    page.get_by_role("button", name="Send this email").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not accepted")
    expect(page.get_by_role("link", name="Next one waiting")).to_be_visible()


def test_an_acceptance_by_keyboard(see, url, applications):
    """From the list: the one that waited longest, accept, choose, send."""
    page = see("/register/hub/applications/")
    page.get_by_role("link", name="Open the one that has waited longest").press("Enter")
    page.get_by_role("link", name="Accept", exact=True).or_(page.get_by_role("button", name="Accept")).first.press(
        "Enter"
    )
    page.get_by_label("Yes").press("Space")
    page.get_by_role("button", name="Accept and enrol").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accepted")


def test_the_preview_and_what_happened_meanwhile(see, url, applications):
    page = see(url("reject", applications["more_needed"]))
    EventFactory(application=applications["more_needed"], kind=EventKind.MORE_GIVEN, note="Here is what you asked for.")
    page.get_by_label("Another reason").check()
    page.get_by_label("Your words to the person").fill("We talked about it.")
    page.get_by_role("button", name="Preview the email").click()
    expect(page.get_by_role("alert")).to_contain_text("Something happened to this application")
    assert_accessible(page)
    take(page, "casework-meanwhile")
    page.get_by_role("button", name="Preview the email").click()
    expect(page.locator(".npq-letter")).to_contain_text("We talked about it.")
    assert_accessible(page)
    take(page, "casework-preview")
