"""When a window opens and closes, as its participants read it; the same on pages and in letters."""

from datetime import datetime, timedelta

from assessments.rules.window import closing_words, hours_words, opening_words


def opens_words(at: datetime) -> str:
    """Wednesday 3 February 2027, 00:00 (UK time)."""
    return f"{opening_words(at)} (UK time)"


def closes_words(at: datetime) -> str:
    """Wednesday 10 February 2027, midnight at the end of the day (UK time)."""
    return f"{closing_words(at)} (UK time)"


def left_words(left: timedelta) -> str:
    """3 days and 4 hours; under a day 5 hours and 20 minutes. What is less than the smaller unit is cut off."""
    days, rest = left.days, left - timedelta(days=left.days)
    if not days:
        return hours_words(left)
    hours = int(rest / timedelta(hours=1))
    said = f"{days} day{'' if days == 1 else 's'}"
    return f"{said} and {hours} hour{'' if hours == 1 else 's'}" if hours else said


def before_words(closes_at: datetime) -> str:
    """What the closing instant means for whoever sends: "the whole of it must reach us before ..."."""
    return f"before {closing_words(closes_at)} (UK time)"
