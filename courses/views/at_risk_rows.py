"""At-risk entries as rows and as the history of one."""

from typing import Any

from django.urls import reverse

from courses.facts.at_risk import in_words
from courses.models import AtRiskEntry
from npq_portal.templatetags.dates import short_date

COLUMNS = [
    {"label": "Participant"},
    {"label": "Why"},
    {"label": "Since", "nowrap": True},
    {"label": "Owner"},
]
CLOSED_COLUMNS = [*COLUMNS[:2], {"label": "Closed", "nowrap": True}, {"label": "Outcome"}]


def reasons(entry: AtRiskEntry) -> list[str]:
    """Each rule with its facts, in a sentence."""
    return [in_words(found["rule"], found["facts"]) for found in entry.rules]


def entry_url(entry: AtRiskEntry) -> str:
    """The address of its page."""
    return reverse("board:at-risk-entry", args=[entry.pk])


def row(entry: AtRiskEntry) -> list[Any]:
    """One line of the list."""
    person = {
        "text": entry.enrolment.participant.full_name,
        "url": entry_url(entry),
        "hint": entry.enrolment.cohort.name,
    }
    why = {"text": " ".join(reasons(entry))}
    if entry.closed_at is not None:
        by = f"by {entry.closed_by}" if entry.closed_by else "by itself"
        return [person, why, {"text": short_date(entry.closed_at), "hint": by}, entry.outcome]
    changed = entry.changed_at != entry.opened_at
    since = {"text": short_date(entry.opened_at), "hint": f"Changed {short_date(entry.changed_at)}" if changed else ""}
    owner = {"text": entry.owner.name} if entry.owner else {"tag": "Nobody yet", "colour": "yellow"}
    return [person, why, since, owner]


def history(entry: AtRiskEntry) -> list[dict[str, Any]]:
    """What was done, the newest first; how it opened and closed at its ends."""
    found = [{"title": "Note", "at": note.at, "by": note.by, "text": note.text} for note in reversed(entry.notes.all())]
    found.append({"title": "Put on the list", "at": entry.opened_at, "by": "", "text": ""})
    if entry.closed_at is not None:
        by = entry.closed_by or ""
        found.insert(0, {"title": "Closed", "at": entry.closed_at, "by": by, "text": entry.outcome})
    return sorted(found, key=lambda event: event["at"], reverse=True)
