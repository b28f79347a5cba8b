"""Scripts as their markers see them, ready for printing: numbers and dates, nothing of anybody."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from assessments.choices import MarkingStage, MarkingState
from assessments.facts.desk import Paper
from assessments.models import Marking
from npq_portal.templatetags.dates import long_date, short_date

OPEN_COLUMNS = [{"label": "Script"}, {"label": "Course"}, {"label": "Due", "nowrap": True}, {"label": "State"}]
DONE_COLUMNS = [
    {"label": "Script"},
    {"label": "Course"},
    {"label": "Marked on", "nowrap": True},
    {"label": "Your mark", "numeric": True},
]


def percent(value: Decimal | None) -> str:
    """62.5%; "" for none. Nothing is rounded: marks have two places."""
    return "" if value is None else f"{value.normalize():f}%"


def stage_words(marking: Marking) -> str:
    """What kind of work it is. A first and a second mark are told alike: who knows that theirs is the second knows something
    of the first."""
    if marking.stage == MarkingStage.STANDARDISATION:
        return "Standardisation"
    return "For you to decide" if marking.stage == MarkingStage.SENIOR else "To mark"


def open_rows(markings: Iterable[Marking], *, today: date) -> list[list[Any]]:
    """What waits, with what is late."""
    return [[_script(one), _course(one), _due(one, today), _state(one)] for one in markings]


def standard_rows(markings: Iterable[Marking], *, today: date) -> list[list[Any]]:
    """Standardisation, done or not."""
    return [
        [
            _script(one),
            _course(one),
            short_date(one.due_on) if one.state == MarkingState.DONE else _due(one, today),
            {"tag": "Done", "colour": "green"} if one.state == MarkingState.DONE else _state(one),
        ]
        for one in markings
    ]


def done_rows(markings: Iterable[Marking]) -> list[list[Any]]:
    """What was marked, with the mark."""
    return [[_script(one), _course(one), short_date(one.done_at), percent(one.percent)] for one in markings]


def _script(marking: Marking) -> dict[str, str]:
    return {"text": marking.script.number, "url": reverse("marking:script", args=[marking.script.number])}


def _course(marking: Marking) -> str:
    return str(marking.script.submission.entry.window.cohort.programme.course)


def _due(marking: Marking, today: date) -> dict[str, str]:
    late = (today - marking.due_on).days
    hint = "" if late <= 0 else f"{late} day{'' if late == 1 else 's'} late"
    return {"text": short_date(marking.due_on), "hint": hint}


def _state(marking: Marking) -> dict[str, str]:
    if marking.stage == MarkingStage.SENIOR:
        return {"tag": "For you to decide", "colour": "purple"}
    begun = marking.state == MarkingState.CLAIMED
    return {"tag": "Begun", "colour": "yellow"} if begun else {"tag": "To mark", "colour": "blue"}


def paper_facts(paper: Paper, marking: Marking) -> list[dict[str, Any]]:
    """What is known of a script beside its text."""
    words = f"{paper.words:,} of {paper.limit:,} allowed"
    return [
        {"key": "Words", "value": f"{words}. Over the limit." if paper.is_over else words},
        {"key": "Mark it by", "value": long_date(marking.due_on)},
    ]


def result(paper: Paper, marking: Marking) -> list[dict[str, Any]]:
    """A finished mark, criterion by criterion."""
    if marking.state != MarkingState.DONE:
        return []
    given = [
        {"key": row.criterion.title, "lines": [f"{row.points} of {paper.most}", *filter(None, [row.comment])]}
        for row in paper.rubric
    ]
    told = [{"key": "About the whole", "value": marking.comment}, {"key": "Note", "value": marking.note}]
    return [*given, *told]


def earlier_columns(paper: Paper) -> list[dict[str, Any]]:
    """A column for each of the two marks."""
    names = ("First marker", "Second marker")
    return [{"label": "Criterion"}, *({"label": name} for name, _ in zip(names, paper.earlier, strict=False))]


def earlier_rows(paper: Paper) -> list[list[Any]]:
    """The two marks side by side, the whole first."""
    if not paper.earlier:
        return []
    whole: Sequence[Any] = [percent(one.marking.percent) for one in paper.earlier]
    by_criterion = zip(*(one.rubric for one in paper.earlier), strict=True)
    return [
        ["All in all", *whole],
        *([found[0].criterion.title, *map(_given, found)] for found in by_criterion),
    ]


def earlier_notes(paper: Paper) -> list[tuple[str, str]]:
    """What the two markers wrote about the whole and for each other."""
    names = ("First marker", "Second marker")
    return [
        (name, text)
        for name, one in zip(names, paper.earlier, strict=False)
        for text in (one.marking.comment, one.marking.note)
        if text.strip()
    ]


def _given(row: Any) -> dict[str, str]:
    return {"text": "–" if row.points is None else str(row.points), "hint": row.comment}
