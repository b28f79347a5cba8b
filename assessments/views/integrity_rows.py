"""Similar scripts and cases of misconduct as rows of the pages' components."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from assessments.choices import MisconductState
from assessments.models import MisconductCase, MisconductEvent, SimilarPair
from npq_portal.templatetags.dates import long_datetime, short_date

Row = dict[str, Any]

STATE_COLOURS = {
    MisconductState.RAISED: "yellow",
    MisconductState.INVESTIGATING: "yellow",
    MisconductState.UPHELD: "red",
    MisconductState.DISMISSED: "grey",
    MisconductState.APPEALED: "purple",
    MisconductState.CLOSED: "grey",
}
WINDOW_COLUMNS = [
    {"label": "Cohort"},
    {"label": "Case study"},
    {"label": "Scripts", "numeric": True},
    {"label": "Compared"},
    {"label": "Pairs to look at", "numeric": True},
]


def window_row(window: Any) -> list[Any]:
    """One line; `window` comes from windows_with_scripts."""
    compared = long_datetime(window.compared_at) if window.compared_at else "Not yet"
    return [
        window.cohort.name,
        window.case_study.title,
        window.scripts,
        {"text": compared, "url": reverse("integrity:compare", args=[window.pk])},
        window.unseen,
    ]


PAIR_COLUMNS = [
    {"label": "Scripts"},
    {"label": "Shared", "numeric": True},
    {"label": "Case study"},
    {"label": "Windows"},
    {"label": "Looked at"},
]


def pair_row(pair: SimilarPair) -> list[Any]:
    """One line. Scripts by their numbers: whose they are is not said here."""
    windows = [script.submission.entry.window for script in (pair.first, pair.second)]
    cohorts = dict.fromkeys(window.cohort.name for window in windows)
    looked: Any = "Not yet"
    if pair.looked_at:
        looked = {"text": short_date(pair.looked_at), "hint": str(pair.looked_at_by)}
    return [
        {"text": names(pair), "url": reverse("integrity:pair", args=[pair.pk])},
        share(pair),
        windows[0].case_study.title,
        " and ".join(cohorts),
        looked,
    ]


def names(pair: SimilarPair) -> str:
    """KX7-42M and B4Q-9PT."""
    return f"{pair.first.number} and {pair.second.number}"


def share(pair: SimilarPair) -> str:
    """41.2%, cut off as it is stored."""
    return f"{pair.per_mille // 10}.{pair.per_mille % 10}%"


CASE_COLUMNS = [
    {"label": "Participant"},
    {"label": "Case study"},
    {"label": "Raised", "nowrap": True},
    {"label": "State"},
]


def case_row(case: MisconductCase) -> list[Any]:
    """One line."""
    entry = case.submission.entry
    return [
        {"text": entry.enrolment.participant.full_name, "url": reverse("integrity:case", args=[case.pk])},
        {"text": entry.window.case_study.title, "hint": entry.window.cohort.name},
        short_date(case.raised_at),
        {"tag": case.get_state_display(), "colour": STATE_COLOURS[MisconductState(case.state)], "hint": settled(case)},
    ]


def settled(case: MisconductCase) -> str:
    """What became of it, where it is over."""
    if case.closed_at is None:
        return "The result is held"
    return "Upheld" if case.was_upheld else "Not upheld"


def case_summary(case: MisconductCase) -> list[Row]:
    """One case for the hub."""
    entry = case.submission.entry
    script = getattr(case.submission, "script", None)
    rows: list[Row] = [
        {"key": "NPQ", "value": entry.enrolment.cohort.programme.course.full_title},
        {"key": "Cohort", "value": entry.window.cohort.name},
        {
            "key": "Case study",
            "value": entry.window.case_study.title,
            "url": reverse("results:attempt", args=[entry.pk]),
            "change": "Open",
            "hidden": "the attempt",
        },
        {"key": "Script", "value": script.number if script else "Not made yet"},
        {"key": "What is suspected", "value": case.allegation},
        {"key": "Raised", "value": f"{long_datetime(case.raised_at)}, by {case.raised_by}"},
    ]
    if case.closed_at:
        rows.append({"key": "Over since", "value": f"{long_datetime(case.closed_at)}. {settled(case)}."})
    return rows


def history(events: Iterable[MisconductEvent]) -> list[Row]:
    """Newest first; a step says the state it led to, a note the state it was written in."""
    return [
        {"title": event.get_state_display(), "at": event.at, "by": str(event.by or ""), "text": event.text}
        for event in events
    ]
