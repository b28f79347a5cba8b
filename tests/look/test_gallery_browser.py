"""The gallery in Chromium: accessible, calm under a strict policy, never wider than the screen."""

import pytest

from tests import pictures
from tests.axe import assert_accessible, violations

PAGES = ["", "forms/", "question/", "list/", "list/?q=nobody", "record/", "done/"]
NAMES = dict(zip(PAGES, ["components", "forms", "question", "list", "list-empty", "record", "done"], strict=True))
BUTTON = "form[novalidate] button[type=submit]"

# what differs by width does not differ by colour: two of the four are enough
sizes_and_schemes = pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
every_page = pytest.mark.parametrize("path", PAGES, ids=NAMES.values())


def too_wide(page) -> list[str]:
    """The elements that reach past the screen's edge, where the page can be scrolled sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] : [...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
            .map((element) => `${element.tagName}.${element.className}`)"""
    )


@every_page
@sizes_and_schemes
def test_axe_finds_nothing(gallery, path, width, scheme):
    page = gallery(path, width=width, scheme=scheme)

    assert_accessible(page)
    if scheme == "light":
        pictures.take(page, f"gallery-{NAMES[path]}")


@pytest.mark.parametrize("path", ["forms/", "question/"])
@sizes_and_schemes
def test_axe_finds_nothing_where_something_was_wrong(gallery, path, width, scheme):
    page = gallery(path, width=width, scheme=scheme)
    page.click(BUTTON)
    page.wait_for_selector(".govuk-error-summary")

    assert_accessible(page)
    if scheme == "light":
        pictures.take(page, f"gallery-{NAMES[path]}-wrong")


TINY_LINKS = """
document.querySelectorAll(".npq-footer__list").forEach((list) => { list.style.cssText = "display:block; line-height:10px" });
document.querySelectorAll(".npq-footer__list li").forEach((item) => { item.style.cssText = "display:inline; padding:0" });
document.querySelectorAll(".npq-footer__list a").forEach((link) => {
  link.style.cssText = "display:inline-block; width:10px; height:10px; overflow:hidden; margin:0 1px";
});
"""


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("document.querySelector('label[for=id_full_name]').remove()", "label"),
        ("document.querySelector('h1').style.color = '#ddd'", "color-contrast"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        (TINY_LINKS, "target-size"),
    ],
    ids=["no label", "pale text", "no language", "tiny targets"],
)
def test_a_planted_fault_is_found(gallery, fault, rule):
    page = gallery("forms/")
    page.evaluate(fault)

    assert any(line.startswith(f"{rule} ") for line in violations(page))
    with pytest.raises(AssertionError, match="is not accessible"):
        assert_accessible(page)


@every_page
def test_nothing_is_wider_than_a_small_phone(gallery, path):
    assert too_wide(gallery(path, width=320)) == []


@every_page
@pytest.mark.parametrize("width", [1280, 640])
def test_nothing_is_wider_than_the_screen_at_twice_the_text_size(gallery, path, width):
    page = gallery(path, width=width)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert too_wide(page) == []


def test_checkboxes_are_square_and_radios_are_round(gallery):
    page = gallery("forms/")
    radius = "(selector) => getComputedStyle(document.querySelector(selector), '::before').borderTopLeftRadius"

    assert page.evaluate(radius, ".govuk-radios__label") == "50%"
    assert page.evaluate(radius, ".govuk-checkboxes__label") != "50%"
    assert page.evaluate("getComputedStyle(document.querySelector('#id_subjects_0')).appearance") is not None
    assert page.locator("#id_subjects_0").get_attribute("type") == "checkbox"


def test_the_typeface_is_ours_and_is_loaded(gallery):
    page = gallery("question/")
    page.evaluate("document.fonts.ready")

    assert page.evaluate("document.fonts.check('19px Atkinson Hyperlegible Next')")
    for selector in ("h1", ".govuk-radios__label", "button[type=submit]", ".npq-header__brand"):
        family = page.evaluate("(s) => getComputedStyle(document.querySelector(s)).fontFamily", selector)
        assert family.startswith('"Atkinson Hyperlegible Next"')


