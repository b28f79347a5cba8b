"""A window's marking as the hub sees it, ready for printing."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from assessments.actions.allocating import scripts_in_words
from assessments.choices import AgreedHow, MarkingStage, MarkingState, ScriptState
from assessments.facts.allocation import Plan
from assessments.facts.marking_progress import Line, Load, Progress, why_second_words
from assessments.models import Marking, Script, Window
from assessments.rules.allocation import WhyNot
from assessments.views.marking_rows import percent
from npq_portal.templatetags.dates import short_date

WINDOW_COLUMNS = [
    {"label": "Window"},
    {"label": "Opened", "nowrap": True},
    {"label": "Handed in", "numeric": True},
    {"label": "Agreed", "numeric": True},
    {"label": "Disagreed", "numeric": True},
    {"label": "Late", "numeric": True},
]
LOAD_COLUMNS = [
    {"label": "Marker"},
    {"label": "To mark", "numeric": True},
    {"label": "Late", "numeric": True},
    {"label": "Done", "numeric": True},
    {"label": "Next due", "nowrap": True},
]
UNPLACED_COLUMNS = [{"label": "Script"}, {"label": "Waits for"}, {"label": "Why nobody can have it"}]
SECOND_COLUMNS = [
    {"label": "Script"},
    {"label": "Why"},
    {"label": "First mark"},
    {"label": "Second mark"},
    {"label": "State"},
]
SCRIPT_COLUMNS = [
    {"label": "Script"},
    {"label": "First"},
    {"label": "Second"},
    {"label": "Senior"},
    {"label": "Agreed"},
    {"label": "State"},
]
GIVEN_COLUMNS = [{"label": "Marker"}, {"label": "Gets", "numeric": True}, {"label": "Scripts"}]

STATE_COLOURS = {
    ScriptState.WAITING: "yellow",
    ScriptState.MARKING: "blue",
    ScriptState.DISAGREED: "red",
    ScriptState.AGREED: "green",
}
_STATE_WORDS = {
    ScriptState.WAITING: "No marker",
    ScriptState.MARKING: "Being marked",
    ScriptState.DISAGREED: "Disagreed",
    ScriptState.AGREED: "Agreed",
}
_HOW = {
    AgreedHow.FIRST_ALONE: "First mark alone",
    AgreedHow.TWO_AGREE: "Two marks",
    AgreedHow.SENIOR: "Senior marker",
}
_NOBODY = {"tag": "Nobody yet", "colour": "yellow"}


def window_row(window: Window) -> list[Any]:
    """One window of the list; it was read with its counts."""
    link = {
        "text": window.case_study.title,
        "url": reverse("hub-marking:window", args=[window.pk]),
        "hint": f"{window.cohort.programme.course}, {window.cohort}",
    }
    counts = [f"{window.agreed} of {window.made}", str(window.in_dispute), str(window.late)]
    return [link, short_date(window.opens_at), str(window.handed_in), *counts]


def stats(progress: Progress) -> list[dict[str, str]]:
    """The figures above everything else."""
    late = f"{progress.late} late" if progress.late else ""
    figures = (
        (len(progress.lines), "scripts", ""),
        (len(progress.of(ScriptState.AGREED)), "agreed", ""),
        (len(progress.of(ScriptState.MARKING)), "being marked", late),
        (len(progress.of(ScriptState.DISAGREED)), "in disagreement", ""),
        (len(progress.waiting), "wait for a marker", ""),
    )
    return [{"value": str(number), "label": label, "hint": hint} for number, label, hint in figures]


def load_rows(progress: Progress) -> list[list[Any]]:
    """Who has what."""
    return [_load(load) for load in progress.loads]


def _load(load: Load) -> list[Any]:
    hint = "Senior marker" if load.is_senior else "" if load.is_of_the_team else "Not in the team any more"
    late = {"tag": str(load.late), "colour": "red"} if load.late else "0"
    due = short_date(load.next_due) if load.next_due else "–"
    return [{"text": str(load.marker), "hint": hint}, str(load.to_mark), late, str(load.done), due]


def unplaced_rows(shown: Plan) -> list[list[Any]]:
    """What nobody can have, and why of everybody."""
    return [
        [
            _link(shown.scripts[one.work.key]),
            MarkingStage(one.work.stage).label,
            _reasons(shown, one.reasons) or "Nobody is in the team.",
        ]
        for one in shown.allocation.unplaced
    ]


def _reasons(shown: Plan, reasons: Any) -> str:
    """Markers by reason, so that a large team is told in a line or two."""
    by_reason: dict[WhyNot, list[str]] = {}
    for pk, reason in reasons.items():
        by_reason.setdefault(reason, []).append(str(shown.team[pk].user))
    return " ".join(f"{reason.label}: {', '.join(names)}." for reason, names in by_reason.items())


def given_rows(shown: Plan) -> list[list[Any]]:
    """Who would get what."""
    gets: dict[int, list[str]] = {}
    stages = {work.key: work.stage for work in shown.works}
    for number, marker_id in shown.allocation.placed.items():
        gets.setdefault(marker_id, []).append(number + _stage_hint(stages[number], number in shown.late))
    order = sorted(gets, key=lambda pk: str(shown.team[pk].user))
    return [[str(shown.team[pk].user), scripts_in_words(len(gets[pk])), ", ".join(gets[pk])] for pk in order]


def _stage_hint(stage: MarkingStage, is_late: bool) -> str:
    words = [] if stage == MarkingStage.FIRST else [stage.label.lower()]
    words += ["late with somebody else"] if is_late else []
    return f" ({', '.join(words)})" if words else ""


def second_rows(progress: Progress) -> list[list[Any]]:
    """What is marked twice."""
    return [
        [
            _link(line.script),
            why_second_words(line.script),
            _mark(line.marks.get(MarkingStage.FIRST)),
            _mark(line.marks.get(MarkingStage.SECOND)) or _NOBODY,
            _state(line.script),
        ]
        for line in progress.seconds
    ]


def script_rows(lines: Iterable[Line]) -> list[list[Any]]:
    """Every script with its marks."""
    return [
        [
            _link(line.script),
            *(_cell(line, stage) for stage in (MarkingStage.FIRST, MarkingStage.SECOND, MarkingStage.SENIOR)),
            _agreed(line.script),
            _state(line.script),
        ]
        for line in lines
    ]


def _cell(line: Line, stage: MarkingStage) -> Any:
    if line.needs == stage:
        return _NOBODY
    return _mark(line.marks.get(stage)) or "–"


def _mark(marking: Marking | None) -> Any:
    """A mark with who made it, or who will and until when; "" for none."""
    if marking is None:
        return ""
    if marking.state == MarkingState.DONE:
        return {"text": percent(marking.percent), "hint": str(marking.marker)}
    return {"text": str(marking.marker), "hint": f"due {short_date(marking.due_on)}"}


def _agreed(script: Script) -> Any:
    if script.state != ScriptState.AGREED:
        return "–"
    verdict = "Pass" if script.agreed_pass else "Not passed"
    return {"text": percent(script.agreed_percent), "hint": f"{verdict}. {_HOW[AgreedHow(script.agreed_how)]}"}


def _state(script: Script) -> dict[str, str]:
    state = ScriptState(script.state)
    return {"tag": _STATE_WORDS[state], "colour": STATE_COLOURS[state]}


def _link(script: Script) -> dict[str, str]:
    return {"text": script.number, "url": reverse("hub-marking:script", args=[script.number])}


def how_agreed(script: Script) -> str:
    """Which marks the agreed one stands on; "" while there is none."""
    return _HOW[AgreedHow(script.agreed_how)] if script.agreed_how else ""


def names_of(markings: Sequence[Marking]) -> dict[int, str]:
    """Markers by their ids, for the trail."""
    return {marking.marker_id: str(marking.marker) for marking in markings}
