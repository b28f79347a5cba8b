"""Reading a CSV file of sessions: pure, so that the dry run and the import see the same.

A row names a component of the cohort, a day, a start on London's clock, and how long it is (minutes or an end; without
either, as long as its component). What is already there, and what is odd about it, is asked elsewhere.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from courses.importers import cells
from courses.importers.tables import Column, Fault, Row, decode, read_rows
from courses.rules.clashes import same_room
from courses.rules.schedule import MOST_MINUTES, ClockNote, end_of, moment

COLUMNS = (
    Column("Component", ("title", "componenttitle", "session", "sessiontitle"), required=True),
    Column("Date", ("day", "on", "sessiondate"), required=True),
    Column("Start", ("starttime", "starts", "startsat", "time", "from"), required=True),
    Column("Minutes", ("length", "duration", "durationminutes", "mins")),
    Column("End", ("endtime", "ends", "endsat", "until", "to")),
    Column("Venue", ("room", "place", "location", "where")),
    Column("Link", ("joinlink", "url", "joiningurl", "meetinglink", "onlinelink")),
    Column("Capacity", ("places", "maximum", "max")),
    Column("Facilitators", ("facilitator", "facilitatoremails", "facilitatoremail", "ledby", "leaders")),
)
_VENUE, _LINK = 200, 500
_EXAMPLES = (("17/11/2026", "16:00"), ("24/11/2026", "4pm"))
T = TypeVar("T")


@dataclass(frozen=True)
class KnownComponent:
    """A component of the cohort, as a row may name it."""

    id: int
    title: str
    minutes: int


@dataclass(frozen=True)
class Known:
    """What the rows of a file may refer to: components, and facilitators' ids by email address in lower case."""

    components: Sequence[KnownComponent]
    facilitators: Mapping[str, int]


@dataclass(frozen=True)
class SessionRow:
    """A session to be made. Moments are aware, in UTC; `clock` is what the change of the clocks did to the start."""

    line: int
    component_id: int
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    join_link: str = ""
    capacity: int | None = None
    facilitator_ids: tuple[int, ...] = ()
    clock: ClockNote = ClockNote.NONE


@dataclass(frozen=True)
class Parsed:
    """What a file holds: sessions and faults, each in the order of lines. A row with a fault is no session."""

    rows: tuple[SessionRow, ...]
    faults: tuple[Fault, ...]


def parse(raw: bytes, known: Known) -> Parsed:
    """The sessions of a CSV file and what is wrong with its other rows. Raises FileRefusedError for the file as a whole."""
    rows, unread = read_rows(decode(raw), COLUMNS)
    faults = list(unread)
    made: list[SessionRow] = []
    for row in rows:
        reader = _RowReader(row, known)
        session = reader.session()
        if session and (twin := next((one for one in made if _same(one, session)), None)):
            reader.fault("", "", f"it is the same session as line {twin.line}")
        elif session:
            made.append(session)
        faults.extend(reader.faults)
    return Parsed(tuple(made), tuple(sorted(faults, key=lambda fault: fault.line)))


def _same(one: SessionRow, other: SessionRow) -> bool:
    """A component held twice at the same time is held in two rooms or at two links."""
    return (
        (one.component_id, one.starts_at, one.join_link) == (other.component_id, other.starts_at, other.join_link)
        and (one.venue.casefold() == other.venue.casefold() or same_room(one.venue, other.venue))
    )  # fmt: skip


def _words(title: str) -> str:
    return " ".join(title.casefold().split())


class _RowReader:
    """One row, with its faults as they are found: all of them, not the first."""

    def __init__(self, row: Row, known: Known) -> None:
        self._row = row
        self._known = known
        self.faults: list[Fault] = []

    def session(self) -> SessionRow | None:
        """The session, or None where the row has a fault."""
        component = self._component()
        day = self._read("Date", cells.read_day, required=True)
        start = self._read("Start", cells.read_time, required=True)
        minutes = self._read("Minutes", lambda text: cells.read_whole(text, least=1, most=MOST_MINUTES))
        end = self._read("End", cells.read_time)
        venue = self._read("Venue", lambda text: cells.read_words(text, longest=_VENUE))
        link = self._read("Link", lambda text: cells.read_link(text, longest=_LINK))
        capacity = self._read("Capacity", lambda text: cells.read_whole(text, least=1, most=10_000))
        led_by = self._facilitators()
        if self.faults or component is None or day is None or start is None:
            return None
        starts_at, clock = moment(day, start)
        ends_at = self._ends_at(day, starts_at, minutes, end, component)
        if ends_at is None:
            return None
        return SessionRow(
            self._row.line, component.id, starts_at, ends_at, venue or "", link or "", capacity, led_by, clock
        )

    def fault(self, column: str, value: str, problem: str) -> None:
        """Note one."""
        self.faults.append(Fault(self._row.line, column, value[:80], problem))

    def _read(self, column: str, read: Callable[[str], T], *, required: bool = False) -> T | None:
        """What a cell says; None, with a fault where it says nothing that can be taken."""
        text = self._row.cells.get(column, "")
        if not text:
            if required:
                self.fault(column, "", "must not be empty")
            return None
        try:
            return read(text)
        except ValueError as error:
            self.fault(column, text, str(error))
            return None

    def _component(self) -> KnownComponent | None:
        title = self._read("Component", str, required=True)
        if title is None:
            return None
        found = [one for one in self._known.components if _words(one.title) == _words(title)]
        if len(found) != 1:
            why = (
                "is the title of two components"
                if found
                else "is not a component of this cohort that is held in sessions"
            )
            self.fault("Component", title, why)
            return None
        return found[0]

    def _facilitators(self) -> tuple[int, ...]:
        addresses = self._read("Facilitators", cells.read_addresses) or ()
        for address in addresses:
            if address not in self._known.facilitators:
                self.fault("Facilitators", address, "is not the email address of a facilitator")
        return tuple(sorted({self._known.facilitators[one] for one in addresses if one in self._known.facilitators}))

    def _ends_at(
        self, day: date, starts_at: datetime, minutes: int | None, end: time | None, component: KnownComponent
    ) -> datetime | None:
        """From the minutes, the end on the same day, or the component's minutes; both given must agree."""
        if end is None:
            if not (minutes or component.minutes):
                self.fault("Minutes", "", "must not be empty: this component has no length of its own")
                return None
            return end_of(starts_at, minutes or component.minutes)
        ends_at = moment(day, end)[0]
        written = self._row.cells.get("End", "")
        if ends_at <= starts_at:
            self.fault("End", written, "must be after the start; for a session over midnight give minutes")
        elif minutes and ends_at != end_of(starts_at, minutes):
            self.fault("End", written, f"does not fit the {minutes} minutes of this row")
        else:
            return ends_at
        return None


def template(titles: Sequence[str]) -> bytes:
    """A CSV file to fill in: the header and a row for each of the first components, as Excel opens it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.name for column in COLUMNS])
    for title, (day, start) in zip(titles, _EXAMPLES, strict=False):
        writer.writerow([title, day, start, 60, "", "Room 1", "", 20, "facilitator@hub.example"])
    return text.getvalue().encode("utf-8-sig")
