"""One question put to the TRS API over HTTP: key, version, time-outs, repeats, merged records and the circuit breaker.

It knows status codes and nothing of persons. Addresses carry birth dates and National Insurance numbers, because the API
wants them there; so neither we nor httpx ever log an address.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

import httpx

from registrations.teacher_records.answers import Answer, read
from registrations.teacher_records.config import Config
from registrations.teacher_records.errors import (
    MergeLoopError,
    NotJsonError,
    UnavailableError,
)

logger = logging.getLogger(__name__)

API_VERSION = "20260612"
MOST_HOPS = 3
#: The greatest answer we read, in bytes; 500 people are about half a megabyte.
MOST_BYTES = 5_000_000

Params = Mapping[str, str]


class Guard(Protocol):
    """A circuit breaker, as far as the transport is concerned."""

    def guard(self) -> AbstractContextManager[None]:
        """Let one call through or raise CircuitOpenError, and learn from how it ends."""


class NoBreaker:
    """For commands that run where no cache is."""

    def guard(self) -> AbstractContextManager[None]:
        """Let every call through."""
        return nullcontext()


class Transport:
    """Sends GETs, patiently, and POSTs, once. Not shared between threads: open one for each piece of work."""

    def __init__(
        self,
        config: Config,
        *,
        breaker: Guard | None = None,
        wait: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        _silence_addresses()
        self._config = config
        self._breaker = breaker or NoBreaker()
        self._wait = wait
        self._monotonic = monotonic
        self._deadline: float | None = None
        self._http = httpx.Client(
            base_url=config.base_url,
            headers={
                "Authorization": f"Bearer {config.api_key}",
                "X-Api-Version": API_VERSION,
                "Accept": "application/json",
                "User-Agent": "npq-portal",
            },
            follow_redirects=False,
            trust_env=config.through_proxy,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """All calls inside share this much time; outside each call has the configured total."""
        self._deadline = self._monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = None

    def get(self, endpoint: str, path: str, params: Params) -> Answer:
        """Ask; `endpoint` is the path without anybody's number, for logs. Raises TeacherRecordsError's kinds."""
        with self._breaker.guard():
            return self._follow(endpoint, path, params, self._last_moment())

    def post(self, endpoint: str, path: str, body: object) -> Answer:
        """Send once: whether a POST that broke off was carried out, only a later GET can tell."""
        with self._breaker.guard():
            request = self._http.build_request("POST", path, json=body)
            return self._once(endpoint, request, self._last_moment())

    def _last_moment(self) -> float:
        return self._deadline if self._deadline is not None else self._monotonic() + self._config.total_seconds

    def _follow(self, endpoint: str, path: str, params: Params, deadline: float) -> Answer:
        """Follow merged records by hand: the service's address of the survivor drops the test on the record, we put it back."""
        passed: list[str] = []
        while True:
            answer = self._patiently(endpoint, path, params, deadline)
            if answer.status != httpx.codes.PERMANENT_REDIRECT:
                return Answer(status=answer.status, body=answer.body, path=path, passed=tuple(passed))
            passed.append(path)
            path = answer.path
            if path in passed or len(passed) > MOST_HOPS:
                raise MergeLoopError(f"{endpoint}: merged records lead nowhere")

    def _patiently(self, endpoint: str, path: str, params: Params, deadline: float) -> Answer:
        attempt = 1
        while True:
            request = self._http.build_request("GET", path, params=params)
            try:
                return self._once(endpoint, request, deadline)
            except UnavailableError as problem:
                pause = self._pause(problem, attempt)
                spare = deadline - self._monotonic() - pause
                logger.warning("Teacher records: %s: %s (attempt %s)", endpoint, problem, attempt)
                if (
                    not problem.may_repeat
                    or attempt >= self._config.attempts
                    or pause > self._config.longest_pause
                    or spare <= 0
                ):
                    raise
            self._wait(pause)
            attempt += 1

    def _pause(self, problem: UnavailableError, attempt: int) -> float:
        """Seconds before the next attempt: what the service asked for, else doubling, a random half of it so as not to march in step."""
        if problem.repeat_after is not None:
            return problem.repeat_after
        longest = min(self._config.first_pause * 2.0 ** (attempt - 1), self._config.longest_pause)
        return longest * random.SystemRandom().uniform(0.5, 1.0)

    def _once(self, endpoint: str, request: httpx.Request, deadline: float) -> Answer:
        self._allow_time(request, deadline)
        try:
            response = self._http.send(request, stream=True)
            try:
                return read(endpoint, response, self._body(request, response, deadline))
            finally:
                response.close()
        # `from None`: httpx's exceptions hold the request, and so the address.
        except (httpx.ConnectTimeout, httpx.PoolTimeout):
            raise UnavailableError("no connection in time", may_repeat=True) from None
        except httpx.TimeoutException:
            raise UnavailableError("no answer in time") from None
        except httpx.TransportError as error:
            raise UnavailableError(f"connection failed ({type(error).__name__})", may_repeat=True) from None
        except httpx.DecodingError:
            raise NotJsonError(f"{endpoint}: unreadable body") from None

    def _allow_time(self, request: httpx.Request, deadline: float) -> None:
        """Cut the time-outs of what comes next in `request` to the time that is left."""
        left = deadline - self._monotonic()
        if left <= 0:
            raise UnavailableError("out of time")
        connect, read = min(self._config.connect_seconds, left), min(self._config.read_seconds, left)
        request.extensions["timeout"] = {"connect": connect, "pool": connect, "read": read, "write": read}

    def _body(self, request: httpx.Request, response: httpx.Response, deadline: float) -> bytes:
        self._allow_time(request, deadline)
        body = bytearray()
        for chunk in response.iter_bytes():
            body.extend(chunk)
            if len(body) > MOST_BYTES:
                raise NotJsonError("an answer beyond all measure")
            if self._monotonic() > deadline:
                raise UnavailableError("no answer in time")
        return bytes(body)


def _silence_addresses() -> None:
    """httpx logs every address at INFO, httpcore `Location` headers at DEBUG: let only their warnings through."""
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
        noisy = logging.getLogger(name)
        if _warnings_only not in noisy.filters:
            noisy.addFilter(_warnings_only)


def _warnings_only(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING
