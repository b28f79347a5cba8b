"""Checking in by QR code: the code on the facilitator's screen, a participant's phone, and the name that arrives."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
import segno
from playwright.sync_api import BrowserContext, Page, expect

from courses.choices import MarkSource
from courses.models import EngagementRecord, Session
from npq_portal import clock
from npq_portal.accounts.models import User
from tests.axe import assert_accessible
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory
from tests.pictures import take


@pytest.fixture
def session(facilitator: User, participant: User) -> Session:
    session = SessionFactory(facilitators=[facilitator], starts_at=clock.now() - timedelta(minutes=10))
    EnrolmentFactory(cohort=session.component.cohort, participant=participant.participant)
    EnrolmentFactory(cohort=session.component.cohort)
    return session


@pytest.fixture
def screen(context: BrowserContext, sign_in: Callable, facilitator: User, live_server, session: Session) -> Page:
    sign_in(context, facilitator)
    page = context.new_page()
    page.goto(f"{live_server.url}/registers/{session.pk}/check-in/")
    return page


@pytest.fixture
def phone(browser, browser_context_args: dict) -> Iterator[BrowserContext]:
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 375, "height": 700}})
    yield context
    context.close()


def scanned(screen: Page) -> str:
    """The address that a camera would read: the link beside the picture, whose picture is the one on the page."""
    url = screen.locator("[data-link]").get_attribute("href")
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawn, kind="svg", scale=10, border=4, light="#fff", xmldecl=False, svgns=True
    )
    path = drawn.getvalue().decode().partition(' d="')[2].partition('"')[0]
    assert path
    assert path in unquote(screen.locator("[data-image]").get_attribute("src"))
    return url


def test_a_scan_arrives_on_the_facilitators_screen(screen, phone, sign_in, participant):
    expect(screen.get_by_role("heading", name="0 of 2 are here")).to_be_visible()
    assert_accessible(screen)
    sign_in(phone, participant)
    page = phone.new_page()

    page.goto(scanned(screen))
    expect(page.get_by_text("Priya Invented")).to_be_visible()
    assert_accessible(page)
    take(page, "check-in-scan")
    page.get_by_role("button", name="I am here").click()

    expect(page.get_by_role("heading", name="You are marked present")).to_be_visible()
    assert_accessible(page)
    take(page, "check-in-done")
    expect(screen.get_by_role("heading", name="1 of 2 are here")).to_be_visible(timeout=15_000)
    expect(screen.get_by_role("status")).to_have_text("Priya Invented just arrived")
    expect(screen.locator("[data-arrived]")).to_contain_text("Priya Invented")
    take(screen, "check-in-screen")
    assert EngagementRecord.objects.get().source == MarkSource.SELF_CHECK_IN


def test_the_code_on_the_screen_changes_and_an_old_one_is_turned_away(screen, phone, sign_in, participant, session):
    first = scanned(screen)
    expect(screen.locator("[data-link]")).not_to_have_attribute("href", first, timeout=25_000)
    second = scanned(screen)
    expect(screen.locator("[data-link]")).not_to_have_attribute("href", second, timeout=25_000)
    sign_in(phone, participant)
    page = phone.new_page()

    page.goto(first)

    expect(page.get_by_role("heading", name="This code has changed")).to_be_visible()
    assert_accessible(page)
    take(page, "check-in-old-code")
    assert not EngagementRecord.objects.exists()


def test_who_is_signed_out_signs_in_and_is_back_where_the_scan_led(screen, phone, sign_in, participant):
    page = phone.new_page()
    page.goto(scanned(screen))
    expect(
        page.get_by_role("heading", name="Email address").or_(page.get_by_label("Email address")).first
    ).to_be_visible()
    back = page.url.partition("next=")[2]

    sign_in(phone, participant)
    page.goto(f"{screen.url.partition('/registers/')[0]}{unquote(back)}")
    page.get_by_role("button", name="I am here").click()

    expect(page.get_by_role("heading", name="You are marked present")).to_be_visible()


def test_without_a_connection_the_screen_shows_no_dead_code(screen, context):
    context.set_offline(True)

    expect(screen.get_by_text("There is no connection to the hub")).to_be_visible(timeout=15_000)
    expect(screen.locator("[data-image]")).to_be_hidden()
    context.set_offline(False)
    expect(screen.locator("[data-image]")).to_be_visible(timeout=15_000)


def test_without_a_script_the_page_loads_anew(
    browser, browser_context_args, sign_in, facilitator, live_server, session
):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    sign_in(context, facilitator)
    page = context.new_page()
    page.goto(f"{live_server.url}/registers/{session.pk}/check-in/")

    assert page.locator('meta[http-equiv="refresh"]').count() == 1
    assert scanned(page)
    context.close()
