"""A hall that Femi leads, and the moment at which pages are opened."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tests.courses.register.making import hall


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)` stops every clock of the portal at an aware moment; it starts at 4:50pm on the session's day."""

    def stop(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    stop(datetime(2026, 11, 17, 16, 50, tzinfo=UTC))
    return stop


@pytest.fixture
def femis(facilitator):
    """Femi's session and three people expected there."""
    return hall(3, facilitator=facilitator)
