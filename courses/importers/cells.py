"""What people write in the cells of a schedule: days, times of the day, whole numbers, links, addresses.

Each function gives the value or raises ValueError with words that go on from the column's name: "Date must be ...". Days
are read day first, as in the UK; 11/17/2026 is refused and not turned round.
"""

import re
from datetime import date, time

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[ T]00:00(?::00)?)?"),
    re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ -](?P<month>[a-z]{3,9})[, -]+(?P<year>[0-9]{4}|[0-9]{2})"),
)
_WEEKDAY = re.compile(r"(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,? ")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?(?:[:.]00)? ?(?P<half>am|pm)?")
#: What a spreadsheet would run as a formula when our own exports are opened in it.
_FORMULA = ("=", "+", "-", "@")
_web_address = URLValidator(schemes=["https", "http"])


def read_day(text: str) -> date:
    """2026-11-17, 17/11/2026, 17 November 2026, Tue 17 Nov 26."""
    plain = _WEEKDAY.sub("", text.casefold())
    found = next((match for shape in _DAYS if (match := shape.fullmatch(plain))), None)
    if found is None:
        raise ValueError("must be a date like 17/11/2026 or 2026-11-17")
    year, month, day = int(found["year"]), found["month"], int(found["day"])
    try:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
        return date(year + 2000 if year < 100 else year, number, day)
    except ValueError:
        raise ValueError("must be a real date, with the day before the month, like 17/11/2026") from None


def read_time(text: str) -> time:
    """16:00, 16.00, 4pm, 4:30 pm, midday. A bare number is refused: 4 may be in the night."""
    plain = text.casefold().replace("a.m.", "am").replace("p.m.", "pm")
    if plain in {"midday", "noon"}:
        return time(12)
    found = _TIME.fullmatch(plain)
    if found is None or not (found["minute"] or found["half"]):
        raise ValueError("must be a time like 16:00 or 4pm")
    hour, half = int(found["hour"]), found["half"]
    if half and not 1 <= hour <= 12:
        raise ValueError("must be a real time, like 16:00 or 4pm")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(found["minute"] or 0))
    except ValueError:
        raise ValueError("must be a real time, like 16:00 or 4pm") from None


def read_whole(text: str, *, least: int, most: int) -> int:
    """A whole number in these bounds."""
    if not re.fullmatch(r"[0-9]{1,9}(\.0+)?", text) or not least <= int(text.partition(".")[0]) <= most:
        raise ValueError(f"must be a whole number from {least} to {most}")
    return int(text.partition(".")[0])


def read_words(text: str, *, longest: int) -> str:
    """One line of words that no spreadsheet takes for a formula."""
    if text.startswith(_FORMULA):
        raise ValueError(f"must not begin with “{text[0]}”, which spreadsheets take for a formula")
    if len(text) > longest:
        raise ValueError(f"must be {longest} characters or fewer")
    return text


def read_link(text: str, *, longest: int) -> str:
    """A web address."""
    if len(text) > longest:
        raise ValueError(f"must be {longest} characters or fewer")
    try:
        _web_address(text)
    except ValidationError:
        raise ValueError("must be a web address like https://meet.example.com/123") from None
    return text


def read_addresses(text: str) -> tuple[str, ...]:
    """Email addresses in lower case, between commas, semicolons or spaces; each once."""
    found = [part.casefold() for part in re.split(r"[,;\s]+", text) if part]
    for address in found:
        try:
            validate_email(address)
        except ValidationError:
            raise ValueError(f"must hold email addresses; “{address[:60]}” is none") from None
    return tuple(dict.fromkeys(found))
