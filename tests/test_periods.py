"""Days on a London clock."""

from datetime import UTC, datetime

import pytest

from npq_portal.periods import days_before


@pytest.mark.parametrize(
    ("moment", "days", "earlier"),
    [
        pytest.param(datetime(2026, 6, 9, 15, tzinfo=UTC), 7, datetime(2026, 6, 2, 15, tzinfo=UTC), id="summer"),
        pytest.param(
            datetime(2026, 10, 26, 16, tzinfo=UTC), 7, datetime(2026, 10, 19, 15, tzinfo=UTC), id="4pm in autumn is 4pm"
        ),
        pytest.param(
            datetime(2027, 3, 28, 9, tzinfo=UTC), 1, datetime(2027, 3, 27, 10, tzinfo=UTC), id="10am in spring is 10am"
        ),
        pytest.param(
            datetime(2026, 10, 26, 1, 30, tzinfo=UTC), 1, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="the first 1:30"
        ),
        pytest.param(
            datetime(2027, 3, 29, 0, 30, tzinfo=UTC),
            1,
            datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
            id="a 1:30 there is not",
        ),
    ],
)
def test_days_earlier_at_the_same_time_of_day(moment, days, earlier):
    found = days_before(moment, days)
    assert (found, found.tzinfo) == (earlier, UTC)
