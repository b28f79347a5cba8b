"""The times of a report: how they are written, which of day and month comes first, and whose clock they are on.

A cell by itself cannot say whether 03/04/2026 is in April or in March. All cells of the file and the session's own day
can, nearly always; where they cannot, nobody guesses.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum

from courses.importers.webinar.reading import WANTED, ReportRefusedError


class Order(StrEnum):
    """Which comes first where a date is all figures."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


_MARKS_OF_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\ufeff]")
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]\.?\s?m\.?)?"
_BETWEEN = r"(?:,\s*|\s+at\s+|T|\s+)"
_SHAPES = (
    re.compile(
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_BETWEEN}{_TIME}"
        r"(?:\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d{{2}}){_BETWEEN}{_TIME}", re.IGNORECASE
    ),
    re.compile(
        rf"(?P<day>\d{{1,2}})[\s-](?P<name>[a-z]{{3,9}})\.?,?[\s-](?P<year>\d{{4}}){_BETWEEN}{_TIME}", re.IGNORECASE
    ),
    re.compile(
        rf"(?P<name>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}){_BETWEEN}{_TIME}", re.IGNORECASE
    ),
)
_DAY_OF_WEEK = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,?\s+", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_time(text: str, order: Order) -> datetime | None:
    """What a cell says: aware where it holds its own offset, else a wall time without a zone; None where it is no time."""
    cleaned = _DAY_OF_WEEK.sub("", " ".join(_MARKS_OF_DIRECTION.sub("", text).split()))
    for shape in _SHAPES:
        if found := shape.fullmatch(cleaned):
            try:
                return _moment(found.groupdict(), order)
            except ValueError:
                return None
    return None


def _moment(parts: Mapping[str, str | None], order: Order) -> datetime:
    written = parts["year"] or ""
    year = int(written) + (2000 if len(written) == 2 else 0)
    if not 2000 <= year < 2100:
        raise ValueError("No webinar was held then.")
    month, day = _month_and_day(parts, order)
    day_of_it = date(year, month, day)
    moment = datetime.combine(day_of_it, time(_hour(parts), int(parts["minute"] or 0), int(parts["second"] or 0)))
    offset = parts.get("offset")
    return moment if not offset else moment.replace(tzinfo=_offset(offset))


def _month_and_day(parts: Mapping[str, str | None], order: Order) -> tuple[int, int]:
    if name := parts.get("name"):
        return _MONTHS.index(name[:3].lower()) + 1, int(parts["day"] or 0)
    if one := parts.get("one"):
        figures = int(one), int(parts["two"] or 0)
        return figures if order == Order.MONTH_FIRST else figures[::-1]
    return int(parts["month"] or 0), int(parts["day"] or 0)


def _hour(parts: Mapping[str, str | None]) -> int:
    """The hour from 0 to 23. Some programs write "16:05 PM": from 13 on, the letters say nothing new."""
    hour = int(parts["hour"] or 0)
    half = (parts["half"] or "")[:1].lower()
    if half == "p" and hour < 12:
        return hour + 12
    return 0 if half == "a" and hour == 12 else hour


def _offset(text: str) -> tzinfo:
    if text.upper() in {"Z", "UTC"}:
        return UTC
    sign = -1 if text[0] == "-" else 1
    figures = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(figures[:2]), minutes=int(figures[2:] or 0)))


@dataclass(frozen=True)
class Cell:
    """A time as it stands in the file."""

    line: int
    column: str
    text: str


def order_of(cells: Collection[Cell], session_days: Collection[date]) -> Order:
    """Whether the day or the month comes first in this file.

    An order under which some cell is no date is out. Of two that are left, the one that puts the times on the session's
    days is right. `session_days`: the days of the session on the report's own clock.

    Raises ReportRefusedError, with the line, for a cell that is no time under either; for a file in which the days stay
    open; and for a file that has no time on the session's days, which is another session's.
    """
    days = {order: _days(cells, order) for order in Order}
    for cell, *readings in zip(cells, *days.values(), strict=True):
        if not any(readings):
            raise ReportRefusedError(
                f"Line {cell.line}: we cannot read “{cell.text[:40]}” in the column “{cell.column}” as a date and time."
            )
    possible = {order: found for order, found in days.items() if all(found)}
    if not possible:
        raise ReportRefusedError(
            "In some dates of the file the day comes first and in others the month. Export the report again, or write all "
            "dates like 2026-03-24 09:30:00."
        )
    hits = {order: sum(day in session_days for day in found) for order, found in possible.items()}
    if not any(hits.values()):
        raise ReportRefusedError(_another_day(possible, session_days))
    certain = [order for order in possible if hits[order] == len(possible[order])]
    likely = certain or [order for order in possible if hits[order]]
    if len(likely) == 1 or len({tuple(possible[order]) for order in likely}) == 1:
        return likely[0]
    first, second = (", ".join(sorted({f"{day:%d %B %Y}" for day in possible[order] if day})) for order in likely)
    raise ReportRefusedError(
        f"The dates in the file can be read in two ways: {first}, or {second}. Write them like 2026-03-24 09:30:00, or "
        "export the report again with the months in words."
    )


def _days(cells: Iterable[Cell], order: Order) -> list[date | None]:
    return [moment.date() if (moment := read_time(cell.text, order)) else None for cell in cells]


def _another_day(possible: Mapping[Order, list[date | None]], session_days: Collection[date]) -> str:
    found = min(possible.values(), key=lambda days: min(abs((day - min(session_days)).days) for day in days if day))
    days = sorted({day for day in found if day})
    return (
        f"This is a report of {days[0]:%-d %B %Y}{f' to {days[-1]:%-d %B %Y}' if len(days) > 1 else ''}, and the session is on "
        f"{min(session_days):%-d %B %Y}. {WANTED}"
    )
