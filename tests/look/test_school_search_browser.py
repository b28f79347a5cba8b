"""The school search: a plain search box that becomes a combobox."""

import pytest
from playwright.sync_api import expect

from tests.axe import assert_accessible

BOX = "#school-search"


@pytest.fixture
def search(gallery):
    page = gallery()
    page.wait_for_selector(f"{BOX}[role=combobox]")
    page.focus(BOX)
    return page


def chosen(page) -> str:
    return page.input_value("input[name=school]")


def test_without_javascript_it_searches(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    page.fill(BOX, "oakbank")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/gallery/?q=oakbank&school=")
    assert page.input_value(BOX) == "oakbank"
    context.close()


def test_suggestions_come_while_typing_and_are_announced(search):
    search.keyboard.type("oakbank", delay=20)

    expect(search.get_by_role("option")).to_have_count(2)
    expect(search.get_by_role("option").first).to_contain_text("Oakbank Primary School")
    expect(search.get_by_role("option").first).to_contain_text("Anytown, AB1 2CD, URN 900001")
    expect(search.locator("[role=status]").filter(has_text="2 results are available").first).to_be_attached()
    assert_accessible(search)


def test_choosing_by_keyboard_fills_the_hidden_field(search):
    search.keyboard.type("oakbank", delay=20)
    expect(search.get_by_role("option")).to_have_count(2)
    search.keyboard.press("ArrowDown")
    search.keyboard.press("Enter")

    expect(search.locator(BOX)).to_have_value("Oakbank Primary School")
    assert chosen(search) == "900001"
    expect(search.get_by_role("button", name="Use this school")).to_be_visible()


def test_choosing_by_mouse_and_sending(search, live_server):
    search.keyboard.type("othertown", delay=20)
    search.get_by_role("option").first.click()
    search.get_by_role("button", name="Use this school").click()

    expect(search).to_have_url(f"{live_server.url}/gallery/?q=St+Invented%E2%80%99s+Catholic+Academy&school=900003")


def test_typing_on_forgets_the_school(search):
    search.keyboard.type("othertown", delay=20)
    search.get_by_role("option").first.click()
    assert chosen(search) == "900003"
    search.focus(BOX)
    search.keyboard.type("x")

    assert chosen(search) == ""
    expect(search.get_by_role("button", name="Search")).to_be_visible()


def test_enter_on_free_text_searches_even_with_suggestions_open(search, live_server):
    search.keyboard.type("oakbank", delay=20)
    expect(search.get_by_role("option")).to_have_count(2)
    search.keyboard.press("Enter")

    expect(search).to_have_url(f"{live_server.url}/gallery/?q=oakbank&school=")


def test_escape_closes_the_suggestions(search):
    search.keyboard.type("oakbank", delay=20)
    expect(search.get_by_role("option")).to_have_count(2)
    search.keyboard.press("Escape")

    expect(search.get_by_role("option").first).not_to_be_visible()


def test_nothing_found_says_what_to_do(search):
    search.keyboard.type("zzzz", delay=20)

    expect(search.locator(".autocomplete__option--no-results")).to_have_text(
        "No suggestions. Press Enter to search anyway"
    )


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(search):
    search.route("**/schools/?q=oak", lambda route: (search.wait_for_timeout(400), route.continue_()))
    search.keyboard.type("oak")
    search.wait_for_timeout(200)
    search.keyboard.type("bank church", delay=20)

    expect(search.get_by_role("option")).to_have_count(1)
    search.wait_for_timeout(500)
    expect(search.get_by_role("option")).to_have_count(1)


def test_the_box_keeps_its_label_and_hint(search):
    expect(search.get_by_label("Find your school or workplace")).to_be_visible()
    assert "school-search-hint" in search.get_attribute(BOX, "aria-describedby")


def test_names_never_become_markup(search):
    bad = "<img src=x onerror=document.title='broken'>"
    search.route(
        "**/schools/?q=*", lambda route: route.fulfill(json={"results": [{"value": "1", "name": bad, "detail": bad}]})
    )
    search.keyboard.type("oakbank", delay=20)

    expect(search.get_by_role("option").first).to_contain_text(bad)
    assert search.title() != "broken"
