"""Pictures of pages, for looking at: `PICTURES=some/folder pytest ...` puts them into that folder.

A test checks what can be checked; whether a page is good is seen. `take(page, "question")` writes question-1280.png and
question-375.png; without PICTURES it does nothing. Do not choose test-results: pytest-playwright empties it at every start.
"""

import os
from pathlib import Path

from playwright.sync_api import Page

WIDTHS = (1280, 375)


def take(page: Page, name: str) -> None:
    """Write the whole page at each width, and put the width back."""
    if not os.environ.get("PICTURES"):
        return
    folder = Path(os.environ["PICTURES"])
    folder.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    if before:
        page.set_viewport_size(before)
