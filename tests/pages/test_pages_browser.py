"""Public pages and everybody's own page in a real browser: accessible, within the window, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from npq_portal.accounts.models import User
from npq_portal.demo.cast import CAST
from tests.axe import violations
from tests.cast import signed_in
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = [
    "/",
    "/npqs/",
    "/npqs/headship/",
    "/npqs/senco/",
    "/npqs/early-headship-coaching-offer/",
    "/npqs/guides/what-are-npqs/",
    "/npqs/guides/funding/",
    "/npqs/guides/assessment/",
    "/npqs/guides/teacher-reference-number/",
    "/npqs/questions/",
    "/npqs/lead-providers/",
    "/npqs/lead-providers/church-of-england/",
    "/accessibility/",
    "/privacy/",
    "/contact/",
    "/cookies/",
]


def faults(page: Page) -> list[str]:
    """What axe-core finds, in light and dark, and how far the page is wider than a narrow and a wide window."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{page.url} {scheme}: {violation}" for violation in violations(page)]
    before = page.viewport_size
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{page.url} is {over} pixels wider than {width}")
    page.set_viewport_size(before)
    return found


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    return said


def test_public_pages_are_accessible_and_fit(live_server, page, hub, complaints):
    found = []
    for path in PUBLIC:
        page.goto(live_server.url + path)
        take(page, f"public{path.rstrip('/').replace('/', '-')}")
        found += faults(page)

    assert found == []
    assert complaints == []


def test_everybodys_own_page_is_accessible_and_fits(live_server, page, context, hub, complaints):
    found = []
    for person in CAST:
        session = signed_in(User.objects.get(email=person.email)).cookies["sessionid"].value
        context.clear_cookies()
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/home/")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {person.name}")
        take(page, f"home-{person.email.partition('@')[0]}")
        found += faults(page)

    assert found == []
    assert complaints == []


def test_from_the_start_to_a_course_with_the_keyboard_alone(live_server, page, hub):
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Senior Leadership":
            break
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/npqs/senior-leadership/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Senior Leadership")


def test_reading_and_finding_ones_way_without_javascript(live_server, browser, hub):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_role("link", name="How you are assessed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How you are assessed")
    page.get_by_role("link", name="Questions and answers", exact=True).click()
    page.get_by_role("link", name="I do not know my TRN. Can you help?").click()

    expect(page.get_by_role("heading", name="I do not know my TRN. Can you help?")).to_be_in_viewport()
    context.close()
