"""One hub, one server and one window for hundreds of pages.

The hub's rows are committed, since the server's thread shall see them, and stay to the end of the run: these tests come last
(tests/conftest.py), and nothing runs behind them that would find those rows.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser

from tests.journeys.every_page import server as portal
from tests.journeys.every_page.opening import Opening
from tests.journeys.every_page.world import World

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def opening(
    request: pytest.FixtureRequest,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: object,
) -> Iterator[Opening]:
    """Everybody of a whole hub, in one browser. Tests are marked django_db: what they change themselves is undone."""
    first = next(number for number, item in enumerate(request.session.items) if item.path.is_relative_to(HERE))
    assert all(item.path.is_relative_to(HERE) for item in request.session.items[first:]), "these tests come last"
    mail = tmp_path_factory.mktemp("mail")
    with django_db_blocker.unblock(), override_settings(DEMO_MAIL_FOLDER=str(mail), ALLOWED_HOSTS=["*"]):
        server = portal.start()
        opened = Opening(browser, server.url, World(mail))
        try:
            yield opened
        finally:
            opened.close()
            server.stop()
