"""What every page must be, asked of the page that the browser shows."""

from collections.abc import Sequence

from playwright.sync_api import Page

from tests import axe

DESKTOP, PHONE, SMALL_PHONE = 1280, 375, 320

# Elements that reach past the screen's edge, where the page can be scrolled sideways.
_TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
    .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)"""

# What can be right on a light desktop and wrong on a dark phone, contrast aside; everything else was asked there.
_CHANGES_WITH_THE_SCREEN = ("link-in-text-block", "target-size", "scrollable-region-focusable")

# What stands around the main part must not lie on it.
_OVERLAPPING = """() => {
  const main = document.querySelector("main"), box = main.getBoundingClientRect();
  return [...document.querySelectorAll("header, footer, nav, aside")]
    .filter((element) => !element.contains(main) && !main.contains(element))
    .filter((element) => {
      const other = element.getBoundingClientRect();
      const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      return wide > 1 && high > 1;
    })
    .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
}"""


def faults(page: Page, *, good: set[str]) -> list[str]:
    """All that is wrong with the page: light on a desktop, at twice the text size, on a small phone, dark on a phone.

    `good`: what has been looked at and was found to be of enough contrast, for this page and the next ones.
    Leaves the page dark and narrow; `page.goto` of the next one sets it back (opening.Opening).
    """
    found = _headings(page) + _axe(page, "light, 1280 px", good=good)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += _too_wide(page, "text at 200 %")
    found += [f"text at 200 %: {one} lies over the main part" for one in page.evaluate(_OVERLAPPING)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": SMALL_PHONE, "height": 900})
    found += _too_wide(page, "320 px")
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")  # colours that fade into the dark
    return found + _axe(page, "dark, 375 px", rules=_CHANGES_WITH_THE_SCREEN, good=good)


def _axe(page: Page, how: str, *, rules: Sequence[str] = (), good: set[str]) -> list[str]:
    found = axe.violations(page, rules=rules, leave_out=[axe.CONTRAST])
    return [f"{how}: {one}" for one in (*found, *axe.contrast_violations(page, good=good))]


def _too_wide(page: Page, how: str) -> list[str]:
    """The first few: what lies within them is too wide as well."""
    return [f"{how}: {one} is wider than the screen" for one in page.evaluate(_TOO_WIDE)[:3]]


def _headings(page: Page) -> list[str]:
    headings = page.locator("h1").all_inner_texts()
    return [] if len(headings) == 1 and headings[0].strip() else [f"h1: there should be one, there are {headings}"]
