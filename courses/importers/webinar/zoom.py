"""Zoom's reports: usage or meeting report with or without its summary, and the attendee report of a webinar."""

from collections.abc import Iterable, Iterator

from courses.importers.webinar.report import Stay
from courses.importers.webinar.tables import DURATION, EMAIL, JOIN, LEAVE, NAME, Table


def stays(tables: Iterable[Table]) -> Iterator[Stay]:
    """Each coming and going. Somebody registered for a webinar who never came is no row; time in the waiting room is not
    time in the meeting; hosts and panelists are people like the others."""
    for table in tables:
        for row in table.rows:
            if table.cell(row, "attended").casefold() == "no":
                continue
            joined, left = table.cell(row, *JOIN), table.cell(row, *LEAVE)
            yield Stay(
                line=row.number,
                name=table.cell(row, *NAME)
                or " ".join((table.cell(row, "first name"), table.cell(row, "last name"))).strip(),
                email=table.cell(row, *EMAIL),
                joined=joined,
                left=left,
                seconds=_seconds(table.cell(row, *DURATION)),
                counts=table.cell(row, "in waiting room").casefold() != "yes",
            )


def _seconds(minutes: str) -> int | None:
    """Zoom states whole minutes, begun ones included."""
    return int(minutes) * 60 if minutes.isdecimal() and len(minutes) < 6 else None
