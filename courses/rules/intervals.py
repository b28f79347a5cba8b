"""Time somebody was there: intervals joined, clipped to the session and counted in whole minutes.

Everything is worked out in UTC. Two London times on the same clock are compared by Python as they stand on the wall, so
an hour would vanish or appear on the two nights a year when the clocks change.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from npq_portal.periods import Period

_MINUTE = timedelta(minutes=1)


def in_utc(period: Period) -> Period:
    """The same span of time on the UTC clock, where the order of moments is the order of their figures."""
    return Period(period.starts_at.astimezone(UTC), period.ends_at.astimezone(UTC))


def spans(moments: Iterable[tuple[datetime, datetime]]) -> tuple[Period, ...]:
    """Periods in UTC from pairs of aware moments; pairs that are empty or the wrong way round hold no time and go."""
    pairs = ((begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in moments)
    return tuple(Period(begin, end) for begin, end in pairs if begin < end)


def union(intervals: Iterable[Period]) -> tuple[Period, ...]:
    """The moments in any of the half-open `intervals`, as few periods as possible in order of time, in UTC.

    Two devices at once count once; leaving and coming back at the same second leaves no gap.
    """
    merged: list[Period] = []
    for span in sorted(map(in_utc, intervals), key=lambda one: (one.starts_at, one.ends_at)):
        if merged and span.starts_at <= merged[-1].ends_at:
            merged[-1] = Period(merged[-1].starts_at, max(merged[-1].ends_at, span.ends_at))
        else:
            merged.append(span)
    return tuple(merged)


def clipped_union(intervals: Iterable[Period], within: Period) -> tuple[Period, ...]:
    """The same, but only the moments that also lie in `within`."""
    frame = in_utc(within)
    return spans((max(span.starts_at, frame.starts_at), min(span.ends_at, frame.ends_at)) for span in union(intervals))


def time_within(intervals: Iterable[Period], within: Period) -> timedelta:
    """How long any of `intervals` lasted inside `within`; overlaps count once."""
    clipped = clipped_union(intervals, within)
    return sum((span.ends_at - span.starts_at for span in clipped), timedelta())


def whole_minutes(intervals: Iterable[Period], within: Period) -> int:
    """Whole minutes of `intervals` inside `within`.

    The seconds are added up first and cut off once, at the end: cutting each interval would take up to a minute from
    somebody for every time their connection broke, and rounding up would give what nobody attended (engagement is never
    rounded up, npq-rules A3).
    """
    return time_within(intervals, within) // _MINUTE


def credited_minutes(intervals: Iterable[Period], within: Period, most_seconds: int | None) -> int:
    """The same, but never more than `most_seconds`, where a report hides gaps and states only how long somebody was there."""
    minutes = whole_minutes(intervals, within)
    return minutes if most_seconds is None else min(minutes, most_seconds // 60)
