"""What minutes at a webinar are worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.choices import Mark
from courses.rules.presence import GRACE_MINUTES, credit

WHOLE = (Mark.ATTENDED, None)


@pytest.mark.parametrize(
    ("minutes", "session", "component", "gives"),
    [
        (90, 90, 90, WHOLE),
        (85, 90, 90, WHOLE),  # five minutes late
        (84, 90, 90, (Mark.PART, 84)),
        (1, 90, 90, (Mark.PART, 1)),
        (0, 90, 90, None),
        (70, 90, 75, WHOLE),  # the session has a break of 15 minutes
        (69, 90, 75, (Mark.PART, 69)),
        (55, 60, 90, WHOLE),  # held in an hour, worth more, like a register's "Present"
        (54, 60, 90, (Mark.PART, 54)),
        (1, 4, 4, WHOLE),  # shorter than the grace: somebody must have been there all the same
        (0, 4, 4, None),
    ],
)
def test_minutes_give(minutes, session, component, gives):
    assert credit(minutes=minutes, session_minutes=session, component_minutes=component) == gives


@given(st.integers(0, 400), st.integers(1, 400), st.integers(1, 400))
def test_never_more_than_was_there_and_the_grace(minutes, session, component):
    gives = credit(minutes=minutes, session_minutes=session, component_minutes=component)
    if gives is None:
        assert minutes == 0
    elif gives == WHOLE:
        assert minutes + GRACE_MINUTES >= min(session, component)
    else:
        assert gives == (Mark.PART, minutes)
