"""What the tests of windows share."""

import pytest
import time_machine


@pytest.fixture
def time_machine_at():
    """A frozen clock, as a context."""
    return lambda at: time_machine.travel(at, tick=False)
