"""The portal's own scripts in a real browser, without a server."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route

_ORIGIN = "http://scripts.invalid"


@pytest.fixture
def scripts(page: Page) -> Page:
    """An empty page beside static/: `import('/static/js/...')` works in it."""

    def answer(route: Route) -> None:
        path = re.sub(r"^https?://[^/]+/", "", route.request.url)
        if path.startswith("static/"):
            route.fulfill(path=settings.BASE_DIR / path, content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(body="<!doctype html><title>Scripts</title>", content_type="text/html")

    page.route(f"{_ORIGIN}/**", answer)
    page.goto(f"{_ORIGIN}/")
    return page
