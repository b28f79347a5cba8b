"""The circuit breaker on a real Redis, between threads and between processes."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.core.cache import cache, caches

from registrations.teacher_records.breaker import Breaker, BreakerState
from registrations.teacher_records.errors import (
    CircuitOpenError,
    MalformedError,
    MergeLoopError,
    MisconfiguredError,
    NotJsonError,
    RefusedError,
    UnavailableError,
)

DOWN = UnavailableError("status 503")


@pytest.fixture
def breaker() -> Breaker:
    return Breaker(failures=3, open_seconds=60, probe_seconds=30)


def call(breaker: Breaker, ending: Exception | None = None) -> None:
    """One call that ends as told; CircuitOpenError where one that would succeed is not let through."""
    if ending is None:
        with breaker.guard():
            return
    with pytest.raises(type(ending)) as caught, breaker.guard():
        raise ending
    assert caught.value is ending


def trip(breaker: Breaker) -> None:
    for _ in range(breaker.failures):
        call(breaker, DOWN)


def time_is_up(key: str, within: int) -> None:
    """Let Redis expire a key now, having made sure that it would have by itself."""
    redis = cache._cache.get_client()
    assert 0 < redis.ttl(cache.make_key(key)) <= within
    cache.touch(key, timeout=0)


def test_failures_in_a_row_open_it(breaker):
    for _ in range(2):
        call(breaker, DOWN)
        assert breaker.state() is BreakerState.CLOSED
    call(breaker, DOWN)

    assert breaker.state() is BreakerState.OPEN
    with pytest.raises(CircuitOpenError):
        call(breaker)


def test_a_success_starts_the_count_again(breaker):
    for ending in (DOWN, DOWN, None, DOWN, DOWN):
        call(breaker, ending)

    assert breaker.state() is BreakerState.CLOSED


@pytest.mark.parametrize(
    ("ending", "counts"),
    [
        (UnavailableError("x"), True),
        (NotJsonError("x"), True),
        (MalformedError("x"), False),
        (MergeLoopError("x"), False),
        (MisconfiguredError("x"), False),
        (RefusedError(()), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_a_failing_service_counts(breaker, ending, counts):
    for _ in range(breaker.failures):
        call(breaker, ending)

    assert (breaker.state() is BreakerState.OPEN) is counts


def test_after_its_time_one_call_tries_and_closes_it(breaker):
    trip(breaker)
    time_is_up(breaker.open_key, within=60)
    assert breaker.state() is BreakerState.HALF_OPEN

    call(breaker)

    assert breaker.state() is BreakerState.CLOSED
    call(breaker, DOWN)
    assert breaker.state() is BreakerState.CLOSED


def test_a_try_that_fails_opens_it_again_at_once(breaker):
    trip(breaker)
    time_is_up(breaker.open_key, within=60)

    call(breaker, DOWN)

    assert breaker.state() is BreakerState.OPEN
    time_is_up(breaker.open_key, within=60)
    assert breaker.state() is BreakerState.HALF_OPEN


def test_only_one_of_many_tries(breaker):
    trip(breaker)
    time_is_up(breaker.open_key, within=60)
    together, done = threading.Barrier(8), threading.Event()
    refused = []

    def one() -> None:
        together.wait()
        try:
            with breaker.guard():
                done.wait(10)
        except CircuitOpenError:
            refused.append(1)
            if len(refused) == 7:
                done.set()

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(one) for _ in range(8)]:
            future.result()

    assert len(refused) == 7
    assert breaker.state() is BreakerState.CLOSED


def test_a_try_that_never_reports_back_does_not_block_for_ever(breaker):
    trip(breaker)
    time_is_up(breaker.open_key, within=60)
    with pytest.raises(KeyboardInterrupt), breaker.guard():
        raise KeyboardInterrupt  # the process is stopped in the middle
    with pytest.raises(CircuitOpenError):
        call(breaker)

    time_is_up(breaker.probe_key, within=30)
    call(breaker)

    assert breaker.state() is BreakerState.CLOSED


def test_a_late_try_cannot_slip_past_a_fresh_opening(breaker):
    trip(breaker)
    assert not breaker._win_probe()  # open was set after this process had looked
    assert cache.get(breaker.probe_key) is None


def test_a_straggler_that_succeeds_does_not_close_it(breaker):
    with breaker.guard():  # began while it was closed, ends after it opened
        trip(Breaker(failures=3))
    assert breaker.state() is BreakerState.OPEN


def test_a_success_elsewhere_in_the_middle_of_counting_breaks_the_run(breaker, monkeypatch):
    redis_cache = caches["default"]
    call(breaker, DOWN)
    count = redis_cache.incr

    def removed_meanwhile(key: str) -> int:
        redis_cache.delete(key)
        return count(key)

    monkeypatch.setattr(redis_cache, "incr", removed_meanwhile)
    for _ in range(5):
        call(breaker, DOWN)

    assert breaker.state() is BreakerState.CLOSED


def test_counts_calls_that_fail_at_the_same_time(breaker):
    many = Breaker(failures=20)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: call(many, DOWN), range(19)))
    assert many.state() is BreakerState.CLOSED
    call(many, DOWN)
    assert many.state() is BreakerState.OPEN


def test_two_names_are_two_breakers(breaker):
    trip(breaker)
    assert Breaker("another").state() is BreakerState.CLOSED


def test_another_process_sees_it_open(breaker):
    ask = (
        "import django; django.setup()\n"
        "from registrations.teacher_records.breaker import Breaker\n"
        "print(Breaker().state().value)"
    )
    states = []
    for step in (None, trip):
        if step:
            step(breaker)
        told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
        states.append(told.stdout.strip())

    assert states == ["closed", "open"]


def test_without_redis_calls_go_through(settings, breaker, caplog):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    for _ in range(5):
        call(breaker, DOWN)

    assert breaker.state() is BreakerState.CLOSED
    assert "cannot reach the cache" in caplog.text


def test_the_client_stops_asking_when_it_is_open(trs_server, open_to, breaker):
    client = open_to(trs_server.url, breaker=breaker)
    for _ in range(3):
        with pytest.raises(UnavailableError, match="503"):
            client.get_person("7000015")
    asked = len(trs_server.requests)
    assert asked == 9  # three calls of three attempts: the calls count, not the attempts

    with pytest.raises(CircuitOpenError):
        client.get_person("9900001")
    assert len(trs_server.requests) == asked

    time_is_up(breaker.open_key, within=60)
    assert client.get_person("9900001").trn == "9900001"
    assert breaker.state() is BreakerState.CLOSED


@pytest.mark.parametrize("trn", ["7000002", "7000004", "7000006", "7000029"])
def test_answers_about_one_record_never_open_it(trs_server, open_to, breaker, trn):
    client = open_to(trs_server.url, breaker=breaker)
    for _ in range(4):
        with suppress(MalformedError):
            client.get_person(trn)

    assert breaker.state() is BreakerState.CLOSED
