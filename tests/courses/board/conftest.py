"""The clock stands on 2 March 2027 for the whole server."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from tests.courses.board.scenes import NOW


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    with time_machine.travel(NOW, tick=False):
        yield NOW
