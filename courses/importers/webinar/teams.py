"""Teams' reports: the one in sections (Summary, Participants, In-Meeting Activities) and the two flat ones before it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from courses.importers.webinar.report import Stay
from courses.importers.webinar.tables import DURATION, EMAIL, FIRST, JOIN, LAST, LEAVE, NAME, Kind, Table


def is_teams(tables: Iterable[Table]) -> bool:
    """Whether the columns are those of Teams."""
    return any(
        table.kind != Kind.STAYS or {"full name", "participant id", "role"} & table.columns.keys() for table in tables
    )


def stays(tables: Iterable[Table]) -> Iterator[Stay]:
    """Each coming and going, from the activities where there are any.

    "Participants" gives only the first and the last moment and hides every gap in between, so it is used for those alone
    whom the activities leave out.
    """
    tables = list(tables)
    outlines = [stay for table in tables if table.kind == Kind.OUTLINES for stay in _stays(table, FIRST, LAST)]
    addresses = _addresses(outlines)
    known: set[str] = set()
    for table in tables:
        if table.kind == Kind.STAYS:
            for stay in _stays(table, JOIN, LEAVE):
                email = stay.email or addresses.get(stay.name.casefold(), "")
                known.add((email or stay.name).casefold())
                yield replace(stay, email=email)
        if table.kind == Kind.EVENTS:
            yield from _paired(table)
    yield from (stay for stay in outlines if (stay.email or stay.name).casefold() not in known)


def _addresses(outlines: Iterable[Stay]) -> dict[str, str]:
    """The email address of each name that only one person of the report has: activities of outsiders lack it."""
    found: dict[str, set[str]] = {}
    for stay in outlines:
        found.setdefault(stay.name.casefold(), set()).add(stay.email)
    return {name: next(iter(emails)) for name, emails in found.items() if len(emails) == 1}


def _stays(table: Table, begin: tuple[str, ...], end: tuple[str, ...]) -> Iterator[Stay]:
    for row in table.rows:
        yield Stay(
            line=row.number,
            name=table.cell(row, *NAME),
            email=_address(table.cell(row, *EMAIL), table.cell(row, "participant id")),
            joined=table.cell(row, *begin),
            left=table.cell(row, *end),
            seconds=seconds(table.cell(row, *DURATION)),
            is_outline=table.kind == Kind.OUTLINES,
        )


def _address(email: str, participant_id: str) -> str:
    """The email address; where that is empty, the sign-in name, unless it is a guest's made-up one (…#EXT#@…)."""
    return email or ("" if "#" in participant_id else participant_id)


def _paired(table: Table) -> Iterator[Stay]:
    """Stays from single events. Whoever has no "Left" was still there when the report was saved, which was during the
    meeting: their last moment is not known, so it stays empty."""
    open_: dict[str, tuple[int, str]] = {}
    for row in table.rows:
        name, action = table.cell(row, *NAME), table.cell(row, "user action").casefold()
        when, key = table.cell(row, "timestamp"), table.cell(row, *NAME).casefold()
        if action.startswith("join"):
            if key in open_:  # joined on a second device, or the leaving is missing: the first moment holds
                continue
            open_[key] = (row.number, when)
        elif key in open_:
            line, joined = open_.pop(key)
            yield Stay(line=line, name=name, email="", joined=joined, left=when, seconds=None)
        else:
            yield Stay(line=row.number, name=name, email="", joined="", left=when, seconds=None)
    names = {table.cell(row, *NAME).casefold(): table.cell(row, *NAME) for row in table.rows}
    for key, (line, joined) in open_.items():
        yield Stay(line=line, name=names[key], email="", joined=joined, left="", seconds=None)


_WORDS = re.compile(
    r"(?:(\d{1,3})\s*h\w{0,5})?\s*(?:(\d{1,4})\s*m\w{0,7})?\s*(?:(\d{1,5})\s*s\w{0,7})?", re.IGNORECASE | re.ASCII
)
_FIGURES = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})", re.ASCII)


def seconds(text: str) -> int | None:
    """The seconds of "1h 2m 3s", "59m 35s" or "01:02:03"; None for anything else."""
    found = _FIGURES.fullmatch(text) or _WORDS.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest
