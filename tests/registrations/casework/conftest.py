"""The clock stands a week after the applications came, for the whole server."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from registrations.models import Application

NOW = datetime(2026, 10, 14, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def url():
    """The address of a casework page: `url("accept", application)`."""

    def address(name: str, application: Application) -> str:
        return reverse(f"registrations:casework-{name}", args=[application.reference])

    return address


@pytest.fixture
def text():
    """A page's text as a reader sees it: no tags, blank space shrunk, entities undone."""
    import html
    import re

    def words(response) -> str:
        body = response.content.decode().partition("<main")[2].partition("</main>")[0]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    return words
