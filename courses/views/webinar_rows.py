"""A webinar's reports as rows of a page: who, when, how long, how we know, and what the register says."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from courses.choices import Mark, MarkSource
from courses.facts import webinar as facts
from courses.models import EngagementRecord, Session, WebinarImport, WebinarRow
from npq_portal.clock import in_london
from npq_portal.templatetags.dates import clock_time, short_date

COLUMNS = [
    {"label": "Name in the report"},
    {"label": "Who it was"},
    {"label": "In the meeting"},
    {"label": "Minutes", "numeric": True},
    {"label": "On the register"},
]
_HOW = {"email": "By their email address", "alias": "By a name they used before"}
_VENDORS = {"zoom": "Zoom", "teams": "Teams"}


def precise_time(moment: datetime) -> str:
    """4:05:09pm: with the seconds, so that minutes can be counted again by hand."""
    local = in_london(moment)
    return f"{local:%-I:%M:%S}{'am' if local.hour < 12 else 'pm'}"


def when(row: WebinarRow) -> str:
    """Each time somebody was there, in order."""
    spans = (f"{precise_time(one.starts_at)} to {precise_time(one.ends_at)}" for one in facts.periods_of(row))
    return ", ".join(spans) or "No time"


def table(session: Session, rows: Collection[WebinarRow], url: Any) -> list[list[Any]]:
    """Rows for a data table, those to be decided first. `url` gives a row's own page. Two queries."""
    records, waiting = facts.records_of(session), facts.waiting_of(session)
    ordered = sorted(rows, key=lambda row: row.settled_at is not None)
    return [
        [
            {"text": row.name, "hint": row.email},
            _who(row, url(row)),
            {"text": when(row), "hint": row.caution},
            str(row.minutes),
            _register(row, records, waiting),
        ]
        for row in ordered
    ]


def _who(row: WebinarRow, url: str) -> dict[str, str]:
    if row.enrolment is not None:
        return {"text": row.enrolment.participant.full_name, "hint": _how(row), "url": url}
    if row.is_nobody:
        how = f"Said by {row.settled_by}" if row.settled_by else "Leads this session"
        return {"text": "Not one of ours", "hint": how, "url": url}
    return {"text": "Decide", "url": url}


def _how(row: WebinarRow) -> str:
    if row.matched_by in _HOW:
        return _HOW[row.matched_by]
    day = short_date(row.settled_at) if row.settled_at else ""
    return f"Confirmed by {row.settled_by} on {day}"


def _register(row: WebinarRow, records: dict[int, EngagementRecord], waiting: Collection[int]) -> dict[str, str]:
    """What the register says of this person, which may come from several rows or from somebody's hand."""
    record = records.get(row.enrolment_id or 0)
    if row.enrolment_id is None or record is None or record.mark == Mark.CLEARED:
        return {"text": "Nothing"}
    text = f"{record.minutes} minutes" if record.mark == Mark.PART else record.get_mark_display()
    if row.enrolment_id in waiting:
        return {"text": text, "hint": "Another mark waits for a decision"}
    by_hand = record.source != MarkSource.WEBINAR
    return {"text": text, "hint": f"Marked before ({record.get_source_display()}); it stays" if by_hand else ""}


def about(report: WebinarImport) -> list[dict[str, Any]]:
    """A report as rows of a summary list."""
    clock = report.time_zone if report.zone_is_stated else "UK time, since the report does not say"
    read = f"{short_date(report.imported_at)}, {clock_time(report.imported_at)}, by {report.imported_by}"
    rows = [
        {"key": "File", "value": report.file_name},
        {"key": "From", "value": _VENDORS.get(report.vendor, report.vendor)},
        {"key": "Read", "value": read},
        {"key": "Times", "value": clock},
    ]
    return [*rows, {"key": "Not counted", "lines": report.notes}] if report.notes else rows
