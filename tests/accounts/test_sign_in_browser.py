"""Signing in as people do it: in a browser, by keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from npq_portal.notifications import mailer
from npq_portal.notifications.choices import NotificationKind
from tests import pictures
from tests.axe import assert_accessible, violations
from tests.factories.notifications import full_context


def the_code_is_asked_for(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code we emailed you")


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Enter the code we emailed you").fill(code)
    page.keyboard.press("Enter")


def test_a_new_person_signs_in_by_keyboard_and_out_again(page, live_server, code_in):
    page.goto(f"{live_server.url}/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is your email address?")
    assert_accessible(page)
    pictures.take(page, "sign-in")

    page.keyboard.press("Tab")  # skip link
    page.get_by_label("What is your email address?").focus()
    page.keyboard.type("new.teacher@school.example")
    page.keyboard.press("Enter")
    the_code_is_asked_for(page)
    assert_accessible(page)
    pictures.take(page, "code")

    type_code(page, code_in("new.teacher@school.example"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert_accessible(page)
    pictures.take(page, "account")

    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def test_mistakes_are_told_and_led_to(page, live_server, code_in):
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)
    pictures.take(page, "sign-in-error")
    page.get_by_role("link", name="Enter your email address").click()
    expect(page.get_by_label("What is your email address?")).to_be_focused()

    page.keyboard.type("someone@school.example")
    page.keyboard.press("Enter")
    the_code_is_asked_for(page)
    wrong = f"{(int(code_in().replace(' ', '')) + 1) % 10**8:08}"
    type_code(page, wrong)
    expect(page.get_by_role("alert")).to_contain_text("You can try 2 more times")
    assert_accessible(page)
    pictures.take(page, "code-error")
    page.get_by_role("link", name=re.compile("That is not the code")).click()
    expect(page.get_by_label("Enter the code we emailed you")).to_be_focused()

    page.get_by_role("button", name="Send another code").click()
    expect(page.get_by_text("We have sent you a new code.")).to_be_visible()
    assert_accessible(page)
    pictures.take(page, "code-again")


def test_without_javascript(browser: Browser, browser_context_args, live_server, code_in):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/account/sign-in/?next=/account/")
    page.get_by_label("What is your email address?").fill("plain@school.example")
    page.get_by_role("button", name="Continue").click()
    the_code_is_asked_for(page)
    type_code(page, code_in("plain@school.example"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    page.goto(f"{live_server.url}/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
    context.close()


def test_changing_ones_address(page, live_server, code_in):
    page.goto(f"{live_server.url}/account/")
    page.get_by_label("What is your email address?").fill("old@school.example")
    page.keyboard.press("Enter")
    the_code_is_asked_for(page)
    type_code(page, code_in())
    page.get_by_role("link", name="Change Email address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is your new email address?")
    assert_accessible(page)
    pictures.take(page, "change-email")
    page.get_by_label("What is your new email address?").fill("new@home.example")
    page.keyboard.press("Enter")
    the_code_is_asked_for(page)
    type_code(page, code_in("new@home.example"))
    expect(page.get_by_text("You now sign in with new@home.example.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", NotificationKind)
def test_letters_are_readable_in_light_and_dark(page, db, kind, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_content(mailer.render(kind, full_context(kind)).html)
    assert _faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    pictures.take(page, f"letter-{kind}-{scheme}")


def _faults(page: Page) -> list[str]:
    """What axe finds, leaving out that a letter has no landmarks and no h1, being no page."""
    return [
        line for line in violations(page) if not re.match(r"region|landmark|page-has-heading-one|heading-order", line)
    ]
