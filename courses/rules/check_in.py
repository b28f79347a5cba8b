"""Self check-in by QR code: which code is good, and when.

The facilitator's screen shows a code that changes every 20 seconds; whoever is in the room scans it. It proves that
somebody in the room saw the screen, not that they are who they say: they are signed in, the facilitator sees each name
arrive, and a clash with the register is shown. Adults on a course: no tracking of place or face.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from npq_portal.periods import Period

#: A code sent on to somebody elsewhere has to be opened within this and the next step.
STEP: Final = timedelta(seconds=20)
#: People come before the start and want it done (mod_attendance issues 746 and 297: two minutes early locked them out).
OPENS_BEFORE: Final = timedelta(minutes=15)
#: Signing in by emailed code must not lose the place: from the first scan on they have this long.
SCAN_LASTS: Final = timedelta(minutes=10)
#: Letters of the code: 10 of 32 signs are 50 bits, which at the allowed rate of guesses take millions of years.
LENGTH: Final = 10


class Verdict(StrEnum):
    """What a scan came to."""

    GOOD = "good"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    OLD_CODE = "old_code"


@dataclass(frozen=True, kw_only=True)
class CheckInFacts:
    """The session as its codes see it: `secret` is the key that signs them, and must be no one else's."""

    session_id: int
    secret: bytes
    period: Period


def opens_at(facts: CheckInFacts) -> datetime:
    """From when on codes count."""
    return facts.period.starts_at - OPENS_BEFORE


def code_at(facts: CheckInFacts, at: datetime) -> str:
    """The code that the screen shows at `at`: lower-case letters and digits."""
    return _code(facts, _step(at))


def next_step(at: datetime) -> datetime:
    """When the screen shows the next code."""
    return datetime.fromtimestamp((_step(at) + 1) * STEP.total_seconds(), tz=at.tzinfo)


def verdict(facts: CheckInFacts, code: str, *, at: datetime) -> Verdict:
    """Whether somebody who scanned `code` at `at` was there in time.

    A code counts for its own 20 seconds and the 20 after: a code scanned at the end of its time is opened a little later,
    by a phone that first has to find its signal.
    """
    if at < opens_at(facts):
        return Verdict.TOO_EARLY
    if at >= facts.period.ends_at:
        return Verdict.TOO_LATE
    step = _step(at)
    good = [_matches(facts, step - back, code) for back in (0, 1)]  # both are computed, whichever is right
    return Verdict.GOOD if any(good) else Verdict.OLD_CODE


def scan_still_counts(scanned_at: datetime, at: datetime) -> bool:
    """Whether a good scan at `scanned_at` may still be turned into a mark."""
    return timedelta() <= at - scanned_at < SCAN_LASTS


def _step(at: datetime) -> int:
    return int(at.timestamp() // STEP.total_seconds())


def _matches(facts: CheckInFacts, step: int, code: str) -> bool:
    return hmac.compare_digest(_code(facts, step).encode(), code.encode("utf-8", "replace"))


def _code(facts: CheckInFacts, step: int) -> str:
    """The leftmost bits of HMAC-SHA-256, which keep its strength for their length (NIST SP 800-107, 5.1)."""
    digest = hmac.digest(facts.secret, f"check-in:{facts.session_id}:{step}".encode(), "sha256")
    return base64.b32encode(digest)[:LENGTH].decode().lower()
