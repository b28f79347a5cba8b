"""Pictures of pages, for looking at: `PICTURES=1 pytest ...` puts them into test-results/pictures (not in git).

A test checks what can be checked; whether a page is good is seen. `take(page, "question")` writes question-1280.png and
question-375.png; without PICTURES it does nothing.
"""

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parent.parent / "test-results" / "pictures"
WIDTHS = (1280, 375)


def take(page: Page, name: str) -> None:
    """Write the whole page at each width, and put the width back."""
    if not os.environ.get("PICTURES"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
    if before:
        page.set_viewport_size(before)
