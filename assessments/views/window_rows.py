"""Windows and the people in them as rows of tables and lists: words, tags and links made ready for printing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from assessments.actions.moving import Change, Effect
from assessments.choices import ExtensionState
from assessments.facts.entering import Candidate
from assessments.facts.windows import terms_of
from assessments.models import Extension, Window, WindowEvent
from assessments.rules.entering import WORDS, NotReady
from assessments.rules.extending import Added
from assessments.rules.leaving import Becomes
from assessments.rules.window import describe, hours_words, opening_words
from npq_portal.templatetags.dates import closing, long_datetime, short_date

STATES = {
    "open": ("Open", "green"),
    "to_come": ("To come", "blue"),
    "over": ("Over", "grey"),
    "called_off": ("Called off", "red"),
}
REQUEST_COLOURS = {
    ExtensionState.ASKED: "yellow",
    ExtensionState.GRANTED: "green",
    ExtensionState.REFUSED: "red",
    ExtensionState.WITHDRAWN: "grey",
    ExtensionState.EXPIRED: "orange",
    ExtensionState.LAPSED: "grey",
}


def columns(*labels: str) -> list[dict[str, Any]]:
    """Columns of a data table."""
    return [{"label": label} for label in labels]


def state_of(window: Window, *, at: datetime) -> str:
    """A key of STATES. A window is over with its own end, though somebody with more time may still write."""
    if window.called_off_at is not None:
        return "called_off"
    if at < window.opens_at:
        return "to_come"
    return "open" if at < window.closes_at else "over"


INDEX_COLUMNS = columns("Cohort", "Case study", "Opens", "Closes", "People", "State")


def index_rows(windows: Iterable[Window], *, at: datetime) -> list[list[Any]]:
    """The windows with their figures."""
    return [
        [
            {
                "text": f"{window.cohort}, {short_date(window.opens_on)}",
                "url": reverse("windows:window", args=[window.pk]),
                "hint": window.cohort.programme.course.short_code,
            },
            window.case_study.title,
            opening_words(window.opens_at),
            closing(window.closes_at),
            f"{window.admitted} in, {window.people} in the cohort",
            _tag(*STATES[state_of(window, at=at)]),
        ]
        for window in windows
    ]


def _tag(words: str, colour: str, hint: str = "") -> dict[str, str]:
    return {"tag": words, "colour": colour, "hint": hint}


def summary(window: Window, *, people: Sequence[Candidate]) -> list[dict[str, Any]]:
    """The window in words."""
    inside = sum(one.is_in for one in people)
    ready = sum(not one.is_in and one.decision.is_ready for one in people)
    facts = [
        {"key": "When", "value": when(window)},
        {"key": "Days counted", "value": window.get_rule_display()},
        {"key": "Case study", "value": window.case_study.title},
        {"key": "Cohort", "value": f"{window.cohort}, {window.cohort.programme}"},
    ]
    if window.called_off_at is not None:
        return [*facts, {"key": "Called off because", "value": window.called_off_reason}]
    return [*facts, {"key": "People", "value": f"{inside} in, {ready} ready, {len(people) - inside - ready} not ready"}]


def when(window: Window) -> str:
    """Its days in the words of the preview."""
    words = describe(terms_of(window))
    return words[:1].upper() + words[1:]


# -- people ------------------------------------------------------------------------------------------------------------
IN_COLUMNS = columns("Person", "Attempt", "Their own end", "Case study", "What to do")
READY_COLUMNS = columns("Person", "Attempt", "Their own end", "Why ready", "What to do")
OUT_COLUMNS = columns("Person", "Why not, and what would make them ready", "What to do")


def inside(people: Iterable[Candidate]) -> list[list[Any]]:
    """Those who are in."""
    return [
        [
            _person(one),
            str(one.entry.attempt if one.entry else ""),
            end_cell(one),
            _opened(one),
            "" if one.has_left or one.window.closed_at else _action(one, "give-time", "Give more time to"),
        ]
        for one in people
        if one.is_in
    ]


def ready(people: Iterable[Candidate]) -> list[list[Any]]:
    """Those who will be let in when they come, or with the next minute."""
    return [
        [_person(one), str(one.decision.attempt), end_cell(one), _why_ready(one), _of_ready(one)]
        for one in people
        if not one.is_in and one.decision.is_ready
    ]


def outside(people: Iterable[Candidate]) -> list[list[Any]]:
    """Those who are not let in, and why."""
    return [
        [
            _person(one),
            {
                "text": "; ".join(str(reason.label) for reason in one.decision.reasons) + _engagement(one) + _left(one),
                "hint": " ".join(WORDS[reason].mends for reason in one.decision.reasons),
            },
            _action(one, "waive", "Let in without it:") if may_be_waived(one) else "",
        ]
        for one in people
        if not one.is_in and not one.decision.is_ready
    ]


def may_be_waived(candidate: Candidate) -> bool:
    """Whether engagement alone keeps somebody out of a window that is not over."""
    is_over = candidate.window.closed_at is not None
    return not is_over and not candidate.is_in and candidate.decision.reasons == (NotReady.ENGAGEMENT,)


def _person(candidate: Candidate) -> dict[str, str]:
    enrolment = candidate.enrolment
    return {"text": enrolment.participant.full_name, "url": reverse("board:person", args=[enrolment.pk])}


def _action(candidate: Candidate, name: str, words: str) -> dict[str, str]:
    url = reverse(f"windows:{name}", args=[candidate.window.pk, candidate.enrolment.pk])
    return {"text": f"{words} {candidate.enrolment.participant.full_name}", "url": url}


def _of_ready(candidate: Candidate) -> dict[str, str] | str:
    if candidate.window.closed_at is not None:
        return ""
    if candidate.waiver:
        return _action(candidate, "end-waiver", "End the waiver for")
    return _action(candidate, "give-time", "Give more time to")


def _why_ready(candidate: Candidate) -> dict[str, str] | str:
    if candidate.waiver:
        return {"text": "Engagement waived", "hint": f"{candidate.waiver.reason} ({candidate.waiver.by})"}
    return f"{candidate.percent}% engagement"


def _engagement(candidate: Candidate) -> str:
    if NotReady.ENGAGEMENT not in candidate.decision.reasons:
        return ""
    return f" ({candidate.percent}% of {candidate.ledger.policy.threshold_percent}%)"


def _left(candidate: Candidate) -> str:
    at = candidate.entry.left_at if candidate.entry else None
    return f": {long_datetime(at)}" if at else ""


def _opened(candidate: Candidate) -> str:
    at = candidate.entry.case_opened_at if candidate.entry else None
    return f"Opened {opening_words(at)}" if at else "Not opened yet"


def end_cell(candidate: Candidate) -> dict[str, str]:
    """Somebody's own end, and why it is another than the window's."""
    if candidate.has_left:
        return {"text": closing(candidate.closes_at), "hint": f"They left the course. {Becomes.STANDS.label}"}
    return {"text": closing(candidate.closes_at), "hint": "; ".join(added_words(candidate.added))}


def added_words(added: Added) -> list[str]:
    """What was added to the window's end for one person, each in words."""
    hours = {"given": added.extension_hours, "by standing adjustment": added.adjustment_hours}
    said = [f"{number} more hour{'' if number == 1 else 's'} {how}" for how, number in hours.items() if number]
    if added.time.total_seconds() and added.outage_seconds:
        back = added.time - Added(added.extension_hours, added.adjustment_hours).time
        said.append(f"{hours_words(back)} given back after an outage")
    return said


