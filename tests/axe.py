"""Accessibility in one line: `assert_accessible(page)`."""

from collections.abc import Collection, Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Asked for by tag: axe's default set leaves out target-size, which WCAG 2.2 AA wants.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = "color-contrast"
_AXE = Axe()

# Elements with words of their own, one for each look: what can bear on contrast, of the element and of all it stands in.
_LOOKS = """() => {
  const hash = (text) => {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let i = 0; i < text.length; i++) {
      a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
      b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
    }
    return `${a >>> 0}.${b >>> 0}`;
  };
  const known = new Map();
  const look = (element) => {
    if (!element) return "";
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      known.set(element, hash([
        look(element.parentElement), element.tagName, element.getAttribute("class"), style.color, style.backgroundColor,
        style.backgroundImage, style.opacity, style.filter, style.mixBlendMode, style.textShadow, style.fontSize,
        style.fontWeight, style.position, element.matches(":disabled, [aria-disabled=true]"), element.control?.disabled,
      ].join("|")));
    }
    return known.get(element);
  };
  const words = (element) => element.matches("input, select, textarea") ? 2 : Math.min(2, [...element.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join("").length);
  window.looksOfThisPage = new Map([...document.body.querySelectorAll("*")]
    .filter((element) => words(element) && element.checkVisibility({ visibilityProperty: true }))
    .map((element) => [`${look(element)}.${words(element)}`, element]));
  return [...window.looksOfThisPage.keys()];
}"""
_RUN = """([looks, options]) => axe.run(
  looks ? { include: looks.map((look) => window.looksOfThisPage.get(look)) } : document, options)"""


def violations(page: Page, *, rules: Sequence[str] = (), leave_out: Collection[str] = ()) -> list[str]:
    """What axe-core finds on the page as it stands, one line for each element at fault; asked of `rules` alone where
    given, and not of those in `leave_out`."""
    off = {rule: {"enabled": False} for rule in leave_out}
    return _run(page, None, {"runOnly": list(rules) or TAGS, "rules": off})


def contrast_violations(page: Page, *, good: set[str]) -> list[str]:
    """What axe-core says of the contrast of whatever looks other than all that is in `good`, to which it is added where
    nothing is wrong. Contrast takes axe longer than all its other rules, and most of a page looks as on the one before.
    """
    new = sorted(set(page.evaluate(_LOOKS)) - good)
    found = _run(page, new, {"runOnly": [CONTRAST]}) if new else []
    if not found:
        good.update(new)
    return found


def _run(page: Page, looks: list[str] | None, options: dict[str, Any]) -> list[str]:
    if page.evaluate("typeof axe") == "undefined":  # half a megabyte, once a document
        page.evaluate(_AXE.axe_script)
    # preload would fetch every style sheet and film again, for rules that are not asked here
    response = page.evaluate(_RUN, [looks, {**options, "resultTypes": ["violations"], "preload": False}])
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {' '.join(node['target'])}\n    {node['html'][:200]}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with the rule, the element and its HTML for everything axe-core finds."""
    found = violations(page)
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(found)
