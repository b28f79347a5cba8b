"""When a window opens and how long it is still open, as its participants read it; the same on pages and in letters. When it
closes is npq_portal.templatetags.dates.closing's to say, for everybody."""

from datetime import datetime, timedelta

from assessments.rules.window import hours_words, opening_words
from npq_portal.templatetags.dates import closing


def opens_words(at: datetime) -> str:
    """Wednesday 3 February 2027, 00:00 (UK time)."""
    return f"{opening_words(at)} (UK time)"


def left_words(left: timedelta) -> str:
    """3 days and 4 hours; under a day 5 hours and 20 minutes. What is less than the smaller unit is cut off."""
    days, rest = left.days, left - timedelta(days=left.days)
    if not days:
        return hours_words(left)
    hours = int(rest / timedelta(hours=1))
    said = f"{days} day{'' if days == 1 else 's'}"
    return f"{said} and {hours} hour{'' if hours == 1 else 's'}" if hours else said


def must_reach_us(closes_at: datetime) -> str:
    """What the closing instant means for whoever sends, in a sentence."""
    return f"All of your text must reach us before your window closes: {closing(closes_at)}."
