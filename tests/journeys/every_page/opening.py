"""Opening pages: asked for by the test client, and shown by a browser where nobody has seen that page yet.

What the browser shows is the very answer that the test client got: rows that a test makes are in its transaction, where the
server's thread would not find them.
"""

import os
import re
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Page

from tests import pictures
from tests.journeys.every_page import checks
from tests.journeys.every_page.server import AnswersWaiting
from tests.journeys.every_page.shape import shape
from tests.journeys.every_page.world import World

_HEADER = re.compile(rb"<header.*?</header>", re.DOTALL)


class Opening:
    """The world's people, who sit down at one window after another."""

    def __init__(self, browser: Browser, url: str, world: World) -> None:
        self.world = world
        self._url = url
        # service workers would fetch pages past the answers that are put in their place (show)
        self._context = browser.new_context(locale="en-GB", timezone_id="Europe/London", service_workers="block")
        self._page = self._context.new_page()
        self._listen(self._page)
        self._by = ""
        self._good: set[str] = set()
        self._complaints: list[str] = []
        self._seen: set[tuple[str, bytes]] = set()
        self._answers: dict[tuple[str, str], HttpResponse] = {}

    # -- asking --------------------------------------------------------------------------------------------------------
    def get(self, by: str, path: str) -> HttpResponse:
        """What that person gets."""
        return self._ask(by, lambda client: client.get(path))

    def once(self, by: str, path: str) -> HttpResponse:
        """The same, asked for once in the whole run: for pages that no test changes."""
        if (by, path) not in self._answers:
            self._answers[by, path] = self.get(by, path)
        return self._answers[by, path]

    def post(self, by: str, path: str, data: dict[str, object] | None = None) -> HttpResponse:
        """What that person would get for sending this."""
        return self._ask(by, lambda client: client.post(path, data or {}))

    def _ask(self, by: str, how: Callable[[Client], HttpResponse]) -> HttpResponse:
        """Nothing of it is kept: neither rows, which the server may be waiting for, nor cookies."""
        client = Client(raise_request_exception=False)
        client.cookies = self.world.client(by).cookies.copy()
        with transaction.atomic():
            answer = how(client)
            transaction.set_rollback(True)
        return answer

    def is_new(self, name: str, answer: HttpResponse) -> bool:
        """Whether nobody has seen a page of that name and shape, or nobody has seen this header. People share most pages, and
        many differ in names and numbers alone."""
        header, rest = b"".join(_HEADER.findall(answer.content)), _HEADER.sub(b"", answer.content)
        marks = {("header", shape(header or b"<p></p>")), (name, shape(rest))}
        is_new = not marks <= self._seen
        self._seen |= marks
        return is_new

    # -- showing -------------------------------------------------------------------------------------------------------
    def open(self, by: str, path: str) -> Page:
        """The page as the server shows it to that person, light and wide."""
        self._sit_down(by)
        self._page.goto(self._url + path)
        return self._page

    def faults(self, by: str, path: str, answer: HttpResponse, picture: str = "") -> list[str]:
        """Show that person this answer to that path, and say what is wrong with the page."""
        self._sit_down(by)
        with AnswersWaiting.one(path, answer):
            shown = self._page.goto(self._url + path)
        assert shown is not None
        assert shown.status == answer.status_code, f"the browser got another answer than the one for {by}: {path}"
        found = list(self._complaints)  # before axe, whose own style sheets the policy refuses
        found += checks.faults(self._page, good=self._good)
        if picture and os.environ.get("PICTURES"):
            self._page.emulate_media(color_scheme="light")
            pictures.take(self._page, picture)
        return [f"{path}, by {by}\n  {one}" for one in found]

    def _sit_down(self, by: str) -> None:
        """The window is empty, light and wide, and signed in as that person, who finds nothing of the one before."""
        self._page.goto("about:blank")
        self._page.set_viewport_size({"width": checks.DESKTOP, "height": 900})
        self._page.emulate_media(color_scheme="light")
        if by != self._by:
            self._by = by
            self._context.clear_cookies()
            kept = {"origin": self._url, "storageTypes": "local_storage,indexeddb,cache_storage"}
            self._context.new_cdp_session(self._page).send("Storage.clearDataForOrigin", kept)
            session = self.world.client(by).cookies.get(settings.SESSION_COOKIE_NAME)
            if session:
                self._context.add_cookies([{"name": session.key, "value": session.value, "url": self._url}])
        self._complaints = []

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
        """Close the window."""
        self._context.close()
