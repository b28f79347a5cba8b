"""Dates and times as the portal says them: "Tuesday 31 March 2026", "11:59pm". Always UK time.

`{% load dates %}` in a template; the functions are plain, so emails and Python code use the same words.
"""

from datetime import UTC, date, datetime, timedelta

from django import template

from npq_portal.clock import in_london

register = template.Library()


@register.filter
def long_date(value: date | datetime | None) -> str:
    """Tuesday 31 March 2026; "" for nothing. A moment is shown by the day it is in the UK."""
    if not value:
        return ""
    day = in_london(value).date() if isinstance(value, datetime) else value
    return f"{day:%A} {day.day} {day:%B %Y}"


@register.filter
def short_date(value: date | datetime | None) -> str:
    """31 March 2026, for tables and dates of birth; "" for nothing."""
    return long_date(value).partition(" ")[2]


@register.filter
def clock_time(value: datetime | None) -> str:
    """11:59pm, 9am, midday. Midnight is 12:00am: the word alone does not say which day it ends."""
    if not value:
        return ""
    moment = in_london(value)
    if (moment.hour, moment.minute) == (12, 0):
        return "midday"
    minutes = f":{moment:%M}" if moment.minute or not moment.hour else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


@register.filter
def exact_time(value: datetime | None) -> str:
    """11:59:07pm (UK time) on Wednesday 10 February 2027, to the second and never rounded up; "" for nothing."""
    if not value:
        return ""
    moment = in_london(value)
    half = "am" if moment.hour < 12 else "pm"
    return f"{moment.hour % 12 or 12}:{moment:%M:%S}{half} (UK time) on {long_date(moment)}"


@register.filter
def uk_time(value: datetime | None) -> str:
    """11:59pm (UK time), where a deadline is meant; "" for nothing."""
    return f"{clock_time(value)} (UK time)" if value else ""


@register.filter
def long_datetime(value: datetime | None) -> str:
    """11:59pm on Tuesday 31 March 2026; "" for nothing."""
    return f"{clock_time(value)} on {long_date(value)}" if value else ""


@register.filter
def deadline(value: datetime | None) -> str:
    """11:59pm (UK time) on Tuesday 31 March 2026; "" for nothing."""
    return f"{uk_time(value)} on {long_date(value)}" if value else ""


@register.filter
def closing(value: datetime | None) -> str:
    """Wednesday 10 February 2027, 11:59pm (UK time): an end that is itself out, as people say it. One at midnight is told by
    the last minute of the day before, any other by its own time; "" for nothing."""
    if not value:
        return ""
    moment = last_minute(value)
    return f"{long_date(moment)}, {uk_time(moment)}"


@register.filter
def closing_day(value: datetime | None) -> str:
    """10 February 2027: the last day of what ends so, for tables; "" for nothing."""
    return short_date(last_minute(value)) if value else ""


def last_minute(end: datetime) -> datetime:
    """The moment by which people tell an end that is itself out: of midnight the minute before; in London."""
    moment = in_london(end)
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return in_london(moment.astimezone(UTC) - timedelta(minutes=1))
    return moment
