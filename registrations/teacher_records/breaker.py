"""A circuit breaker shared by every web and worker process through the cache.

After so many failures in a row it opens: calls are refused at once, so that people go on to the manual queue instead of
waiting for a service that is down. When the time is up one call, and only one in all processes, may try again.

All timing is the cache's own expiry: one clock for all machines. Why not a library: docs/adr/0010-teacher-records-client.md.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeVar

from django.core.cache import caches
from redis.exceptions import RedisError

from registrations.teacher_records.errors import CircuitOpenError, NotJsonError, TeacherRecordsError, UnavailableError

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: A run of failures is forgotten when nothing was asked for this long (seconds).
FORGET_FAILURES_AFTER = 600
#: That the breaker tripped is kept at most this long (seconds), should nobody ask again.
FORGET_TRIP_AFTER = 24 * 60 * 60


class BreakerState(StrEnum):
    """Closed: calls go through. Open: refused. Half-open: one call may try."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """One named breaker. When the cache itself is down, calls go through: the breaker must never be the outage."""

    def __init__(
        self, name: str = "teacher-records", *, failures: int = 5, open_seconds: int = 60, probe_seconds: int = 30
    ) -> None:
        """Opens after `failures` in a row for `open_seconds`; a try that never reports back holds others off `probe_seconds`."""
        self.failures = failures
        self.open_seconds = open_seconds
        self.probe_seconds = probe_seconds
        self.failures_key = f"breaker:{name}:failures"
        self.tripped_key = f"breaker:{name}:tripped"
        self.open_key = f"breaker:{name}:open"
        self.probe_key = f"breaker:{name}:probe"

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Let one call through, or raise CircuitOpenError; learn from how the call ends."""
        probing = self._enter()
        try:
            yield
        except (UnavailableError, NotJsonError):
            self._failed(probing=probing)
            raise
        except TeacherRecordsError:
            self._answered(probing=probing)
            raise
        self._answered(probing=probing)

    def state(self) -> BreakerState:
        """How it stands now, for the health page."""
        return _unless_cache_down(self._state, BreakerState.CLOSED)

    def _state(self) -> BreakerState:
        held = caches["default"].get_many([self.open_key, self.tripped_key])
        if self.open_key in held:
            return BreakerState.OPEN
        return BreakerState.HALF_OPEN if self.tripped_key in held else BreakerState.CLOSED

    def _enter(self) -> bool:
        """Whether this call is the one that tries; raises CircuitOpenError where it may not go."""
        state = self.state()
        if state is BreakerState.CLOSED:
            return False
        if state is BreakerState.HALF_OPEN and _unless_cache_down(self._win_probe, False):
            return True
        raise CircuitOpenError("the circuit breaker is open")

    def _win_probe(self) -> bool:
        cache = caches["default"]
        if not cache.add(self.probe_key, 1, timeout=self.probe_seconds):
            return False
        if cache.has_key(self.open_key):  # another's try failed after we looked, and freed the probe we now hold
            cache.delete(self.probe_key)
            return False
        return True

    def _answered(self, *, probing: bool) -> None:
        keys = [self.failures_key, *([self.tripped_key, self.open_key, self.probe_key] if probing else [])]
        _unless_cache_down(lambda: caches["default"].delete_many(keys), None)
        if probing:
            logger.warning("Teacher records: answered again, circuit breaker closed")

    def _failed(self, *, probing: bool) -> None:
        _unless_cache_down(lambda: self._count_failure(probing=probing), None)

    def _count_failure(self, *, probing: bool) -> None:
        cache = caches["default"]
        cache.add(self.failures_key, 0, timeout=FORGET_FAILURES_AFTER)
        try:
            count = cache.incr(self.failures_key)
        except ValueError:  # another process's success removed it between the two lines: the run is broken
            return
        if not probing and count < self.failures:
            return
        # `open` is set before the probe is freed, else a second one could slip in between.
        cache.set(self.tripped_key, 1, timeout=FORGET_TRIP_AFTER)
        cache.set(self.open_key, 1, timeout=self.open_seconds)
        cache.delete_many([self.probe_key, self.failures_key])
        logger.error("Teacher records: circuit breaker open for %s seconds", self.open_seconds)


def _unless_cache_down(ask: Callable[[], T], otherwise: T) -> T:
    """What `ask` gives, or `otherwise` when Redis does not answer."""
    try:
        return ask()
    except RedisError as error:
        logger.warning("Teacher records: the circuit breaker cannot reach the cache (%s)", type(error).__name__)
        return otherwise
