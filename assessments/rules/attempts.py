"""Attempts: which are used, whether another is due, and which window it may be in.

Sources: two attempts in all by default (npq-rules A6, one provider's published number; the others publish none), the resit
in the next assessment window with another case and all its days (A6, implied). Settled here: an attempt is used once its
case had been opened and its own end has passed; somebody who never opened the case, was moved on, left the course
before submitting, or whose entry is void has not had it. An outcome that is void for misconduct does use it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from assessments.choices import EntryState, OutcomeResult


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One entry of a person in a programme. `case` is the case study's id, `opened_at` when they first opened it (None:
    never), `closes_at` their own end, itself out; all aware. `result` is what was released and `result_at` when, None before."""

    case: int
    state: EntryState
    opened_at: datetime | None
    closes_at: datetime
    result: OutcomeResult | None = None
    result_at: datetime | None = None


class Due(TextChoices):
    """Whether another attempt is due, and why or why not; the label is for staff."""

    FIRST = "first", "The first attempt is due"
    RESIT = "resit", "Another attempt is due"
    RUNNING = "running", "An attempt is not over yet"
    WAITS = "waits", "A result is not out yet"
    PASSED = "passed", "The case study is passed"
    NONE_LEFT = "none_left", "All attempts are used"


class WindowFault(TextChoices):
    """Why a window cannot be the one of the next attempt; the label is for staff."""

    NONE = "", ""
    CASE_OPENED = "case_opened", "They have opened its case before"
    NOT_WHOLE = "not_whole", "It opened before the last result was out, so it would not be a whole window"


def is_used(attempt: Attempt, *, at: datetime) -> bool:
    """Whether the attempt counts as one at `at`."""
    return attempt.state == EntryState.ADMITTED and attempt.opened_at is not None and attempt.closes_at <= at


def used(attempts: Iterable[Attempt], *, at: datetime) -> int:
    """How many attempts are used at `at`."""
    return sum(is_used(attempt, at=at) for attempt in attempts)


def left(attempts: Iterable[Attempt], *, allowed: int, at: datetime) -> int:
    """How many attempts are left of those `allowed` in all."""
    return max(0, allowed - used(attempts, at=at))


def number_of_next(attempts: Iterable[Attempt], *, at: datetime) -> int:
    """The number the next attempt has, 1 for the first."""
    return used(attempts, at=at) + 1


def is_passed(attempts: Iterable[Attempt]) -> bool:
    """Whether one that stands was passed."""
    return any(one.result == OutcomeResult.PASSED for one in attempts if one.state == EntryState.ADMITTED)


def are_all_begun(attempts: Iterable[Attempt], *, allowed: int) -> bool:
    """Whether none can follow, whatever comes of those that still run or wait for their result."""
    return sum(one.state == EntryState.ADMITTED and one.opened_at is not None for one in attempts) >= allowed


def due(attempts: Sequence[Attempt], *, allowed: int, at: datetime) -> Due:
    """Whether another attempt is due at `at`, of all the attempts somebody had in a programme."""
    standing = [attempt for attempt in attempts if attempt.state == EntryState.ADMITTED]
    had = [attempt for attempt in standing if is_used(attempt, at=at)]
    if is_passed(standing):
        return Due.PASSED
    if any(attempt.closes_at > at for attempt in standing):
        return Due.RUNNING
    if any(attempt.result is None for attempt in had):
        return Due.WAITS
    if len(had) >= allowed:
        return Due.NONE_LEFT
    return Due.RESIT if had else Due.FIRST


def window_fault(attempts: Sequence[Attempt], *, case: int, opens_at: datetime) -> WindowFault:
    """Whether a window with this case, opening at `opens_at`, can be that of the next attempt after these. A case once read
    is never set again, whatever became of the attempt."""
    if any(one.case == case and one.opened_at is not None for one in attempts):
        return WindowFault.CASE_OPENED
    told = [one.result_at for one in attempts if one.state == EntryState.ADMITTED and one.result_at is not None]
    return WindowFault.NOT_WHOLE if told and opens_at <= max(told) else WindowFault.NONE