def test_the_error_summary_takes_the_focus_and_the_title_says_so(gallery):
    page = gallery("forms/")
    page.click(BUTTON)
    page.wait_for_selector(".govuk-error-summary")

    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("Enter full name", "id_full_name"),
        ("Select NPQ", "id_course"),
        ("Answer the question “Where do you work?”", "id_place_0"),
        ("Answer the question “Which subjects do you teach?”", "id_subjects_0"),
        ("Enter date of birth", "id_born_on_0"),
        ("Answer the question “Why this NPQ?”", "id_reason"),
        ("Tick the box to agree", "id_agreed"),
    ],
)
def test_each_line_of_the_summary_moves_the_focus(gallery, line, target):
    page = gallery("forms/")
    page.click(BUTTON)
    page.click(f".govuk-error-summary a:has-text('{line}')")

    assert page.evaluate("document.activeElement.id") == target


@pytest.mark.parametrize(("line", "target"), [("Select where you work", "id_place_0")])
def test_the_summary_leads_to_the_field_without_javascript(browser, live_server, line, target):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/question/")
    page.click(BUTTON)
    page.click(f".govuk-error-summary a:has-text('{line}')")
    page.keyboard.press("Space")  # acts on what has the focus

    assert page.is_checked(f"#{target}")
    assert page.is_visible("#id_other_name")  # nothing is folded away that could not be opened
    context.close()


def test_a_choice_opens_its_questions_and_closes_them(gallery):
    page = gallery("question/")

    assert not page.is_visible("#id_other_name")
    page.check("#id_place_2")
    assert page.is_visible("#id_other_name")
    assert page.get_attribute("#id_place_2", "aria-controls") == "id_place_2_reveal"
    assert_accessible(page)
    page.check("#id_place_0")
    assert not page.is_visible("#id_other_name")


def test_the_words_left_are_counted(gallery):
    page = gallery("forms/")
    page.fill("#id_reason", "one two three")
    page.dispatch_event("#id_reason", "keyup")

    page.wait_for_function("document.body.innerText.includes('You have 47 words remaining')")


def test_the_whole_page_can_be_used_by_keyboard(gallery):
    page = gallery("question/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state()

    assert page.is_checked("#id_place_1")
    assert page.locator(".govuk-error-summary").count() == 0


def test_a_row_becomes_a_card_and_stays_a_row_of_a_table(gallery):
    page = gallery("list/", width=375)
    cell = page.locator("td[data-label=NPQ]").first

    assert cell.evaluate("(cell) => getComputedStyle(cell, '::before').content") == '"NPQ"'
    assert cell.evaluate("(cell) => getComputedStyle(cell).display") == "flex"
    assert page.get_by_role("table", name="Applications").get_by_role("row").count() == 9


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "500"])
def test_error_pages_are_accessible(live_server, page, name):
    page.goto(f"{live_server.url}/gallery/errors/{name}/")

    assert_accessible(page)
    assert too_wide(page) == []
    pictures.take(page, f"error-{name}")


def test_words_sent_from_a_stale_page_come_back_beside_a_fresh_copy(live_server, page):
    """Written with the browser's own Origin and Referer: with a policy too strict for them the words would be lost."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{live_server.url}/gallery/forms/")
    page.fill("#id_full_name", "Anna Maria of Lakeside")
    page.context.clear_cookies()
    page.click(BUTTON)

    back = page.get_by_label("What you typed")
    assert back.input_value() == "Anna Maria of Lakeside"
    assert back.get_attribute("readonly") is not None
    assert page.context.cookies() == []
    assert_accessible(page)
    assert too_wide(page) == []
    pictures.take(page, "error-403_csrf-typed")
    with page.expect_popup() as fresh:
        page.get_by_role("link", name="Open the page again").click()
    assert fresh.value.url == f"{live_server.url}/gallery/forms/"
    assert back.is_visible()


def test_a_printed_record_is_black_on_white_and_has_no_buttons(gallery):
    page = gallery("record/", scheme="dark")
    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert not page.is_visible(".govuk-button")
    assert not page.is_visible(".npq-navigation")
    assert page.is_visible(".npq-timeline")
