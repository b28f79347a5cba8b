"""Engagement in words, the same on pages and in letters. Percentages are cut off, never rounded up."""

from collections.abc import Mapping
from datetime import date

from courses.choices import Bucket, EngagementPolicy
from courses.facts.standing import Ledger, Line
from courses.rules.engagement import Figures, Policy, Standing, pooled
from courses.rules.forecast import Forecast
from npq_portal.templatetags.dates import long_date, long_datetime


def in_minutes(minutes: int) -> str:
    """1 minute, 1,140 minutes."""
    return f"{minutes:,} minute{'' if minutes == 1 else 's'}"


def rule(policy: Policy) -> str:
    """What the programme asks for, in a sentence."""
    needed = f"{policy.threshold_percent}%"
    if policy.kind == EngagementPolicy.PER_BUCKET:
        return f"To pass, you need to engage with at least {needed} of each part of the course."
    if policy.kind == EngagementPolicy.WEIGHTED:
        shares = [f"{Bucket(name).label.lower()} {weight}%" for name, weight in policy.weights.items() if weight]
        return f"To pass, you need at least {needed} in all, where each part counts as follows: {', '.join(shares)}."
    return f"To pass, you need to engage with at least {needed} of the course."


def so_far(ledger: Ledger) -> str:
    """What is known so far: minutes of minutes, and the percentage."""
    sums, percent = pooled(ledger.by_bucket), ledger.forecast.percent_now
    if percent is None:
        return "Nothing is known of your engagement yet."
    if ledger.policy.kind == EngagementPolicy.POOLED:
        return f"You have engaged with {sums.earned:,} of {in_minutes(sums.settled)} so far ({percent}%)."
    each = "; ".join(_bucket_so_far(name, one) for name, one in ledger.by_bucket.items() if one.settled)
    if ledger.policy.kind == EngagementPolicy.WEIGHTED:
        return f"You have engaged with {percent}% so far: {each}."
    return f"You have engaged so far with {each}."


def _bucket_so_far(name: str, sums: Figures) -> str:
    percent = 100 * sums.earned // sums.settled
    return f"{sums.earned:,} of {in_minutes(sums.settled)} of {Bucket(name).label.lower()} ({percent}%)"


def ahead(ledger: Ledger, found: Forecast | None = None) -> str:
    """What is still possible, in a sentence or two; of another forecast ("if I miss this one") where given."""
    found = found or ledger.forecast
    needed = f"{ledger.policy.threshold_percent}%"
    return _AHEAD[found.standing](ledger, found, needed)


def _nothing_counts(ledger: Ledger, found: Forecast, needed: str) -> str:
    return "Nothing in your course counts towards engagement yet. We are still setting it up."


def _met(ledger: Ledger, found: Forecast, needed: str) -> str:
    return f"You have reached the {needed} you need, whatever comes."


def _spare(ledger: Ledger, found: Forecast) -> str:
    """How many minutes may still be missed; of each part where each is judged on its own."""
    if ledger.policy.kind != EngagementPolicy.PER_BUCKET:
        return in_minutes(found.minutes_to_spare)
    open_buckets = [name for name, sums in ledger.by_bucket.items() if sums.to_come]
    each = [f"{in_minutes(found.spare_by_bucket[name])} of {Bucket(name).label.lower()}" for name in open_buckets]
    return f"{', '.join(each[:-1])} and {each[-1]}" if len(each) > 1 else each[0]


def _on_track(ledger: Ledger, found: Forecast, needed: str) -> str:
    if not found.sessions_to_spare_at_best:
        room = f" ({_spare(ledger, found)} to spare)" if any(found.spare_by_bucket.values()) else ""
        return f"To reach {needed} without catching up, you need everything that is left{room}."
    can_miss = f"You can miss {_spare(ledger, found)} more and still reach {needed}"
    if not found.sessions_to_spare:
        return f"{can_miss}, but not all of a session or unit that is longer than that."
    number = found.sessions_to_spare
    count = "1 session or unit" if number == 1 else f"{number} sessions or units"
    return f"{can_miss}. That is {count}, whichever you choose."


def _one_more(ledger: Ledger, found: Forecast, needed: str) -> str:
    has_room = any(found.spare_by_bucket.values())
    left = f"You have {_spare(ledger, found)} to spare" if has_room else "You have no minute to spare"
    # A long session may come next, while a shorter one later could still be missed.
    absence = "missing the next one" if found.sessions_to_spare_at_best else "one more absence"
    return f"{left}: {absence} puts {needed} out of reach, unless you catch up."


def _needs_catch_up(ledger: Ledger, found: Forecast, needed: str) -> str:
    return (
        f"Coming to everything that is left is not enough any more: it brings you to {found.percent_best}%. To reach {needed}"
        f" you also need to catch up on {in_minutes(found.catch_up_needed or 0)}, or more."
    )


def _out_of_reach(ledger: Ledger, found: Forecast, needed: str) -> str:
    return (
        f"{needed} is out of reach: with everything that is left, and all you can still catch up, you come to"
        f" {found.percent_best_with_catch_up}%. Talk to us: we look at what can be done with you."
    )


_AHEAD = {
    Standing.NOTHING_COUNTS: _nothing_counts,
    Standing.NOT_STARTED: _on_track,
    Standing.MET: _met,
    Standing.ON_TRACK: _on_track,
    Standing.ONE_MORE_AND_GONE: _one_more,
    Standing.OUT_OF_REACH_WITHOUT_CATCH_UP: _needs_catch_up,
    Standing.OUT_OF_REACH: _out_of_reach,
}


def when(line: Line) -> str:
    """The day a component is held or due; "" where nobody knows yet."""
    if line.component.is_studied_alone:
        return f"by {long_date(line.component.due_on)}" if line.component.due_on else ""
    return long_date(line.session.starts_at) if line.session else ""


def missed(ledger: Ledger, *, catch_up_by: Mapping[int, date]) -> list[str]:
    """Each part that was missed, with its day, what it cost, and until when it can be caught up (`catch_up_by`: the last
    days by component id)."""
    return [_missed(line, catch_up_by.get(line.component.pk)) for line in ledger.lost]


def _missed(line: Line, due_on: date | None) -> str:
    day = when(line)
    said = f"{line.component.title}{f' ({day})' if day else ''}: {in_minutes(line.rest)} missed"
    if not line.may_be_caught_up:
        return f"{said}; this cannot be caught up"
    return f"{said}; you can catch up until {long_date(due_on)}" if due_on else said


def what_to_do(ledger: Ledger) -> list[str]:
    """What can be done, and by when: come to what is next, catch up, talk to us."""
    steps = [_come_to(ledger.to_come[0])] if ledger.to_come else []
    needed = ledger.forecast.catch_up_needed
    if any(line.may_be_caught_up for line in ledger.lost):
        least = f" At least {in_minutes(needed)} are needed." if needed else ""
        steps.append(f"Catch up on what you missed: your page shows what to send, and until when.{least}")
    return [*steps, "If something keeps you from coming, tell us early. Reply to this email or call us."]


def _come_to(line: Line) -> str:
    verb = "Do" if line.component.is_studied_alone else "Come to"
    day = long_datetime(line.session.starts_at) if line.session else when(line)
    return f"{verb} {line.component.title}{f', {day}' if day else ''}."
