"""What the tests of windows share."""

import pytest
import time_machine


@pytest.fixture
def time_machine_at():
    """A frozen clock, as a context."""
    return lambda at: time_machine.travel(at, tick=False)


@pytest.fixture(autouse=True)
def _long_sessions(settings):
    """Clients sign in by the real clock and then travel into 2027."""
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 60 * 60
