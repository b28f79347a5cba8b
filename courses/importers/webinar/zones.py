"""Whose clock a report is on, and what its wall times mean on the two nights when London's clocks change."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from courses.importers.webinar.reading import ReportRefusedError
from npq_portal.periods import LONDON

_BRACKET = re.compile(r"\((?P<said>[^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")
_OFFSET = re.compile(
    r"\(?(?:UTC|GMT)\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\)?.*", re.IGNORECASE
)
_KEY = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_+-]+){1,2}")
#: What computers here call London's clock, summer time included.
_LONDON_NAMES = frozenset(
    {"london", "uk", "uk time", "london time", "gmt standard time", "gmt daylight time", "gb", "bst", "gmt/bst",
     "british summer time", "dublin, edinburgh, lisbon, london"}
)  # fmt: skip
_UTC_NAMES = frozenset({"utc", "gmt", "z", "greenwich mean time", "coordinated universal time"})


def zone_said(heading: str) -> str:
    """What stands in brackets at the end of a heading: "UTC" in "First Join (UTC)"; "" where nothing does."""
    found = _BRACKET.search(heading)
    return found["said"].strip() if found else ""


def zone_named(said: str) -> tzinfo:
    """The time zone a report names: UTC, GMT+01:00, Europe/Paris, London. Raises ReportRefusedError for any other word."""
    name = said.casefold()
    if name in _UTC_NAMES:
        return UTC
    if name in _LONDON_NAMES or (name.startswith(("(gmt", "(utc")) and name.endswith("london")):
        return LONDON
    if found := _OFFSET.fullmatch(said):
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        if offset < timedelta(hours=15):
            return timezone(-offset if found["sign"] == "-" else offset)
    try:
        if _KEY.fullmatch(said):
            return ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError):
        pass
    raise ReportRefusedError(
        f"The report says that its times are in “{said[:40]}”, a time zone we do not know. Export it again with London time."
    )


def zone_name(zone: tzinfo) -> str:
    """A zone in words: Europe/London, UTC, UTC+01:00."""
    return str(zone)


def span_on_clock(
    joined: datetime, left: datetime, zone: tzinfo, lasted: timedelta | None
) -> tuple[datetime, datetime]:
    """Two wall times of one row as moments in UTC; times that hold their own offset are only converted.

    When the clocks go back, one hour of wall times comes twice. Of the readings in which leaving comes after joining, the
    one nearest to the duration the row states is right; where it states none, the shortest, since nobody is credited with
    time they may not have been there.

    Raises ReportRefusedError for a time that never was because the clocks went forward: the file is then not on this clock.
    """
    readings = [(begin, end) for begin in _readings(joined, zone) for end in _readings(left, zone)]
    forward = [pair for pair in readings if pair[0] <= pair[1]] or readings
    return min(forward, key=lambda pair: abs((pair[1] - pair[0]) - (lasted or timedelta())))


def _readings(moment: datetime, zone: tzinfo) -> list[datetime]:
    if moment.tzinfo is not None:
        return [moment.astimezone(UTC)]
    readings = {moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    real = [reading for reading in readings if reading.astimezone(zone).replace(tzinfo=None) == moment]
    if not real:
        raise ReportRefusedError(
            f"The report has the time {moment:%H:%M} on {moment:%-d %B %Y}, which did not exist in {zone_name(zone)}: the "
            "clocks went forward over it. So its times are on another clock. Export it again with London time."
        )
    return sorted(real)
