"""Exemptions as rows: what may be chosen, what is exempt, and what changes."""

from typing import Any

from django.urls import reverse

from courses.actions.exempting import Effect
from courses.choices import Mark
from courses.facts.engagement import Account
from courses.facts.engagement_words import in_minutes
from courses.facts.standing import Ledger, Line
from courses.models import Enrolment
from courses.rules.forecast import Forecast
from npq_portal.clock import london_date
from npq_portal.templatetags.dates import long_date, short_date

EXEMPTIONS = [{"label": "Part of the course"}, {"label": "Why"}, {"label": "Since"}, {"label": "What to do"}]
EFFECTS = [{"label": "Their engagement"}, {"label": "Now", "numeric": True}, {"label": "After", "numeric": True}]


def parts(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """What somebody may be exempted from, by the component's id: its title, and when, how long, what is credited."""
    return {
        str(line.component.pk): (line.component.title, _about(line, ledger.enrolment))
        for line in ledger.lines
        if line.part is not None
    }


def _about(line: Line, enrolment: Enrolment) -> str:
    said = [_when(line), in_minutes(line.component.minutes)]
    if _is_before_joining(line, enrolment):
        said.append("before they joined")
    if line.part and line.part.earned:
        said.append(f"{line.part.earned:,} of them credited already")
    return ", ".join(said)


def _when(line: Line) -> str:
    if line.session:
        return long_date(line.session.starts_at)
    if line.component.is_studied_alone:
        return f"By {long_date(line.component.due_on)}" if line.component.due_on else "Any time"
    return "No date yet"


def _is_before_joining(line: Line, enrolment: Enrolment) -> bool:
    """Over before they were enrolled: a session that had ended, or self-study whose last day had passed."""
    if line.session:
        return line.session.ends_at < enrolment.enrolled_at
    due_on = line.component.due_on if line.component.is_studied_alone else None
    return due_on is not None and due_on < london_date(enrolment.enrolled_at)


def exemptions(account: Account, *, may_end: bool) -> list[list[Any]]:
    """The parts somebody is exempt from: why, since when, and the way to end it."""
    pairs = [
        (line, record)
        for line in account.ledger.lines
        for record in account.records.get(line.component.pk, [])
        if record.mark == Mark.EXEMPT
    ]
    return [
        [
            line.component.title,
            record.note,
            {"text": short_date(record.captured_at), "hint": f"by {record.by}" if record.by else ""},
            _ending(line, account.ledger.enrolment) if may_end else "",
        ]
        for line, record in pairs
    ]


def _ending(line: Line, enrolment: Enrolment) -> dict[str, str]:
    url = reverse("board:end-exemption", args=[enrolment.pk, line.component.pk])
    return {"text": f"End the exemption from {line.component.title}", "url": url}


def effects(effect: Effect) -> list[list[str]]:
    """Each figure as it is and as it will be."""
    totals = ["What counts", in_minutes(effect.total_before), in_minutes(effect.total_after)]
    befores, afters = _figures(effect.before), _figures(effect.after)
    return [*([label, now, afters[label]] for label, now in befores.items()), totals]


def _figures(found: Forecast) -> dict[str, str]:
    return {
        "Engaged so far": "–" if found.percent_now is None else f"{found.percent_now}%",
        "Best possible": f"{found.percent_best}%",
        "Best possible with catching up": f"{found.percent_best_with_catch_up}%",
        "Where they stand": str(found.standing.label),
    }
