"""What the pages of handing in show, in words."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from assessments.actions.submitting import words_of
from assessments.choices import OverLimit
from assessments.facts.submissions import newest_file, newest_text
from assessments.models import AssessmentPolicy, DraftVersion, Entry, Submission, UploadedFile
from npq_portal.templatetags.dates import closing, exact_time

Draft = DraftVersion | UploadedFile

EARLIER_COLUMNS = [
    {"label": "Reference"},
    {"label": "Received"},
    {"label": "Words", "numeric": True},
    {"label": "State"},
]


def candidates(entry: Entry) -> dict[str, Draft]:
    """What could be submitted now, by its value in the form: the newest text with words in it, and the uploaded file."""
    text, file = newest_text(entry), newest_file(entry)
    found: dict[str, Draft] = {}
    if text and words_of(text):
        found[f"text:{text.number}"] = text
    if file:
        found[f"file:{file.pk}"] = file
    return found


def chosen(entry: Entry, value: str) -> Draft | None:
    """The version or file of this entry that a form's value names, also one that is no longer the newest."""
    kind, _, number = value.partition(":")
    if not number.isdecimal() or len(number) > 15:
        return None
    if kind == "text":
        return entry.versions.filter(number=number).first()
    return entry.files.filter(pk=number).first() if kind == "file" else None


def name_of(what: Draft) -> str:
    """A line about one of them."""
    if isinstance(what, UploadedFile):
        return f"Your file “{what.file_name}”, {what.words:,} words, sent at {exact_time(what.received_at)}"
    return f"What you wrote in the portal, {words_of(what):,} words, saved at {exact_time(what.saved_at)}"


def answers_of(version: DraftVersion) -> Iterator[dict[str, Any]]:
    """Each question with its answer, as they will be sealed."""
    for number, question in enumerate(version.entry.window.case_study.questions.all(), 1):
        yield {"number": number, "question": question.text, "answer": version.answers.get(str(question.pk), "")}


def about(entry: Entry, found: Iterable[Draft], *, limit: int) -> list[dict[str, Any]]:
    """Rows of a summary list: what stands to be submitted, and the two moments that matter."""
    names = [name_of(what) for what in found]
    return [
        {"key": "One of these" if len(names) > 1 else "To be sealed", "lines": names},
        {"key": "Word limit", "value": f"{limit:,} words"},
        {"key": "Your window closes", "value": closing(entry.closes_at)},
    ]


def limit_warnings(found: Iterable[Draft], *, limit: int, policy: AssessmentPolicy) -> list[str]:
    """What being over the limit means here, for each that is."""
    refused = "It cannot be submitted until it is shorter."
    flagged = "You can submit it, and markers will see that it is over the limit."
    then = refused if policy.over_limit == OverLimit.REFUSE else flagged
    counts = [words_of(what) for what in found]
    return [
        f"{words:,} words is {words - limit:,} more than the limit of {limit:,}. {then}"
        for words in counts
        if words > limit
    ]


def earlier(entry: Entry, submissions: list[Submission]) -> list[list[Any]]:
    """Rows for what was taken back, each with its receipt."""
    return [
        [
            {
                "text": one.receipt.reference,
                "url": reverse("handing-in:receipt-pdf", args=[entry.window_id, one.receipt.reference]),
            },
            exact_time(one.submitted_at),
            f"{one.words:,}",
            f"Taken back at {exact_time(one.withdrawn_at)}",
        ]
        for one in submissions
        if one.withdrawn_at
    ]


def is_open(entry: Entry, *, at: datetime) -> bool:
    """Whether they may still submit, take back and wish."""
    return at in entry.period
