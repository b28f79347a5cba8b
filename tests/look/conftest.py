import re

import pytest
from django.template import engines


@pytest.fixture(autouse=True)
def _gallery_urls(settings):
    settings.ROOT_URLCONF = "tests.look.urls"


@pytest.fixture
def draw():
    """Draw template text, with blank space shrunk so that markup can be compared."""

    def drawn(text: str, /, **context: object) -> str:
        loads = "{% load components dates crispy_forms_tags %}"
        html = engines["django"].from_string(loads + text).render(context)
        return re.sub(r"\s+", " ", html).strip()

    return drawn


@pytest.fixture
def gallery(live_server, page):
    """Open a page of the gallery; at the end, whatever the browser complained of fails the test."""
    complaints = []  # a request that our own script gave up is none
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "requestfailed",
        lambda request: complaints.append(f"failed: {request.url}") if request.failure != "net::ERR_ABORTED" else None,
    )
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )

    def open_page(path: str = "", width: int = 1280, scheme: str = "light") -> object:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{live_server.url}/gallery/{path}")
        return page

    yield open_page
    assert complaints == []
