"""What the fake API answers to one request: keys, versions, limits, and the endpoints registration uses."""

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit

from registrations.teacher_records.fake import endpoints
from registrations.teacher_records.fake.answers import Answer, problem
from registrations.teacher_records.fake.faults import Faults
from registrations.teacher_records.fake.register import Register

KEY = "fake-key"
READER_KEY = "fake-key-reader"
KEY_WITHOUT_ROLES = "fake-key-without-roles"
ROLES: Mapping[str, frozenset[str]] = {
    KEY: frozenset({"GetPerson", "CreateTrn"}),
    READER_KEY: frozenset({"GetPerson"}),
    KEY_WITHOUT_ROLES: frozenset(),
}

OLDEST_VERSION = "20240101"
VERSIONS = (
    *(OLDEST_VERSION, "20240307", "20240412", "20240416", "20240606", "20240814", "20240912", "20240920", "20250203"),
    *("20250327", "20250425", "20250627", "20250804", "20250905", "20260120", "20260224", "20260416", "20260515"),
    *("20260612", "Next"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it came in; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""


class App:
    """The API. `today` bounds birth dates; `monotonic` counts the seconds of the rate limit."""

    def __init__(
        self, *, today: Callable[[], date], monotonic: Callable[[], float], most_calls: int = 1000, window: float = 60.0
    ) -> None:
        self._desk = endpoints.Desk(register=Register(), faults=Faults(), today=today)
        self._limit = _Limit(most_calls, window, monotonic)

    def answer(self, request: Request) -> Answer:
        """The answer to any request."""
        url = urlsplit(request.target)
        if url.path == "/health":
            return Answer(status=200, body=b"Healthy", content_type="text/plain")
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or key not in ROLES:
            return Answer(status=401)
        refusal, headers = self._limit.take(key)
        if refusal is not None:
            return refusal
        answer = self._route(request, url.path, url.query, ROLES[key])
        return Answer(
            status=answer.status,
            body=answer.body,
            content_type=answer.content_type,
            headers={"Cache-Control": "no-store", **headers, **answer.headers},
            manner=answer.manner,
        )

    def _route(self, request: Request, path: str, query: str, roles: frozenset[str]) -> Answer:
        version = request.headers.get("x-api-version", OLDEST_VERSION)
        found = endpoints.find(request.method, path, version)
        if version not in VERSIONS or found is None:
            return problem(404, "No such resource.", code=10028) if version in VERSIONS else Answer(status=404)
        endpoint, trn = found
        if endpoint.role is not None and endpoint.role not in roles:
            return Answer(status=403)
        asked = endpoints.Asked(
            trn=trn,
            version=version,
            query={name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()},
            body=request.body,
        )
        return endpoint.answer(self._desk, asked)


class _Limit:
    """So many calls a key in each fixed window of time."""

    def __init__(self, most_calls: int, window: float, monotonic: Callable[[], float]) -> None:
        self._most = most_calls
        self._window = window
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[float, int]] = {}

    def take(self, key: str) -> tuple[Answer | None, dict[str, str]]:
        """Count one call: a refusal if it is one too many, and the headers of the rate limit."""
        with self._lock:
            now = self._monotonic()
            start, count = self._counts.get(key, (now, 0))
            if now - start >= self._window:
                start, count = now, 0
            self._counts[key] = (start, count + 1)
        left = max(math.ceil(start + self._window - now), 1)
        headers = {"X-RateLimit-Limit": str(self._most), "X-RateLimit-Remaining": str(max(self._most - count - 1, 0))}
        if count < self._most:
            return None, headers
        return endpoints.too_many(left, self._most, headers), headers
