"""The one reader of the clock. Everything else is handed `at` or `today`; ruff refuses any other reader."""

from datetime import date, datetime

from django.utils import timezone

from npq_portal.periods import LONDON


def now() -> datetime:
    """This moment, aware, in Europe/London."""
    return timezone.now().astimezone(LONDON)


def today() -> date:
    """Today's date in Europe/London."""
    return now().date()


def in_london(moment: datetime) -> datetime:
    """The same moment on a London clock; raises ValueError for a naive datetime, whose moment nobody knows."""
    if moment.tzinfo is None:
        raise ValueError("A datetime without a time zone names no moment; give an aware one.")
    return moment.astimezone(LONDON)


def london_date(moment: datetime) -> date:
    """The London calendar date of a moment."""
    return in_london(moment).date()
