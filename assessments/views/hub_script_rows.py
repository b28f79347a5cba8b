"""One script for the hub as rows: whose it is, its marks side by side, and its trail in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from assessments.choices import AgreedHow, MarkingStage, MarkingState
from assessments.facts.marking_progress import why_second_words
from assessments.models import Criterion, Marking, Script, ScriptEvent
from assessments.views.hub_marking_rows import how_agreed
from assessments.views.hub_team_rows import signed
from assessments.views.marking_rows import percent
from npq_portal.templatetags.dates import long_datetime, short_date

_STAGES = {stage.value: stage.label for stage in MarkingStage}
_HOW = {how.value: how.label for how in AgreedHow}


def summary(script: Script) -> list[dict[str, Any]]:
    """What is known of a script, its writer last and apart from the marks."""
    submission = script.submission
    enrolment = submission.entry.enrolment
    words = f"{submission.words:,}{', over the limit' if submission.is_over_limit else ''}"
    rows = [{"key": "Words", "value": words}, {"key": "Handed in", "value": long_datetime(submission.submitted_at)}]
    if script.why_second:
        rows.append({"key": "Marked twice because", "value": why_second_words(script)})
    if script.agreed_percent is not None:
        verdict = "Pass" if script.agreed_pass else "Not passed"
        rows.append(
            {"key": "Agreed mark", "lines": [f"{percent(script.agreed_percent)}: {verdict}", how_agreed(script)]}
        )
    if script.is_standard:
        rows.append({"key": "Standardisation", "value": "The whole team marks this script"})
    person = {
        "key": "Written by",
        "value": enrolment.participant.full_name,
        "url": reverse("enrolments:record", args=[enrolment.pk]),
        "change": "Enrolment",
        "hidden": f"of {enrolment.participant.full_name}",
    }
    return [*rows, person]


STANDARD_COLUMNS = [{"label": "Marker"}, {"label": "Mark"}, {"label": "Beside the agreed mark"}]
_SHORT = {MarkingStage.FIRST: "First", MarkingStage.SECOND: "Second", MarkingStage.SENIOR: "Senior"}


def mark_columns(markings: Sequence[Marking]) -> list[dict[str, Any]]:
    """A column a mark."""
    return [{"label": "Criterion"}, *({"label": _SHORT[MarkingStage(marking.stage)]} for marking in markings)]


def standard_rows(script: Script, markings: Iterable[Marking]) -> list[list[Any]]:
    """What the team gave in standardisation, and how far that is from what was agreed."""
    return [
        [str(marking.marker), _whole(marking), _beside(script, marking)]
        for marking in markings
        if marking.stage == MarkingStage.STANDARDISATION
    ]


def _beside(script: Script, marking: Marking) -> str:
    if marking.percent is None or script.agreed_percent is None:
        return "–"
    return signed(marking.percent - script.agreed_percent)


def mark_rows(criteria: Iterable[Criterion], markings: Sequence[Marking]) -> list[list[Any]]:
    """The marks that count side by side, the whole first. What is not finished shows no points yet."""
    if not markings:
        return []
    scores = {marking.pk: {one.criterion_id: one for one in marking.scores.all()} for marking in markings}
    whole = [_whole(marking) for marking in markings]
    return [
        ["Marker", *(str(marking.marker) for marking in markings)],
        ["All in all", *whole],
        *([criterion.title, *(_given(marking, scores, criterion) for marking in markings)] for criterion in criteria),
    ]


def _title(marking: Marking) -> str:
    return f"{marking.get_stage_display()}: {marking.marker}"


def _whole(marking: Marking) -> Any:
    if marking.state == MarkingState.DONE:
        return percent(marking.percent)
    return {"text": marking.get_state_display(), "hint": f"due {short_date(marking.due_on)}"}


def _given(marking: Marking, scores: dict[int, dict[int, Any]], criterion: Criterion) -> Any:
    score = scores[marking.pk].get(criterion.pk)
    if marking.state != MarkingState.DONE or score is None:
        return "–"
    return {"text": str(score.points), "hint": score.comment}


def comments(markings: Sequence[Marking]) -> list[dict[str, Any]]:
    """What markers wrote about the whole, and for each other and the hub."""
    return [
        {"title": f"{_title(marking)}, {what}", "text": text}
        for marking in markings
        if marking.state == MarkingState.DONE
        for what, text in (("for the participant", marking.comment), ("for markers and the hub", marking.note))
        if text.strip()
    ]


def trail(events: Iterable[ScriptEvent], markings: Iterable[Marking]) -> list[dict[str, Any]]:
    """What happened, the newest first."""
    names = {marking.marker_id: str(marking.marker) for marking in markings}
    return [
        {"title": event.what, "at": event.at, "by": str(event.by or ""), "text": _facts(event.facts, names)}
        for event in events
    ]


def _facts(facts: dict[str, Any], names: dict[int, str]) -> str:
    """The facts of an event as a line; those that are not there say nothing."""
    said = (say(facts[name], facts, names) for name, say in _SAY.items() if name in facts)
    return ". ".join(filter(None, said))


#: By fact, its words, in the order in which they are said.
_SAY: Mapping[str, Callable[[Any, dict[str, Any], dict[int, str]], str]] = {
    "stage": lambda value, facts, names: _STAGES.get(value, value),
    "marker": lambda value, facts, names: names.get(value, "a marker"),
    "due_on": lambda value, facts, names: f"Due {short_date(date.fromisoformat(value))}",
    "percent": lambda value, facts, names: f"{value}%",
    "how": lambda value, facts, names: _HOW.get(value, ""),
    "of": lambda value, facts, names: f"{facts['size']} of {value} clear passes are in the sample",
    "was_agreed": lambda value, facts, names: f"{value}% had been agreed",
    "reason": lambda value, facts, names: f"“{value}”",
}
