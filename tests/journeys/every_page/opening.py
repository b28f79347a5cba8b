"""Opening pages: asked for by the test client, and shown by a browser where nobody has seen that page yet."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests import pictures
from tests.journeys.every_page import checks
from tests.journeys.every_page.world import World

_CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*|(\b\d\d:\d\d:\d\d\b)')
_HEADER = re.compile(rb"<header.*?</header>", re.DOTALL)


class Opening:
    """The world's people in one browser, each with a window of their own."""

    def __init__(self, browser: Browser, url: str, world: World) -> None:
        self.world = world
        self._browser, self._url = browser, url
        self._pages: dict[str, Page] = {}
        self._complaints: list[str] = []
        self._seen: set[bytes] = set()

    # -- asking --------------------------------------------------------------------------------------------------------
    def get(self, by: str, path: str) -> HttpResponse:
        """What that person gets."""
        return self._ask(by, lambda client: client.get(path))

    def post(self, by: str, path: str, data: dict[str, object] | None = None) -> HttpResponse:
        """What that person would get for sending this."""
        return self._ask(by, lambda client: client.post(path, data or {}))

    def _ask(self, by: str, how: Callable[[Client], HttpResponse]) -> HttpResponse:
        """Nothing of it is kept: neither rows, which the server may be waiting for, nor cookies."""
        client = Client(raise_request_exception=False)
        client.cookies = self.world.clients[by].cookies.copy()
        with transaction.atomic():
            answer = how(client)
            transaction.set_rollback(True)
        return answer

    def is_new(self, answer: HttpResponse) -> bool:
        """Whether nobody has seen this page, or nobody has seen this header. People share most pages."""
        text = _CHANGING.sub(b"", answer.content)
        header, rest = b"".join(_HEADER.findall(text)), _HEADER.sub(b"", text)
        marks = {hashlib.sha256(part).digest() for part in (b"header" + header, rest)}
        is_new = not marks <= self._seen
        self._seen |= marks
        return is_new

    # -- showing -------------------------------------------------------------------------------------------------------
    def open(self, by: str, path: str) -> Page:
        """The page in that person's window, light and wide."""
        page = self._page(by)
        page.goto(self._url + path)
        return page

    def faults(self, by: str, path: str, picture: str = "") -> list[str]:
        """Open the page as that person and say what is wrong with it."""
        return self._look(self.open(by, path), f"{path}, by {by}", picture)

    def faults_of_answer(self, by: str, path: str, answer: HttpResponse, picture: str = "") -> list[str]:
        """The same for an answer that the server has given already, such as one to a form."""
        page = self._page(by)

        def give(route: Route) -> None:
            route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

        with _routed(page, self._url + path, give):
            page.goto(self._url + path)
        return self._look(page, f"{path}, answer for {by}", picture)

    def _look(self, page: Page, what: str, picture: str) -> list[str]:
        found = list(self._complaints)  # before axe, whose own style sheets the policy refuses
        found += checks.faults(page)
        if picture and os.environ.get("PICTURES"):
            page.emulate_media(color_scheme="light")
            pictures.take(page, picture)
        return [f"{what}\n  {one}" for one in found]

    def _page(self, by: str) -> Page:
        if by not in self._pages:
            self._pages[by] = self._window(by).new_page()
            self._listen(self._pages[by])
        page = self._pages[by]
        page.goto("about:blank")
        page.set_viewport_size({"width": checks.DESKTOP, "height": 900})
        page.emulate_media(color_scheme="light")
        self._complaints = []
        return page

    def _window(self, by: str) -> BrowserContext:
        context = self._browser.new_context(locale="en-GB", timezone_id="Europe/London")
        # a service worker would fetch pages past the answers that are put in their place (faults_of_answer)
        context.add_init_script("delete Navigator.prototype.serviceWorker")
        session = self.world.clients[by].cookies.get(settings.SESSION_COOKIE_NAME)
        if session:
            context.add_cookies([{"name": session.key, "value": session.value, "url": self._url}])
        return context

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self._complaints.append(f"failed: {request.url} {request.failure}"))
        page.on("response", lambda answer: self._hear(answer.request.resource_type, answer.status, answer.url))
        page.on("console", lambda message: self._hear_console(message.type, message.text))

    def _hear(self, kind: str, status: int, url: str) -> None:
        if status >= 400 and kind != "document":
            self._complaints.append(f"failed: {url} answered {status}")

    def _hear_console(self, kind: str, text: str) -> None:
        # Chromium reports the document itself too; whether it may answer so is the example's matter.
        if kind in {"error", "warning"} and not text.startswith("Failed to load resource"):
            self._complaints.append(f"console: {text}")

    def close(self) -> None:
        """Close every window."""
        for page in self._pages.values():
            page.context.close()


@contextmanager
def _routed(page: Page, url: str, give: object) -> Iterator[None]:
    page.route(url, give)
    yield
    page.unroute(url)
