"""When people may be written to: 7am to 9pm in London, also when the clocks change; holidays where the kind keeps them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.notifications.rules.timing import URGENT, DaysOff, Manners, earliest
from npq_portal.periods import LONDON

WAITS = Manners()
SCHOOL = Manners(keeps_holidays=True)
HALF_TERM = DaysOff(date(2026, 10, 24), date(2026, 11, 1))  # the clocks go back on Sunday 25 October
CHRISTMAS = DaysOff(date(2026, 12, 19), date(2027, 1, 3))


@pytest.mark.parametrize(
    ("manners", "london", "goes"),
    [
        (WAITS, "2026-11-17 06:59:59", "2026-11-17 07:00"),
        (WAITS, "2026-11-17 07:00", "2026-11-17 07:00"),
        (WAITS, "2026-11-17 20:59:59", "2026-11-17 20:59:59"),
        (WAITS, "2026-11-17 21:00", "2026-11-18 07:00"),
        (WAITS, "2026-11-17 23:30", "2026-11-18 07:00"),
        (URGENT, "2026-11-17 23:30", "2026-11-17 23:30"),
        # the nights on which the clocks change: 7am is 7am by the clock
        (WAITS, "2026-10-24 22:00", "2026-10-25 07:00"),
        (WAITS, "2027-03-27 22:00", "2027-03-28 07:00"),
        (WAITS, "2026-10-25 01:30", "2026-10-25 07:00"),
        (URGENT, "2026-10-25 01:30", "2026-10-25 01:30"),
        # holidays
        (WAITS, "2026-10-28 10:00", "2026-10-28 10:00"),
        (SCHOOL, "2026-10-23 20:59", "2026-10-23 20:59"),
        (SCHOOL, "2026-10-23 21:00", "2026-11-02 07:00"),  # the night reaches into the holiday
        (SCHOOL, "2026-10-28 10:00", "2026-11-02 07:00"),
        (SCHOOL, "2026-11-01 23:00", "2026-11-02 07:00"),
        (SCHOOL, "2026-12-25 12:00", "2027-01-04 07:00"),
        (SCHOOL, "2026-11-17 10:00", "2026-11-17 10:00"),
    ],
)
def test_the_first_moment_people_may_be_written_to(manners, london, goes):
    moment = datetime.fromisoformat(london).replace(tzinfo=LONDON)
    expected = datetime.fromisoformat(goes).replace(tzinfo=LONDON)
    assert earliest(moment, manners=manners, days_off=[HALF_TERM, CHRISTMAS]) == expected.astimezone(UTC)


def test_holidays_that_touch_are_one():
    one, two = DaysOff(date(2026, 7, 20), date(2026, 8, 1)), DaysOff(date(2026, 8, 2), date(2026, 9, 1))
    found = earliest(datetime(2026, 7, 21, 9, tzinfo=UTC), manners=SCHOOL, days_off=[two, one])
    assert found == datetime(2026, 9, 2, 6, tzinfo=UTC)


@given(
    moment=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 hypothesis wants naive bounds
    manners=st.builds(Manners, can_wait=st.booleans(), keeps_holidays=st.booleans()),
)
def test_it_is_never_sooner_never_at_night_and_asking_again_changes_nothing(moment, manners):
    found = earliest(moment, manners=manners, days_off=[HALF_TERM, CHRISTMAS])
    assert found >= moment
    assert earliest(found, manners=manners, days_off=[HALF_TERM, CHRISTMAS]) == found
    if manners.can_wait:
        assert 7 <= found.astimezone(LONDON).hour < 21
        assert found - moment < timedelta(hours=11) or manners.keeps_holidays
    if manners.keeps_holidays:
        assert not any(found.astimezone(LONDON).date() in days for days in (HALF_TERM, CHRISTMAS))
