"""An event of whole days or of moments, and the facts it is remembered by."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from npq_portal.calendars.rules.events import Event, from_facts
from npq_portal.periods import LONDON

EVENING = datetime(2027, 3, 31, 23, 30, tzinfo=LONDON)
TIMED = Event(name="a", about="a", title="Seminar", start=EVENING, end=EVENING + timedelta(minutes=30))
ALL_DAY = Event(name="b", about="b", title="Last day", start=date(2027, 3, 31), end=date(2027, 4, 1), is_busy=False)


@pytest.mark.parametrize("event", [TIMED, ALL_DAY])
def test_its_facts_give_it_back(event):
    assert from_facts(event.facts()) == event


def test_the_same_moment_in_another_zone_is_the_same_fact():
    moved = replace(TIMED, start=TIMED.start.astimezone(UTC), end=TIMED.end.astimezone(UTC))
    assert moved.facts() == TIMED.facts()


def test_a_whole_day_is_over_at_midnight_in_london():
    assert ALL_DAY.ends_at == datetime(2027, 3, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end"), [(EVENING, EVENING), (date(2027, 3, 31), date(2027, 3, 31)), (date(2027, 3, 31), EVENING)]
)
def test_what_is_no_span_is_refused(start, end):
    with pytest.raises(ValueError, match="An event"):
        Event(name="a", about="a", title="Seminar", start=start, end=end)
