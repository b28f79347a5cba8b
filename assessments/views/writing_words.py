"""What the pages of writing say about versions and moments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from assessments.actions.drafts import Saved
from assessments.choices import VersionSource
from assessments.models import DraftVersion, Entry
from assessments.rules.drafts import Outcome
from npq_portal.templatetags.dates import closing, exact_time

COLUMNS = [
    {"label": "Version"},
    {"label": "Saved"},
    {"label": "Words", "numeric": True},
    {"label": "How"},
]


def outcome_words(saved: Saved, *, at: datetime) -> str:
    """What became of a text, for whoever sent it."""
    if saved.outcome == Outcome.LATE:
        return late_words(saved.version.saved_at if saved.version else at, saved.closes_at)
    if saved.outcome == Outcome.ASIDE:
        return "A newer text was saved in another tab or on another device. Both texts are kept, and nothing is overwritten."
    if saved.version is None:
        return "There is nothing to save yet."
    same = "Nothing had changed: your draft was saved already" if saved.outcome == Outcome.UNCHANGED else "Draft saved"
    return f"{same}, {saved.version.words:,} words."


def late_words(arrived_at: datetime, closes_at: datetime) -> str:
    """Plainly, with both moments."""
    return (
        f"This text reached us at {exact_time(arrived_at)}, after your window had closed."
        f" It closed: {closing(closes_at)}. We keep it as a rescue copy with that time. It is not part of your draft, and it cannot be submitted."
        " If something went wrong, tell the hub."
    )


def limit_words(entry: Entry) -> str:
    """The programme's word limit, as it is read."""
    return f"{entry.window.cohort.programme.word_limit:,}"


def rows(entry: Entry, versions: Iterable[DraftVersion]) -> list[list[Any]]:
    """Versions as rows of a table."""
    return [
        [
            {
                "text": f"Version {one.number}",
                "url": reverse("writing:version", args=[entry.window_id, one.number]),
                "hint": "The newest: you write on from here" if one.number == entry.newest_version else "",
            },
            exact_time(one.saved_at),
            f"{one.words:,}",
            how(one),
        ]
        for one in versions
    ]


def how(version: DraftVersion) -> str:
    """How it came to us, in words."""
    return VersionSource(version.source).label


def text_of(entry: Entry, version: DraftVersion) -> list[dict[str, Any]]:
    """Each question with its answer in that version."""
    return [
        {"number": number, "question": question.text, "answer": version.answers.get(str(question.pk), "")}
        for number, question in enumerate(entry.window.case_study.questions.all(), 1)
    ]
