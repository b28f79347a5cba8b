"""Accessibility in one line: `assert_accessible(page)`."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Asked for by tag: axe's default set leaves out target-size, which WCAG 2.2 AA wants.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = Axe()


def violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds on the page as it stands, one line for each element at fault; asked of `rules` alone where
    given."""
    if page.evaluate("typeof axe") == "undefined":  # half a megabyte, once a document
        page.evaluate(_AXE.axe_script)
    response = page.evaluate(
        "options => axe.run(options)", {"runOnly": list(rules) or TAGS, "resultTypes": ["violations"]}
    )
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {' '.join(node['target'])}\n    {node['html'][:200]}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with the rule, the element and its HTML for everything axe-core finds."""
    found = violations(page)
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(found)
