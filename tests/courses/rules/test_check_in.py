"""Self check-in: which code counts, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from courses.rules.check_in import (
    LENGTH,
    SCAN_LASTS,
    CheckInFacts,
    Verdict,
    code_at,
    next_step,
    opens_at,
    scan_still_counts,
    verdict,
)
from npq_portal.periods import Period

START = datetime(2026, 11, 17, 15, 45, tzinfo=UTC)
END = START + timedelta(hours=1)
FACTS = CheckInFacts(session_id=7, secret=b"invented", period=Period(START, END))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("seconds_later", "expected"),
    [(0, Verdict.GOOD), (19, Verdict.GOOD), (20, Verdict.GOOD), (39, Verdict.GOOD), (40, Verdict.OLD_CODE)],
)
def test_a_code_counts_for_its_own_step_and_the_next(seconds_later, expected):
    assert verdict(FACTS, code_at(FACTS, START), at=START + seconds_later * SECOND) == expected


def test_a_code_of_the_future_does_not_count():
    assert verdict(FACTS, code_at(FACTS, START + 20 * SECOND), at=START) == Verdict.OLD_CODE


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START - timedelta(minutes=15) - SECOND, Verdict.TOO_EARLY),
        (START - timedelta(minutes=15), Verdict.GOOD),
        (END - SECOND, Verdict.GOOD),
        (END, Verdict.TOO_LATE),
    ],
)
def test_codes_count_from_a_quarter_of_an_hour_before_to_the_end(at, expected):
    assert verdict(FACTS, code_at(FACTS, at), at=at) == expected
    assert opens_at(FACTS) == START - timedelta(minutes=15)


def test_a_code_of_another_session_or_with_another_secret_does_not_count():
    other = CheckInFacts(session_id=8, secret=b"invented", period=FACTS.period)
    renewed = CheckInFacts(session_id=7, secret=b"another", period=FACTS.period)

    for facts in (other, renewed):
        assert verdict(FACTS, code_at(facts, START), at=START) == Verdict.OLD_CODE


@given(some.text(max_size=40))
def test_no_guess_breaks_it_or_gets_in(code):
    if code not in {code_at(FACTS, START), code_at(FACTS, START - 20 * SECOND)}:
        assert verdict(FACTS, code, at=START) == Verdict.OLD_CODE


@given(some.integers(min_value=0, max_value=3599))
def test_a_code_can_be_typed_and_the_next_comes_within_20_seconds(second):
    at = START + second * SECOND

    code = code_at(FACTS, at)
    assert len(code) == LENGTH
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert timedelta() < next_step(at) - at <= timedelta(seconds=20)
    assert code_at(FACTS, next_step(at)) != code
    assert code_at(FACTS, next_step(at) - SECOND) == code


@pytest.mark.parametrize(
    ("later", "counts"),
    [(timedelta(), True), (SCAN_LASTS - SECOND, True), (SCAN_LASTS, False), (-SECOND, False)],
)
def test_a_scan_keeps_the_place_for_ten_minutes(later, counts):
    assert scan_still_counts(START, START + later) is counts
