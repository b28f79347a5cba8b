"""Schedules as rows of tables and lists: words, tags and links made ready for printing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses.choices import SessionState
from courses.facts.appointments import Whose
from courses.facts.impact import Impact, SessionChange
from courses.facts.plans import Plan
from courses.facts.schedule_words import when, where
from courses.facts.snapshots import CANCEL, Snapshot, moments
from courses.models import Component, Enrolment, Session
from courses.rules.outlooks import Turn
from courses.rules.schedule import LeftOut
from npq_portal.templatetags.dates import long_date, short_date

COLOURS = {
    SessionState.DRAFT: "grey",
    SessionState.RELEASED: "green",
    SessionState.CANCELLED: "red",
    SessionState.NOT_HELD: "orange",
}
_TURNS = {
    Turn.OUT_OF_REACH: "90% is out of reach, even with catching up",
    Turn.NEEDS_CATCH_UP: "90% is out of reach without catching up",
    Turn.BELOW_AGAIN: "falls below 90% again; it can still be reached",
    Turn.ONE_MORE_AND_GONE: "one more absence puts 90% out of reach",
    Turn.BACK_IN_REACH: "90% can be reached again",
}
_FIELDS = {"venue": "Place", "join_link": "Link to join", "capacity": "Seats"}


def columns(*labels: str) -> list[dict[str, str]]:
    """Columns of a data table."""
    return [{"label": label} for label in labels]


def session_rows(sessions: Sequence[Session], expected: Mapping[int, int]) -> list[list[Any]]:
    """The sessions of a cohort: what, when, where, who leads, how many, and how it stands."""
    return [
        [
            {"text": session.component.title, "url": reverse("schedule:session", args=[session.pk])},
            _when(session.starts_at, session.ends_at),
            _where(session.venue, session.join_link),
            ", ".join(str(user) for user in session.facilitators.all()) or "Nobody yet",
            seats(session, expected.get(session.pk, 0)),
            _state(session),
        ]
        for session in sessions
    ]


def _when(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    """The day, with the hours under it."""
    day, comma, hours = when(starts_at, ends_at).partition(", ")
    return {"text": day, "hint": hours.removesuffix(" (UK time)")} if comma else {"text": day}


def _where(venue: str, join_link: str) -> str:
    place = where(venue, join_link)
    return place[:1].upper() + place[1:]


def seats(session: Session, expected: int) -> str:
    """18 of 20; or 18 where as many come as like."""
    return f"{expected} of {session.capacity}" if session.capacity else str(expected)


def _state(session: Session) -> dict[str, str]:
    if session.pending:
        return {"tag": "To be cancelled" if CANCEL in session.pending else "To be changed", "colour": "yellow"}
    state = SessionState(session.state)
    return {"tag": str(state.label), "colour": COLOURS[state], "hint": session.state_reason}


def component_rows(components: Sequence[Component], counts: Mapping[int, int]) -> list[list[Any]]:
    """The parts of the course: kind, minutes, how often they are held."""
    rows = []
    for component in components:
        if component.is_studied_alone:
            held = f"By {short_date(component.due_on)}" if component.due_on else "No date yet"
        else:
            number = counts.get(component.pk, 0)
            held = f"{number} session{'' if number == 1 else 's'}" if number else "No session yet"
        hint = "Left out of everybody’s engagement" if component.is_off else ""
        rows.append([{"text": component.title, "hint": hint}, component.get_kind_display(), component.minutes, held])
    return rows


def plan_rows(plan: Plan) -> list[list[Any]]:
    """The sessions of a plan."""
    return [
        [
            {"text": one.title, "hint": f"Line {one.line}" if one.line else ""},
            _when(one.new.starts_at, one.new.ends_at),
            _where(one.new.venue, one.new.join_link),
            {"tag": "There already", "colour": "grey"} if one.is_there else " ".join(one.warnings) or "Nothing odd",
        ]
        for one in plan.sessions
    ]


def left_out_rows(left_out: Sequence[LeftOut]) -> list[list[Any]]:
    """Days without a session, why, and where the session went."""
    return [
        [
            long_date(one.day),
            one.closed.name,
            f"Held on {long_date(one.moved_to)}" if one.moved_to else "No session instead",
        ]
        for one in left_out
    ]


def fault_rows(plan: Plan) -> list[list[Any]]:
    """What is wrong with the rows of a file."""
    return [
        [f"Line {one.line}", f"{one.column} {one.problem}" if one.column else one.problem.capitalize(), one.value]
        for one in plan.faults
    ]


def change_rows(found: Impact, warnings: Mapping[str, Sequence[str]], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """The sessions of a release: title, what happens, and what is odd about it."""
    return [
        {
            "title": one.after.title,
            "url": reverse("schedule:session", args=[one.after.pk]),
            "tag": _kind(one),
            "colour": {"New": "green", "Cancelled": "red"}.get(_kind(one), "yellow"),
            "lines": _lines(one, names),
            "warnings": warnings.get(f"session:{one.after.pk}", ()),
        }
        for one in found.sessions
    ]


def _kind(change: SessionChange) -> str:
    if change.after.state == SessionState.CANCELLED:
        return "Cancelled"
    return "New" if change.before is None else "Changed"


def _lines(change: SessionChange, names: Mapping[int, str]) -> list[str]:
    after = change.after.values
    place = f"{when(*moments(after))}, {where(after['venue'], after['join_link'])}"
    if change.after.state == SessionState.CANCELLED:
        return [place, f"Reason: {change.after.reason}"]
    if change.before is None:
        return [place, f"Led by {_led_by(after, names)}"]
    return differences(change.before.values, after, names)


def differences(before: Snapshot, after: Snapshot, names: Mapping[int, str]) -> list[str]:
    """What changes from one snapshot to another, a line each."""
    lines = []
    if moments(before) != moments(after):
        lines.append(f"From {when(*moments(before))} to {when(*moments(after))}")
    for name, label in _FIELDS.items():
        if before[name] != after[name]:
            lines.append(f"{label}: from {before[name] or 'none'} to {after[name] or 'none'}")
    if before["facilitators"] != after["facilitators"]:
        lines.append(f"Led by {_led_by(after, names)}, not {_led_by(before, names)}")
    return lines


def _led_by(values: Snapshot, names: Mapping[int, str]) -> str:
    return " and ".join(names.get(pk, "somebody") for pk in values["facilitators"]) or "nobody yet"


def letters(lines: Mapping[int, Sequence[str]], names: Mapping[int, str], leads: set[int]) -> list[dict[str, Any]]:
    """The emails of a release: who gets which, those who get the same one together; facilitators first."""
    same: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
    for user, said in lines.items():
        same.setdefault((user not in leads, tuple(said)), []).append(names.get(user, "Somebody"))
    return [
        {"who": _who(is_participant, sorted(who)), "names": sorted(who) if len(who) > 1 else [], "lines": said}
        for (is_participant, said), who in sorted(same.items(), key=lambda pair: (pair[0][0], sorted(pair[1])))
    ]


def _who(are_participants: bool, names: Sequence[str]) -> str:
    kind = "participant" if are_participants else "facilitator"
    return f"{names[0]}, {kind}" if len(names) == 1 else f"{len(names)} {kind}s"


def facilitators_of(changes: Sequence[tuple[Whose, Any]]) -> set[int]:
    """Which of those told lead a session."""
    return {whose.user for whose, _ in changes if whose.leads}


def turn_rows(found: Impact, enrolments: Mapping[int, Enrolment]) -> list[list[Any]]:
    """Whose way to the threshold turns."""
    return [
        [
            enrolments[pk].participant.full_name,
            _TURNS[turn],
            f"{found.outlooks[pk][0].percent_best}% before, {found.outlooks[pk][1].percent_best}% after",
        ]
        for pk, turn in found.turns.items()
    ]
