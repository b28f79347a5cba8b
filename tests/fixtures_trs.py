"""The fake Teaching Record System as a real HTTP server, for any test: import `trs_server` or `trs_on` into a conftest."""

from collections.abc import Iterator

import pytest

from npq_portal import clock
from registrations.teacher_records.fake.app import KEY
from registrations.teacher_records.fake.server import FakeServer


@pytest.fixture
def trs_server() -> Iterator[FakeServer]:
    """A fresh fake server on a free port; `.url` is where, `.requests` what it was asked."""
    with FakeServer(today=clock.today).running() as server:
        yield server


@pytest.fixture
def trs_on(trs_server: FakeServer, settings) -> FakeServer:
    """The fake server, with the settings pointing at it."""
    settings.TEACHER_RECORDS = "fake"
    settings.TRS_BASE_URL = trs_server.url
    settings.TRS_API_KEY = KEY
    return trs_server
