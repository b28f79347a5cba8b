"""One-time codes: eight digits that prove somebody reads an email address.

The person's session keeps what the code must match, as an HMAC under the SECRET_KEY: whoever reads the database or
Redis learns no code. Attempts are counted in Redis by an atomic increment, since two requests of one session would
each read the session's own counter before the other wrote it.
"""

import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

# Digits alone have no look-alikes, need no upper or lower case, and open the number pad of a phone. With three guesses a
# code and five codes in five minutes for one address, a month of trying has one chance in some 770 of getting in, and
# has sent its victim 43,000 emails by then.
LENGTH: Final = 8


class Purpose(StrEnum):
    """What a code is for; one of each can wait in a session."""

    SIGN_IN = "sign_in"
    CHANGE_EMAIL = "change_email"


class Verdict(StrEnum):
    """What became of an attempt."""

    RIGHT = "right"
    WRONG = "wrong"
    WRONG_TOO_OFTEN = "wrong_too_often"
    TOO_LATE = "too_late"


class NoMoreCodesError(Exception):
    """The code was sent again as often as it may be."""


@dataclass(frozen=True)
class Pending:
    """A code that was sent and not yet used, as the session keeps it. `sent_at` is an ISO moment with its zone."""

    email: str
    next_url: str
    sent_at: str
    nonce: str
    digest: str
    resends: int = 0


def lifetime() -> timedelta:
    """How long a code is good for."""
    return timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


def minutes() -> int:
    """The same, as pages and letters say it."""
    return int(lifetime().total_seconds() // 60)


def begin(session: SessionBase, purpose: Purpose, *, email: str, next_url: str, at: datetime) -> str:
    """Make a code for `email`, in place of any that waits for this purpose, and return it for sending."""
    code = f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"
    nonce = secrets.token_urlsafe(16)
    pending = Pending(email, next_url, at.isoformat(), nonce, _digest(purpose, email, nonce, code))
    _store(session, purpose, pending)
    return code


def again(session: SessionBase, purpose: Purpose, *, at: datetime) -> str:
    """Another code for the same address; the one before stops working. Raises NoMoreCodesError."""
    waiting = pending(session, purpose)
    if waiting is None or waiting.resends >= settings.ACCOUNT_LOGIN_BY_CODE_MAX_RESEND_COUNT:
        raise NoMoreCodesError
    code = begin(session, purpose, email=waiting.email, next_url=waiting.next_url, at=at)
    if fresh := pending(session, purpose):
        _store(session, purpose, replace(fresh, resends=waiting.resends + 1))
    return code


def pending(session: SessionBase, purpose: Purpose) -> Pending | None:
    """The code that waits for this purpose, or None."""
    stored = session.get(_key(purpose))
    return Pending(**stored) if stored else None


def forget(session: SessionBase, purpose: Purpose) -> None:
    """The code was used, or may not be used any more."""
    session.pop(_key(purpose), None)


def check(session: SessionBase, purpose: Purpose, typed: str, *, at: datetime) -> Verdict:
    """Whether `typed` (see `normal`) is the code that waits. A code that was right or used up is forgotten."""
    waiting = pending(session, purpose)
    if waiting is None or at - datetime.fromisoformat(waiting.sent_at) > lifetime():
        return Verdict.TOO_LATE
    attempt = _count_attempt(waiting)
    allowed = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS
    if attempt <= allowed and constant_time_compare(
        waiting.digest, _digest(purpose, waiting.email, waiting.nonce, typed)
    ):
        forget(session, purpose)
        return Verdict.RIGHT
    if attempt >= allowed:
        forget(session, purpose)
        return Verdict.WRONG_TOO_OFTEN
    return Verdict.WRONG


def attempts_left(session: SessionBase, purpose: Purpose) -> int:
    """How many more tries the waiting code allows."""
    waiting = pending(session, purpose)
    used = cache.get(_counter(waiting), 0) if waiting else settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS
    return max(settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS - used, 0)


def normal(typed: str) -> str:
    """What was typed or pasted, without the gaps and dashes people put between digits."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) not in {"Pd", "Cf"})


def spaced(code: str) -> str:
    """As the email prints it: "1234 5678"."""
    return f"{code[:4]} {code[4:]}"


def _count_attempt(waiting: Pending) -> int:
    cache.add(_counter(waiting), 0, timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 60)
    return cache.incr(_counter(waiting))


def _counter(waiting: Pending) -> str:
    return f"one-time-code-attempts:{waiting.nonce}"


def _digest(purpose: Purpose, email: str, nonce: str, code: str) -> str:
    """Bound to the purpose and the address: a code for one proves nothing for another."""
    return salted_hmac("npq_portal.accounts.codes", f"{purpose}|{email}|{nonce}|{code}", algorithm="sha256").hexdigest()


def _key(purpose: Purpose) -> str:
    return f"one_time_code_{purpose}"


def _store(session: SessionBase, purpose: Purpose, waiting: Pending) -> None:
    session[_key(purpose)] = asdict(waiting)
