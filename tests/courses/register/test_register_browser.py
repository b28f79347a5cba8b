"""The register's pages in a browser: axe, a small phone, text twice as large, dark, print, and without a script."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from npq_portal import clock as portal_clock
from tests import pictures
from tests.cast import signed_in
from tests.courses.register.making import full_hall, hall
from tests.journeys.every_page import checks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(facilitator):
    return full_hall(facilitator, now=portal_clock.now().replace(microsecond=0))


@pytest.fixture
def femis_page(page: Page, live_server, facilitator) -> Page:
    cookie = signed_in(facilitator).cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return page


@pytest.fixture
def without_device(femis_page: Page) -> Page:
    """A browser that cannot keep marks itself, so that the form is posted."""
    femis_page.route("**/js/register/main.js", lambda route: route.abort())
    return femis_page


def address(live_server, session, name="register", *more):
    return live_server.url + reverse(f"registers:{name}", args=[session.pk, *more])


@pytest.mark.parametrize(
    "name", ["register", "paper", "close", "decide", "did-not-happen", "print", "walk-in", "index"]
)
def test_every_page_is_right_on_every_screen(name, femis_page, live_server, full):
    session, _ = full
    more = [session.walk_ins.get().pk] if name == "walk-in" else []
    url = (
        live_server.url + reverse("registers:index") if name == "index" else address(live_server, session, name, *more)
    )

    femis_page.goto(url)
    pictures.take(femis_page, name)

    assert checks.faults(femis_page) == []
    pictures.take(femis_page, f"{name}-dark")
    femis_page.emulate_media(media="print", color_scheme="light")
    pictures.take(femis_page, f"{name}-on-paper")


def test_errors_are_right_on_every_screen(without_device, live_server, full):
    session, people = full
    without_device.goto(address(live_server, session))
    without_device.locator(f"#mark-{people[1].pk}-part").check()
    without_device.locator(f"#minutes-{people[1].pk}").fill("90")
    without_device.locator("#walk-in-minutes").fill("ten")
    without_device.get_by_role("button", name="Save the register").click()

    expect(without_device.get_by_role("alert")).to_contain_text("Enter how many minutes Ben Birch was there")
    pictures.take(without_device, "errors")
    assert checks.faults(without_device) == []
    without_device.get_by_role("link", name="Enter how many minutes Ben Birch").click()
    expect(without_device.locator(f"#minutes-{people[1].pk}")).to_be_focused()


def test_without_a_script_everybody_is_marked_present_and_one_changed(browser, live_server, facilitator):
    session, people = hall(5, facilitator=facilitator, starts_at=datetime(2026, 11, 3, 16, tzinfo=UTC))
    context = browser.new_context(java_script_enabled=False)
    cookie = signed_in(facilitator).cookies[django_settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()

    page.goto(address(live_server, session))
    page.get_by_role("button", name="Mark all others present").click()
    page.locator(f"#mark-{people[2].pk}-absent").check()
    pictures.take(page, "no-script")
    page.get_by_role("button", name="Save the register").click()

    expect(page.get_by_role("alert")).to_contain_text("5 marks saved. Everybody is marked, so the register is closed.")
    assert list(session.records.order_by("enrolment").values_list("mark", flat=True)) == [
        "attended", "attended", "absent", "attended", "attended",
    ]  # fmt: skip
    context.close()


def test_buttons_are_large_enough_for_a_thumb_and_names_are_found(femis_page, live_server, full):
    session, people = full
    femis_page.set_viewport_size({"width": 375, "height": 800})
    femis_page.goto(address(live_server, session))

    boxes = femis_page.locator(".npq-mark__label").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert min(boxes) >= 44

    femis_page.get_by_label("Find a name").fill("castle")
    expect(femis_page.locator("[data-enrolment]:visible")).to_have_count(1)
    femis_page.get_by_label("Find a name").fill("")
    expect(femis_page.locator("[data-enrolment]:visible")).to_have_count(len(people))


def test_mark_all_fills_in_without_leaving_the_page(without_device, live_server, full):
    session, people = full
    without_device.goto(address(live_server, session))

    without_device.get_by_role("button", name="Mark all others present").click()

    expect(without_device.locator("[data-register-marked]")).to_have_text(str(len(people)))
    expect(without_device.get_by_role("status").filter(has_text="5 set to Present")).to_be_visible()
    expect(without_device.locator(f"#mark-{people[3].pk}-absent")).to_be_checked()
