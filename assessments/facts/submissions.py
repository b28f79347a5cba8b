"""What somebody has handed in, and what they could hand in now. Each row knows the entry it was asked of, so that nothing of
its window and case is read again."""

from datetime import datetime

from django.db.models import QuerySet

from assessments.choices import ASIDE
from assessments.models import DraftVersion, Entry, Submission, UploadedFile
from assessments.rules.sealing import canonical_text


def standing_submission(entry: Entry) -> Submission | None:
    """What stands as handed in for this entry, with its receipt; None where nothing does."""
    return submissions_of(entry).filter(withdrawn_at__isnull=True).first()


def submissions_of(entry: Entry) -> QuerySet[Submission]:
    """Everything ever handed in for this entry, also what was taken back, the newest first; without the bytes."""
    rows = entry.submissions.select_related("receipt", "file").order_by("-submitted_at", "-pk")
    return rows.defer("content", "file__content", "file__text")


def newest_text(entry: Entry, *, before: datetime | None = None) -> DraftVersion | None:
    """The newest version of the draft, saved before `before` where that is given; versions that were put aside never count."""
    rows = entry.versions.exclude(source__in=ASIDE)
    if before is not None:
        rows = rows.filter(saved_at__lt=before)
    return rows.order_by("-number").first()


def newest_file(entry: Entry, *, before: datetime | None = None) -> UploadedFile | None:
    """The file that stands uploaded, received before `before` where that is given; without its bytes."""
    rows = entry.files.filter(removed_at__isnull=True).defer("content", "text")
    if before is not None:
        rows = rows.filter(received_at__lt=before)
    return rows.first()


def text_of(version: DraftVersion) -> str:
    """What would be sealed of a version: the questions of its case with the answers."""
    case = version.entry.window.case_study
    questions = [(str(question.pk), question.text) for question in case.questions.all()]
    return canonical_text(title=case.title, questions=questions, answers=version.answers)
