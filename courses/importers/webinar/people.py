"""From the lines of a report to its people, on the right clock and held against the session."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from courses.importers.webinar.dates import Cell, Order, order_of, read_time
from courses.importers.webinar.reading import WANTED, ReportRefusedError
from courses.importers.webinar.report import Attendee, Report, Stay, Vendor, is_phone, names_no_phone
from courses.importers.webinar.zones import span_on_clock, zone_name
from courses.rules.intervals import spans, time_within
from npq_portal.periods import LONDON, Period

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_LONGEST_NAME = 200
_LONGEST_ADDRESS = 254
#: First and last moment may differ from the stated duration by seconds without anybody having left.
_HIDDEN_GAP = timedelta(seconds=60)


@dataclass
class _Person:
    """Somebody's lines, gathered."""

    name: str
    email: str
    pairs: list[tuple[datetime, datetime]] = field(default_factory=list)
    most_seconds: int | None = None
    caution: str = ""


def gather(*, stays: Sequence[Stay], vendor: Vendor, zone: tzinfo | None, session: Period) -> Report:
    """The people of a report.

    Lines with one email address are one person; without one, lines with one name (a person who rejoins as a guest); a
    bare "Call-in user" is somebody new on every line. `session` says which day and which hours are meant.

    Raises ReportRefusedError: see dates.order_of and zones.span_on_clock; and when nobody was there during the session.
    """
    clock = zone or LONDON
    cells = [
        Cell(stay.line, column, text)
        for stay in stays
        for column, text in (("joined", stay.joined), ("left", stay.left))
        if text
    ]
    if not cells:
        raise ReportRefusedError(f"The report has nobody in it. {WANTED}")
    order = order_of(cells, _days(session, clock))
    people: dict[str, _Person] = {}
    notes: list[str] = []
    for stay in stays:
        person = people.setdefault(_key(stay), _Person(stay.name[:_LONGEST_NAME], _address(stay.email)))
        person.name = person.name or stay.name[:_LONGEST_NAME]
        _add(person, stay, order, clock, notes)
    rows = tuple(map(_attendee, people.values()))
    _refuse_other_hours(rows, session)
    return Report(
        vendor=vendor, rows=rows, time_zone=zone_name(clock), zone_is_stated=zone is not None, notes=tuple(notes)
    )


def _days(session: Period, clock: tzinfo) -> set[date]:
    """The days of the session on the report's clock, on London's, and on UTC, which times with an offset are often in."""
    last = session.ends_at.astimezone(UTC) - timedelta(seconds=1)
    return {moment.astimezone(zone).date() for moment in (session.starts_at, last) for zone in (clock, LONDON, UTC)}


def _address(text: str) -> str:
    return text.casefold() if len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) else ""


def _key(stay: Stay) -> str:
    if address := _address(stay.email):
        return address
    if not stay.name or names_no_phone(stay.name):
        return f"line {stay.line}"
    return f"name {stay.name.casefold()}"


def _add(person: _Person, stay: Stay, order: Order, clock: tzinfo, notes: list[str]) -> None:
    if not stay.counts:
        return
    joined, left = read_time(stay.joined, order), read_time(stay.left, order)
    if joined is None or left is None:
        person.caution = "The report does not say when they joined and left each time, so not all of it is counted."
        notes.append(f"Line {stay.line}: no time of {'joining' if joined is None else 'leaving'}; not counted.")
        return
    stated = None if stay.seconds is None else timedelta(seconds=stay.seconds)
    begin, end = span_on_clock(joined, left, clock, stated)
    if end < begin:
        person.caution = "The report has them leaving before they joined, so not all of it is counted."
        notes.append(f"Line {stay.line}: left before joining; not counted.")
        return
    person.pairs.append((begin, end))
    if stay.is_outline and stated is not None and end - begin > stated + _HIDDEN_GAP:
        person.most_seconds = (person.most_seconds or 0) + (stay.seconds or 0)
        person.caution = (
            "Teams gives only the first and the last moment here, and less time than lies between them: when they were "
            "away is not known."
        )


def _attendee(person: _Person) -> Attendee:
    return Attendee(
        name=person.name or person.email or "No name",
        email=person.email,
        is_phone=is_phone(person.name, person.email),
        intervals=spans(sorted(person.pairs)),
        most_seconds=person.most_seconds,
        caution=person.caution,
    )


def _refuse_other_hours(rows: Iterable[Attendee], session: Period) -> None:
    intervals = [interval for row in rows for interval in row.intervals]
    if time_within(intervals, session):
        return
    if not intervals:
        raise ReportRefusedError(f"The report does not say for anybody when they joined and left. {WANTED}")
    first = min(interval.starts_at for interval in intervals).astimezone(LONDON)
    last = max(interval.ends_at for interval in intervals).astimezone(LONDON)
    raise ReportRefusedError(
        f"Nobody in this report was there during the session. Its times run from {first:%H:%M} to {last:%H:%M} on "
        f"{first:%-d %B %Y}, and the session from {session.starts_at.astimezone(LONDON):%H:%M} to "
        f"{session.ends_at.astimezone(LONDON):%H:%M} (UK time). Choose the report of this session."
    )
