"""The versions of a draft: the newest, all of them, and those that were put aside."""

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from assessments.choices import ASIDE, VersionSource
from assessments.models import CaseQuestion, DraftVersion, Entry, Submission, WindowEvent

#: In the facts of a window's event: which rescue copy was read.
COPY = "rescue_copy"


def newest_version(entry: Entry) -> DraftVersion | None:
    """What the writer goes on from; None before anything was saved. Versions put aside are never it."""
    return DraftVersion.objects.filter(entry=entry, number=F("entry__newest_version")).first()


def version_of(entry: Entry, number: int) -> DraftVersion | None:
    """One version by its number; None for 0, and for one that was thinned out."""
    return DraftVersion.objects.filter(entry=entry, number=number).first() if number else None


def versions_of(entry: Entry) -> QuerySet[DraftVersion]:
    """All of them, the newest number first, without the text."""
    return DraftVersion.objects.filter(entry=entry).defer("answers").order_by("-number")


def put_aside(entry: Entry) -> QuerySet[DraftVersion]:
    """What was written beside a newer version or came after the end, the newest first."""
    return versions_of(entry).filter(source__in=ASIDE)


def rescued() -> QuerySet[DraftVersion]:
    """Everybody's text that reached us after their end, the newest first, with whose it is and `is_handed_in`: whether
    something of that attempt was handed in all the same. Without the text."""
    rows = DraftVersion.objects.filter(source=VersionSource.RESCUED).select_related(
        "entry__window__cohort", "entry__window__case_study", "entry__enrolment__participant"
    )
    stands = Submission.objects.filter(entry=OuterRef("entry"), withdrawn_at=None)
    return rows.annotate(is_handed_in=Exists(stands)).defer("answers").order_by("-saved_at", "-pk")


def unread_rescue_copies() -> QuerySet[DraftVersion]:
    """Of everybody whose text came after their end, the last that came, where nobody at the hub has read it."""
    rows = DraftVersion.objects.filter(source=VersionSource.RESCUED)
    last = rows.order_by("entry_id", "-number").distinct("entry_id").values("pk")
    events = WindowEvent.objects.filter(after__has_key=COPY)
    read = events.annotate(copy=Cast(KeyTextTransform(COPY, "after"), BigIntegerField())).values("copy")
    return rows.filter(pk__in=last).exclude(pk__in=read)


def question_names(entry: Entry) -> list[str]:
    """The names under which the answers of its case are kept, in the case's order."""
    questions = CaseQuestion.objects.filter(case_study=entry.window.case_study_id)
    return [str(pk) for pk in questions.values_list("pk", flat=True)]
