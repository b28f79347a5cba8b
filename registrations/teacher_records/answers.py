"""What a response of the TRS API means, by its status: an answer, or one of the named exceptions."""

import json
import re
from dataclasses import dataclass, field

import httpx

from registrations.teacher_records.errors import (
    MisconfiguredError,
    NotJsonError,
    RateLimitedError,
    UnavailableError,
)

_ANSWERS = {200, 201, 204, 400, 404, 409, 410}
_WORTH_REPEATING = {502, 503, 504}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: `path` is where it was found in the end, `passed` the paths of the merged records on the way."""

    status: int
    body: object = field(repr=False)
    path: str = field(repr=False)
    passed: tuple[str, ...] = field(repr=False, default=())

    @property
    def error_code(self) -> int | None:
        """The API's own number of a problem."""
        code = self.body.get("errorCode") if isinstance(self.body, dict) else None
        return code if isinstance(code, int) else None


def read(endpoint: str, response: httpx.Response, body: bytes) -> Answer:
    """What a response means, by its status."""
    status = response.status_code
    path = response.request.url.path
    if status == httpx.codes.PERMANENT_REDIRECT:
        return Answer(status=status, body=None, path=_survivor(endpoint, response))
    if status in (401, 403):
        raise MisconfiguredError(f"{endpoint}: status {status}, the key is wrong or lacks the role")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise RateLimitedError("status 429", may_repeat=True, repeat_after=_retry_after(response))
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        again = status in _WORTH_REPEATING
        raise UnavailableError(
            f"status {status}", may_repeat=again, repeat_after=_retry_after(response) if again else None
        )
    if status not in _ANSWERS:
        raise MisconfiguredError(f"{endpoint}: unexpected status {status}")
    return Answer(status=status, body=_json(endpoint, response, body), path=path)


def _json(endpoint: str, response: httpx.Response, body: bytes) -> object:
    """The body as JSON. Only a success must have one: a 404 of a wrong address, say, has none."""
    if response.status_code == httpx.codes.NO_CONTENT:
        return None
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in {"application/json", "application/problem+json"}:
        if response.is_success:
            raise NotJsonError(f"{endpoint}: not JSON")
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise NotJsonError(f"{endpoint}: broken JSON") from None


def _survivor(endpoint: str, response: httpx.Response) -> str:
    """The path of the record that a merged one lives on in: same server, same kind of path, another number."""
    here = response.request.url
    there = here.join(response.headers.get("Location", ""))
    same_server = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)
    folder, _, number = there.path.rpartition("/")
    if not same_server or folder != here.path.rpartition("/")[0] or not re.fullmatch(r"[0-9]{7}", number):
        raise MisconfiguredError(f"{endpoint}: redirected elsewhere")
    return there.path


def _retry_after(response: httpx.Response) -> float | None:
    """`Retry-After` in whole seconds; its other form, a date, is not what this service sends and is passed over."""
    value = response.headers.get("Retry-After", "")
    return float(value) if re.fullmatch(r"[0-9]{1,6}", value) else None
