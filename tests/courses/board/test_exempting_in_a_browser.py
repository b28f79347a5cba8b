"""Exempting somebody in Chromium: axe finds nothing and nothing scrolls sideways at 320 px, from the record
to the exemption and back."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.axe import assert_accessible
from tests.cast import signed_in
from tests.courses.board.scenes import a_cohort, person, sessions_of
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "You led this at your own school in January."


@pytest.fixture
def late(db):
    cohort = a_cohort(study=1)
    return person(cohort, "Lena Late", "   PP", enrolled_at=sessions_of(cohort)[2].ends_at + timedelta(days=1))


@pytest.fixture
def hub_page(page: Page, live_server, hub_admin) -> Page:
    cookie = signed_in(hub_admin).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    return page


def look(page: Page, name: str) -> None:
    """At three widths: it fits, and axe finds nothing."""
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    assert_accessible(page)
    take(page, name)


def test_from_the_record_to_an_exemption_and_back(hub_page: Page, live_server, late):
    page = hub_page
    page.goto(f"{live_server.url}{reverse('board:person', args=[late.pk])}")
    page.get_by_role("link", name="Exempt from a part").click()
    look(page, "exempt")

    page.get_by_label("Seminar 1").check()
    page.get_by_label("Seminar 2").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Enter why they do not need it")).to_be_visible()
    expect(page.get_by_label("Seminar 2")).to_be_checked()
    look(page, "exempt-error")

    page.get_by_label("Why do they not need it?").fill(WHY)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what the exemption does")
    look(page, "exempt-check")

    page.get_by_role("button", name="Exempt them").click()
    expect(page.get_by_text("Lena Late is exempt from: Seminar 1, Seminar 2.")).to_be_visible()
    look(page, "exempt-done")

    page.get_by_role("link", name="End the exemption from Seminar 1").click()
    page.get_by_role("button", name="End the exemption").click()
    expect(page.get_by_role("link", name="Enter why the exemption ends")).to_be_visible()
    look(page, "exempt-end")
    page.get_by_label("Why does the exemption end?").fill("A slip of mine")
    page.get_by_role("button", name="End the exemption").click()
    expect(page.get_by_text("The exemption from Seminar 1 has ended.")).to_be_visible()
    expect(page.get_by_role("link", name="End the exemption from Seminar 2")).to_be_visible()
