"""Results as rows of the pages' components, for the hub."""

from typing import Any

from django.urls import reverse

from assessments.choices import MisconductState, OutcomeResult
from assessments.facts.results import Board, Line
from assessments.models import MisconductCase, Outcome
from assessments.rules.outcomes import Completion, Hold, completion
from npq_portal.templatetags.dates import closing, closing_day, short_date

Row = dict[str, Any]

COLOURS = {
    OutcomeResult.PASSED: "green",
    OutcomeResult.FAILED: "orange",
    OutcomeResult.NOT_SUBMITTED: "grey",
    OutcomeResult.VOIDED: "red",
}
WINDOW_COLUMNS = [
    {"label": "Cohort"},
    {"label": "Case study"},
    {"label": "Last day", "nowrap": True},
    {"label": "Attempts", "numeric": True},
    {"label": "Results out", "numeric": True},
]


def window_row(window: Any) -> list[Any]:
    """One line; `window` comes from windows_to_settle."""
    return [
        {
            "text": window.cohort.name,
            "url": reverse("results:board", args=[window.pk]),
            "hint": window.cohort.programme.course.short_code,
        },
        window.case_study.title,
        closing_day(window.closes_at),
        window.attempts,
        window.out,
    ]


BOARD_COLUMNS = [
    {"label": "Participant"},
    {"label": "Attempt", "numeric": True},
    {"label": "Agreed mark", "numeric": True},
    {"label": "Engagement", "numeric": True},
    {"label": "Misconduct"},
    {"label": "Result"},
]
HELD_COLUMNS = [{"label": "Participant"}, {"label": "Why"}]


def board_rows(board: Board) -> list[list[Any]]:
    """A line an entry."""
    return [_board_row(line) for line in board.lines]


def _board_row(line: Line) -> list[Any]:
    return [
        {"text": name(line), "url": reverse("results:attempt", args=[line.entry.pk])},
        line.entry.attempt,
        {"text": mark_words(line), "hint": _how(line)},
        {"text": f"{line.engagement.percent}%", "hint": "met" if line.engagement.is_met else "not met"},
        misconduct_words(line.case),
        result_cell(line),
    ]


def name(line: Line) -> str:
    """Who."""
    return line.entry.enrolment.participant.full_name


def mark_words(line: Line) -> str:
    """60%, 66.67%, or why there is none."""
    if line.submission is None:
        return "Nothing submitted"
    percent = line.script.agreed_percent if line.script else None
    return "Not agreed yet" if percent is None else f"{percent.normalize():f}%"


def _how(line: Line) -> str:
    return str(line.script.get_agreed_how_display()) if line.script and line.script.agreed_how else ""


def misconduct_words(case: MisconductCase | None) -> str:
    """Whether there is a case; the hub's pages alone say so."""
    if case is None:
        return "None"
    if case.closed_at is None:
        return f"Open: {MisconductState(case.state).label.lower()}"
    return "Upheld" if case.was_upheld else "Dismissed"


def result_cell(line: Line) -> Row:
    """What is out, what would be released, or why neither."""
    if line.outcome:
        result = OutcomeResult(line.outcome.result)
        return {
            "tag": result.label,
            "colour": COLOURS[result],
            "hint": f"Out since {short_date(line.outcome.release.at)}",
        }
    if line.result:
        return {"tag": f"Ready: {line.result.label.lower()}", "colour": "blue", "hint": completion_words(line)}
    return {"text": str(line.judgement.hold.label)}


def completion_words(line: Line) -> str:
    """What the release does to the course, for the board."""
    passed = line.result == OutcomeResult.PASSED
    found = completion(engagement_met=line.engagement.is_met, passed=passed)
    if found == Completion.COMPLETE:
        return "Completes the course"
    return "Not complete: engagement not met" if found == Completion.ENGAGEMENT_MISSING else "Not complete"


def held_rows(board: Board) -> list[list[Any]]:
    """Who waits, and why."""
    return [[name(line), str(line.judgement.hold.label)] for line in board.held]


def ready_rows(board: Board) -> list[list[Any]]:
    """Whose result would be out, which, and what follows."""
    return [
        [name(line), {"tag": line.result.label, "colour": COLOURS[line.result]}, completion_words(line)]
        for line in board.ready
        if line.result
    ]


READY_COLUMNS = [{"label": "Participant"}, {"label": "Result"}, {"label": "The course"}]


def summary(line: Line) -> list[Row]:
    """One attempt for the hub."""
    entry = line.entry
    rows: list[Row] = [
        {"key": "NPQ", "value": entry.enrolment.cohort.programme.course.full_title},
        {"key": "Cohort", "value": entry.enrolment.cohort.name},
        {"key": "Case study", "value": entry.window.case_study.title},
        {"key": "Attempt", "value": str(entry.attempt)},
        {"key": "Their time ended", "value": closing(entry.closes_at)},
        {"key": "Agreed mark", "value": mark_words(line)},
        {"key": "Engagement", "value": f"{line.engagement.percent}%, {'met' if line.engagement.is_met else 'not met'}"},
        {"key": "Misconduct", "value": misconduct_words(line.case)},
    ]
    if line.judgement.hold not in {Hold.NONE, Hold.RELEASED}:
        rows.append({"key": "No result yet", "value": str(line.judgement.hold.label)})
    return rows


def history(outcomes: list[Outcome]) -> list[Row]:
    """Newest first."""
    return [
        {
            "title": f"{one.get_result_display()}{' (corrected)' if one.reason else ''}",
            "at": one.at,
            "by": str(one.by),
            "text": one.reason or one.release.note,
        }
        for one in outcomes
    ]
