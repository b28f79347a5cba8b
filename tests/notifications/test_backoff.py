"""When a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.notifications.backoff import GIVE_UP_AFTER, next_try

WRITTEN = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (100, 60)],
)
def test_the_wait_grows_to_an_hour(attempts, minutes):
    assert next_try(attempts=attempts, since=WRITTEN, at=WRITTEN, jitter=0) == WRITTEN + timedelta(minutes=minutes)


def test_jitter_adds_up_to_a_quarter():
    assert next_try(attempts=4, since=WRITTEN, at=WRITTEN, jitter=1) == WRITTEN + timedelta(minutes=75)


def test_it_is_tried_until_just_before_five_days_are_over():
    end = WRITTEN + GIVE_UP_AFTER
    assert next_try(attempts=9, since=WRITTEN, at=end - timedelta(seconds=1), jitter=0) is not None
    assert next_try(attempts=9, since=WRITTEN, at=end, jitter=0) is None


@given(attempts=st.integers(1, 10_000), jitter=st.floats(0, 1), age=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_the_next_try_is_always_later_and_never_far(attempts, jitter, age):
    at = WRITTEN + age
    again = next_try(attempts=attempts, since=WRITTEN, at=at, jitter=jitter)
    assert (again is None) == (age >= GIVE_UP_AFTER)
    assert again is None or timedelta(minutes=1) <= again - at <= timedelta(minutes=75)


def test_a_server_that_is_away_for_a_weekend_loses_nothing():
    at, tries = WRITTEN, 0
    while at < WRITTEN + timedelta(days=3):
        tries += 1
        at = next_try(attempts=tries, since=WRITTEN, at=at, jitter=0.5)
    assert 60 < tries < 80
