"""Which reminders go at a moment, which wait, and which never go, each with its reason. Pure.

A reminder says when it falls due, until when it is of use, and in which series it stands ("what is left of window 42"): of a
series only the newest that is due goes to a person, so that after an outage nobody reads of two days that are long over.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Generic, TypeVar

from npq_portal.notifications.rules.timing import DaysOff, Manners, earliest


class Verdict(StrEnum):
    """What becomes of a reminder; the words are for the hub."""

    GOES = "Goes"
    WAITS = "Waits until people may be written to"
    SUPERSEDED = "Not sent: a newer reminder of the same thing is due"
    TOO_LATE = "Not sent: its time is over before people may be written to"
    SWITCHED_OFF = "Not sent: switched off by the reader"
    STOPPED = "Not sent: the address takes no mail"
    TOLD = "Sent or waiting in the outbox already"


@dataclass(frozen=True, kw_only=True)
class Due:
    """A reminder as the rules see it. `due_at` and `until` (not in it any more) are aware; `series` includes the reader."""

    series: str
    due_at: datetime
    until: datetime
    manners: Manners
    days_off: Collection[DaysOff] = ()
    is_switched_off: bool = False


T = TypeVar("T")


@dataclass(frozen=True)
class Judged(Generic[T]):
    """A reminder, what becomes of it, and when: the moment it goes or went, or would have."""

    what: T
    verdict: Verdict
    at: datetime


def now(everything: Iterable[T], *, see: Callable[[T], Due], at: datetime) -> list[Judged[T]]:
    """What becomes at `at` of everything that fell due by then (all of each series)."""
    return [judged for row in _series(everything, see, by=at) for judged in _at_once(row, see, at)]


def foreseen(everything: Iterable[T], *, see: Callable[[T], Due], start: datetime, end: datetime) -> list[Judged[T]]:
    """What becomes from `start` to `end` of everything that falls due until then, if the portal is never away: each at its own
    moment, and what fell due before `start` then."""
    return [judged for row in _series(everything, see, by=end) for judged in _in_turn(row, see, start, end)]


def _series(everything: Iterable[T], see: Callable[[T], Due], *, by: datetime) -> Iterable[list[T]]:
    """Each series with what is due by a moment, the oldest first."""
    due = [one for one in everything if see(one).due_at <= by]
    due.sort(key=lambda one: (see(one).series, see(one).due_at))
    return (list(row) for _, row in groupby(due, key=lambda one: see(one).series))


def _at_once(row: list[T], see: Callable[[T], Due], at: datetime) -> Iterable[Judged[T]]:
    for older in row[:-1]:
        yield Judged(older, Verdict.SUPERSEDED, at)
    newest = see(row[-1])
    goes_at = earliest(at, manners=newest.manners, days_off=newest.days_off)
    yield Judged(row[-1], _verdict(newest, goes_at, until=at), goes_at)


def _in_turn(row: list[T], see: Callable[[T], Due], start: datetime, end: datetime) -> Iterable[Judged[T]]:
    for one, following in zip(row, [*row[1:], None], strict=True):
        due = see(one)
        goes_at = earliest(max(due.due_at, start), manners=due.manners, days_off=due.days_off)
        if following is not None and see(following).due_at <= goes_at:
            yield Judged(one, Verdict.SUPERSEDED, see(following).due_at)
        else:
            yield Judged(one, _verdict(due, goes_at, until=end), goes_at)


def _verdict(due: Due, goes_at: datetime, *, until: datetime) -> Verdict:
    """Of the newest of a series that could go at `goes_at`, looked at up to `until`."""
    if goes_at >= due.until:
        return Verdict.TOO_LATE
    if due.is_switched_off:
        return Verdict.SWITCHED_OFF
    return Verdict.GOES if goes_at <= until else Verdict.WAITS
