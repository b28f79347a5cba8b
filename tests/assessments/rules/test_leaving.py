"""What becomes of an attempt when somebody leaves the course: a table."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.choices import EntryState
from assessments.rules.leaving import Becomes, what_becomes

CLOSES = datetime(2027, 2, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)
_WHEN = {"before": CLOSES - SECOND, "at": CLOSES, "after": CLOSES + SECOND}

# state      leaves   submitted   becomes
_TABLE = """
admitted     before   no          ends
admitted     before   yes         stands
admitted     at       no          untouched
admitted     at       yes         untouched
admitted     after    no          untouched
moved_on     before   no          untouched
left         before   no          untouched
void         before   yes         untouched
"""


@pytest.mark.parametrize("line", _TABLE.strip().splitlines())
def test_what_becomes_of_it(line):
    state, leaves, submitted, becomes = line.split()
    found = what_becomes(state=EntryState(state), closes_at=CLOSES, submitted=submitted == "yes", at=_WHEN[leaves])
    assert found == Becomes(becomes)


def test_the_table_names_every_state_and_every_answer():
    cells = {cell for line in _TABLE.strip().splitlines() for cell in line.split()}
    assert {*EntryState.values, *Becomes.values} <= cells
