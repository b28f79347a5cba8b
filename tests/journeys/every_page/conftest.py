"""One hub, one server and one window a person for a whole module: hundreds of pages are opened."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser

from tests.journeys.every_page import server as portal
from tests.journeys.every_page.opening import Opening
from tests.journeys.every_page.world import World


@contextmanager
def _committed_rows() -> Iterator[None]:
    """Rows that the server's thread sees, for longer than one test; afterwards the tables hold what they held before."""
    assert str(connection.settings_dict["NAME"]).startswith("test_"), "this empties tables"
    before = connection.creation.serialize_db_to_string()
    try:
        yield
    finally:
        # counting goes on, or the next test's rows would get numbers that the rows of before have
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=False)
        connection.creation.deserialize_db_from_string(before)


@pytest.fixture(scope="module")
def opening(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: object
) -> Iterator[Opening]:
    """Everybody of a whole hub, in one browser. Tests are marked django_db: what they change themselves is undone."""
    mail = tmp_path_factory.mktemp("mail")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO_MAIL_FOLDER=str(mail), ALLOWED_HOSTS=["*"]),
        _committed_rows(),
    ):
        server = portal.start()
        opened = Opening(browser, server.url, World(mail))
        try:
            yield opened
        finally:
            opened.close()
            server.stop()
