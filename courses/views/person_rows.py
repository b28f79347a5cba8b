"""One participant's record for the hub, as rows: each component with its credit, and every record there ever was."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from courses.choices import CatchUpState, RecordState
from courses.facts import engagement_words as words
from courses.facts.engagement import deciding
from courses.facts.standing import Ledger, Line
from courses.models import Apology, CatchUp, EngagementRecord
from courses.rules.engagement import PartState
from courses.rules.ledger import LeftOut
from npq_portal.templatetags.dates import clock_time, long_date, short_date

COMPONENTS = [
    {"label": "Component"},
    {"label": "When"},
    {"label": "Credit", "numeric": True},
    {"label": "Where from"},
]
CATCH_UPS = [{"label": "Component"}, {"label": "State"}, {"label": "Minutes", "numeric": True}, {"label": "Last day"}]
APOLOGIES = [{"label": "Session"}, {"label": "Sent"}, {"label": "Reason"}]
_CATCH_UP_COLOURS = {
    CatchUpState.OFFERED: "blue",
    CatchUpState.SENT: "yellow",
    CatchUpState.RETURNED: "orange",
    CatchUpState.APPROVED: "green",
}
#: In the hub's words; the participant's are the rule's own.
_LEFT_OUT = {
    LeftOut.DOES_NOT_COUNT: "Does not count",
    LeftOut.CANCELLED: "Not held",
    LeftOut.EXEMPT: "Exempt",
}
_STATE_COLOURS = {
    PartState.SETTLED: "",
    PartState.NOT_YET_KNOWN: "yellow",
    PartState.TO_COME: "grey",
}


def figures(ledger: Ledger) -> list[dict[str, str]]:
    """The numbers that matter, each with what it is."""
    forecast, needed = ledger.forecast, ledger.policy.threshold_percent
    now = "–" if forecast.percent_now is None else f"{forecast.percent_now}%"
    return [
        {"value": now, "label": "engaged so far", "hint": f"{needed}% is needed"},
        {
            "value": f"{forecast.percent_best}%",
            "label": "best possible",
            "hint": f"{forecast.percent_best_with_catch_up}% with catching up",
        },
        {
            "value": str(forecast.sessions_to_spare),
            "label": "sessions or units to spare",
            "hint": words.in_minutes(forecast.minutes_to_spare),
        },
    ]


def components(ledger: Ledger, records: Mapping[int, Sequence[EngagementRecord]]) -> list[list[Any]]:
    """A line a component: what it gives and which record says so."""
    return [
        [
            {"text": line.component.title, "hint": line.component.get_kind_display()},
            _when(line),
            _credit(line),
            _where_from(records.get(line.component.pk, [])),
        ]
        for line in ledger.lines
    ]


def _when(line: Line) -> str:
    if line.component.is_studied_alone:
        return f"by {short_date(line.component.due_on)}" if line.component.due_on else "Any time"
    return short_date(line.session.starts_at) if line.session else "No date yet"


def _credit(line: Line) -> dict[str, str]:
    part = line.part
    if part is None:
        return {"text": _LEFT_OUT[line.left_out] if line.left_out else ""}
    shown = {"text": f"{part.earned:,} of {part.minutes:,}"}
    if part.state != PartState.SETTLED and not part.earned:
        return {"tag": str(part.state.label), "colour": _STATE_COLOURS[part.state]}
    return shown


def _where_from(records: Sequence[EngagementRecord]) -> dict[str, str]:
    record = deciding(records)
    if record is None:
        return {"text": ""}
    others = len(records) - 1
    more = f"; {others} more record{'' if others == 1 else 's'} below" if others else ""
    return {
        "text": f"{record.get_mark_display()}, {record.get_source_display().lower()}",
        "hint": f"{short_date(record.captured_at)}{f' by {record.by}' if record.by else ''}{more}",
    }


def history(records: Iterable[EngagementRecord]) -> list[dict[str, Any]]:
    """Every record, the newest first: what, when, by whom, from where, and whether it counts."""
    return [
        {
            "title": f"{record.component.title}: {record.get_mark_display()}{_minutes(record)}",
            "at": record.captured_at,
            "by": record.by or "",
            "text": _about(record),
        }
        for record in records
    ]


def _minutes(record: EngagementRecord) -> str:
    return f", {words.in_minutes(record.minutes)}" if record.minutes else ""


def _about(record: EngagementRecord) -> str:
    lines = [f"{record.get_source_display()}{_when_held(record)}. {record.get_state_display()}."]
    if record.state == RecordState.TO_DECIDE and record.to_decide:
        lines.append(f"{record.get_to_decide_display()}.")
    if record.received_at > record.captured_at and (record.received_at - record.captured_at).total_seconds() >= 60:
        lines.append(f"Reached us at {clock_time(record.received_at)} on {long_date(record.received_at)}.")
    if record.decided_by:
        lines.append(f"Decided by {record.decided_by} on {long_date(record.decided_at)}.")
    if record.note:
        lines.append(f"“{record.note}”")
    return "\n".join(lines)


def _when_held(record: EngagementRecord) -> str:
    return f", session of {long_date(record.session.starts_at)}" if record.session else ""


def catch_ups(rows: Iterable[CatchUp]) -> list[list[Any]]:
    """Each offer to make an absence good."""
    return [
        [
            one.component.title,
            {"tag": one.get_state_display(), "colour": _CATCH_UP_COLOURS.get(CatchUpState(one.state), "grey")},
            one.minutes,
            long_date(one.due_on),
        ]
        for one in rows
    ]


def apologies(rows: Iterable[Apology]) -> list[list[Any]]:
    """What they said beforehand. The reason may be about health: it stands here, for the hub alone, and on no list."""
    return [
        [
            {"text": one.session.component.title, "hint": long_date(one.session.starts_at)},
            {"text": long_date(one.sent_at), "hint": "Taken back" if one.withdrawn_at else ""},
            one.reason or "None given",
        ]
        for one in rows
    ]