# -- moving ------------------------------------------------------------------------------------------------------------
CHANGE_COLUMNS = columns("Person", "Their time now", "Their time after", "Time they lose")


def change_rows(effect: Effect) -> list[list[Any]]:
    """What a move does for whom; those who lose time first."""
    order = sorted(effect.changes, key=lambda one: (-one.lost, one.enrolment.participant.last_name))
    return [_change(one) for one in order]


def _change(change: Change) -> list[Any]:
    now, after = (
        {"text": opening_words(one.starts_at), "hint": f"to {closing(one.ends_at)}"}
        for one in (change.before, change.after)
    )
    lost: Any = _tag(hours_words(change.lost), "red") if change.lost else "None"
    return [
        {"text": change.enrolment.participant.full_name, "hint": "In the window" if change.is_in else ""},
        now,
        after,
        lost,
    ]


# -- requests and history ----------------------------------------------------------------------------------------------
REQUEST_COLUMNS = columns("Person", "What they ask for", "Asked", "State", "Window")
#: The same on the page of one window.
OWN_REQUEST_COLUMNS = REQUEST_COLUMNS[:-1]


def own_request_rows(extensions: Iterable[Extension]) -> list[list[Any]]:
    """Requests of one window."""
    return [row[:-1] for row in request_rows(extensions)]


def request_rows(extensions: Iterable[Extension]) -> list[list[Any]]:
    """Requests, each leading to its page."""
    return [
        [
            {
                "text": one.enrolment.participant.full_name,
                "url": reverse("windows:request", args=[one.pk]),
                "hint": one.get_reason_display(),
            },
            asked_words(one),
            opening_words(one.asked_at),
            _tag(str(one.get_state_display()), REQUEST_COLOURS[ExtensionState(one.state)], given_words(one)),
            {"text": str(one.window.cohort), "hint": f"closes {closing(one.window.closes_at)}"},
        ]
        for one in extensions
    ]


def asked_words(extension: Extension) -> str:
    """What was asked for."""
    if not extension.hours_asked:
        return str(extension.get_kind_display())
    return f"{extension.hours_asked} more hour{'' if extension.hours_asked == 1 else 's'}"


def given_words(extension: Extension) -> str:
    """How many hours were given, where any were."""
    given = extension.hours_given
    return f"{given} hour{'' if given == 1 else 's'} given" if given else ""


_WORDS: Mapping[str, str] = {
    "terms": "",
    "case": "Case study: ",
    "reason": "Reason: ",
    "confirmed_as": "Confirmed by: ",
}


def history(events: Iterable[WindowEvent]) -> list[dict[str, Any]]:
    """What happened to a window, newest first."""
    return [
        {"title": event.what, "at": event.at, "by": str(event.by) if event.by else "", "text": _event_text(event)}
        for event in events
    ]


def _event_text(event: WindowEvent) -> str:
    lines = [f"{label}{event.after[name]}" for name, label in _WORDS.items() if event.after.get(name)]
    if event.before.get("terms"):
        lines.insert(1, f"Before: {event.before['terms']}")
    if hours := event.after.get("hours"):
        lines.append(f"{hours} hours")
    if becomes := event.after.get("becomes"):
        lines.append(str(Becomes(becomes).label))
    if event.after.get("people_told") is not None:
        lines.append(f"People told: {event.after['people_told']}")
    if people := event.after.get("people_who_lose_time"):
        lines.append(f"{people} {'person loses' if people == 1 else 'people lose'} time")
    return "\n".join(lines)
