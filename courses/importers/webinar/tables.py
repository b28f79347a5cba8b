"""The tables inside a report: summaries, hosts, participants and activities stand one above the other in one file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from courses.importers.webinar.reading import WANTED, Line, ReportRefusedError, fold
from courses.importers.webinar.zones import zone_named, zone_said

NAME = ("name", "user name", "full name")
EMAIL = ("email", "user email", "email address", "registration email")
JOIN = ("join time", "joined", "join")
LEAVE = ("leave time", "left", "leave")
FIRST = ("first join", "first join time")
LAST = ("last leave", "last leave time")
DURATION = ("duration", "in-meeting duration", "time in session")
TOTAL = ("total duration", "total duration of all sessions")
_OTHERS = ("role", "participant id", "user action", "timestamp", "guest", "is guest", "in waiting room", "attended")
HEADER_WORDS = frozenset((*NAME, *EMAIL, *JOIN, *LEAVE, *FIRST, *LAST, *DURATION, *TOTAL, *_OTHERS))


class Kind(StrEnum):
    """What the rows of a table are."""

    STAYS = "each coming and going"
    OUTLINES = "first and last moment of each person"
    EVENTS = "each coming or going by itself"


@dataclass(frozen=True)
class Table:
    """A table's columns by folded heading, their headings as written, and its rows."""

    kind: Kind
    columns: Mapping[str, int]
    headings: tuple[str, ...]
    rows: tuple[Line, ...]

    def cell(self, row: Line, *names: str) -> str:
        """The first of these columns in which the row has something; "" for nothing and for "--"."""
        for name in names:
            place = self.columns.get(name)
            if place is not None and place < len(row.cells) and row.cells[place].strip("-– "):
                return row.cells[place]
        return ""

    def heading(self, *names: str) -> str:
        """A column's heading as the report writes it."""
        return next((self.headings[self.columns[name]] for name in names if name in self.columns), "")


def _kind(columns: Mapping[str, int]) -> Kind | None:
    def has(*groups: Iterable[str]) -> bool:
        return all(any(name in columns for name in group) for group in groups)

    if has(NAME, ("user action",), ("timestamp",)):
        return Kind.EVENTS
    if has(NAME, FIRST, LAST):
        return Kind.OUTLINES
    return Kind.STAYS if has(NAME, JOIN, LEAVE) else None


#: "2. Participants", "Attendee Details": a title, after which the columns of the table above no longer hold.
_TITLE = re.compile(r"\d\.\s.*|(host|panelist|attendee|other attended)( details)?,?", re.IGNORECASE)


def tables_of(lines: Iterable[Line]) -> list[Table]:
    """Every table of people and times, in the file's order.

    Blank lines do not end a table: Excel leaves them where somebody deleted a row. Raises ReportRefusedError for a report
    with totals only, which cannot be held against the session's hours, and for one with no such table.
    """
    found: list[tuple[Kind, dict[str, int], tuple[str, ...], list[Line]]] = []
    is_open = False
    has_totals = False
    for line in lines:
        columns = {fold(cell): place for place, cell in reversed(list(enumerate(line.cells))) if cell}
        if kind := _kind(columns):
            found.append((kind, columns, line.cells, []))
            is_open = True
        elif len(columns) == 1 and _TITLE.fullmatch(next(cell for cell in line.cells if cell)):
            is_open = False
        elif is_open and not line.is_blank:
            found[-1][3].append(line)
        has_totals = has_totals or bool(columns.keys() & set(NAME) and columns.keys() & {*TOTAL, *DURATION})
    if not found:
        raise ReportRefusedError(_NO_TIMES if has_totals else f"The file has no list of people with times. {WANTED}")
    return [Table(kind, columns, headings, tuple(rows)) for kind, columns, headings, rows in found]


_NO_TIMES = (
    "This report has totals only, and not when people joined and left. In Zoom, untick “Show unique users” and export it "
    "again."
)
_TIMED = frozenset((*JOIN, *LEAVE, *FIRST, *LAST, "timestamp", "start time", "end time", "actual start time",
                    "meeting start time", "meeting end time"))  # fmt: skip
_NO_ZONE = frozenset({"local time", "local"})


def stated_zone(lines: Iterable[Line]) -> tzinfo | None:
    """The time zone the report names: in brackets behind the heading of a time, or as "Time zone" in its summary.

    None where it names none. Raises ReportRefusedError for a zone we do not know, or for two that differ.
    """
    zones = {str(zone): zone for zone in map(zone_named, _zones_said(list(lines)))}
    if len(zones) > 1:
        raise ReportRefusedError(
            f"The report names more than one time zone: {', '.join(zones)}. Export it again with London time."
        )
    return next(iter(zones.values()), None)


def _zones_said(lines: list[Line]) -> Iterator[str]:
    for number, line in enumerate(lines):
        for place, cell in enumerate(line.cells):
            heading = fold(cell)
            if heading in _TIMED and (said := zone_said(cell)) and said.casefold() not in _NO_ZONE:
                yield said
            if heading in {"time zone", "timezone"}:
                filled = [other for other in line.cells if other]
                below = lines[number + 1].cells if number + 1 < len(lines) else ()
                said = line.cells[place + 1] if len(filled) == 2 and place + 1 < len(line.cells) else ""
                yield said or (below[place] if place < len(below) else "")
