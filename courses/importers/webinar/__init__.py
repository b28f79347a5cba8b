"""Attendance reports of Zoom and Teams: bytes in, people and when they were there out. No database, no clock."""

from courses.importers.webinar import teams, zoom
from courses.importers.webinar.people import gather
from courses.importers.webinar.reading import ReportRefusedError, read_lines, read_text
from courses.importers.webinar.report import Attendee, Report, Vendor
from courses.importers.webinar.tables import HEADER_WORDS, stated_zone, tables_of
from npq_portal.periods import Period

__all__ = ["Attendee", "Report", "ReportRefusedError", "Vendor", "parse_report"]


def parse_report(raw: bytes, *, session: Period) -> Report:
    """The people of an attendance report and when they were there, in UTC, not yet clipped to the session.

    `session`: when the session was held; it settles the order of day and month, and a report of another day or hour is
    refused. Times are taken as London's unless the report says otherwise.

    Raises ReportRefusedError, whose message is for whoever chose the file.
    """
    lines = read_lines(read_text(raw), HEADER_WORDS)
    tables = tables_of(lines)
    is_teams = teams.is_teams(tables)
    return gather(
        stays=list(teams.stays(tables) if is_teams else zoom.stays(tables)),
        vendor=Vendor.TEAMS if is_teams else Vendor.ZOOM,
        zone=stated_zone(lines),
        session=session,
    )
