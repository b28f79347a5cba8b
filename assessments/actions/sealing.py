"""Sealing: the bytes, the receipt and the letter of a submission, all in the caller's transaction or none of them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from assessments import signing
from assessments.choices import SubmittedBy
from assessments.facts.submissions import text_of
from assessments.models import DraftVersion, Entry, Receipt, Submission, UploadedFile
from assessments.rules.receipts import new_reference, utc_text
from assessments.rules.sealing import digest, sealed
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import closing, exact_time


def lock_entry(entry_id: int) -> Entry:
    """The entry, its row locked until the transaction ends, with all that judging and letters need."""
    rows = Entry.objects.select_for_update(of=("self",)).select_related(
        "window__case_study", "window__cohort__programme__course", "enrolment__participant__user"
    )
    return rows.get(pk=entry_id)


def lock_entry_alone(entry: Entry) -> Entry:
    """The same where nobody is written to: the row as it is now, with the window that `entry` was read with."""
    row = Entry.objects.select_for_update().get(pk=entry.pk)
    row.window = entry.window
    return row


def seal(
    *,
    entry: Entry,
    what: DraftVersion | UploadedFile,
    words: int,
    is_over: bool,
    declaration: dict[str, Any],
    submitted_by: SubmittedBy,
    at: datetime,
) -> Submission:
    """Write submission, receipt and letter. The caller holds the entry's lock and has judged; raises IntegrityError where
    something stands already."""
    version, file = (what, None) if isinstance(what, DraftVersion) else (None, what)
    content = sealed(text_of(version)) if version else bytes(file.content if file else b"")
    submission = Submission.objects.create(
        entry=entry,
        version=version,
        file=file,
        content=content,
        sha256=digest(content),
        words=words,
        is_over_limit=is_over,
        declaration=declaration,
        submitted_by=submitted_by,
        submitted_at=at,
    )
    received_at = at if submitted_by == SubmittedBy.PARTICIPANT else arrival(what)
    receipt = _issue(submission, what, received_at=received_at)
    _tell(submission, receipt, received_at=received_at)
    return submission


def arrival(what: DraftVersion | UploadedFile) -> datetime:
    """When all of a text or file had reached the server."""
    return what.saved_at if isinstance(what, DraftVersion) else what.received_at


def _issue(submission: Submission, what: DraftVersion | UploadedFile, *, received_at: datetime) -> Receipt:
    """The signed proof: what was sealed and when, and nothing of who. What the portal seals at closing was here before."""
    reference = new_reference()
    payload = signing.canonical(
        {
            "bytes": len(submission.content),
            "is": "case-study-receipt",
            "received_at": utc_text(received_at),
            "reference": reference,
            "sealed": "text" if isinstance(what, DraftVersion) else str(what.kind),
            "sealed_at": utc_text(submission.submitted_at),
            "sha256": submission.sha256,
            "submitted_by": str(submission.submitted_by),
            "version": what.number if isinstance(what, DraftVersion) else 0,
            "window_opened_at": utc_text(submission.entry.window.opens_at),
            "words": submission.words,
        }
    )
    signed = signing.sign(payload)
    return Receipt.objects.create(
        submission=submission,
        reference=reference,
        payload=payload,
        key_id=signed.key_id,
        signature=signed.signature,
        issued_at=submission.submitted_at,
    )


def _tell(submission: Submission, receipt: Receipt, *, received_at: datetime) -> None:
    notifications.queue(
        kind=NotificationKind.SUBMISSION_RECEIVED,
        to=submission.entry.enrolment.participant.user,
        key=f"submission:{submission.pk}",
        context={
            **about(submission.entry),
            "reference": receipt.reference,
            "received_at": exact_time(received_at),
            "words": f"{submission.words:,}",
            "sha256": submission.sha256,
            **_how(submission),
            "closes": closing(submission.entry.closes_at),
        },
        at=submission.submitted_at,
    )


def _how(submission: Submission) -> dict[str, str]:
    """How it came in, and what its writer can still do."""
    if submission.submitted_by == SubmittedBy.AT_CLOSING:
        how = "Your window closed and you had not submitted. As you had asked beforehand, we submitted your last saved draft for you."
        return {"how": how, "what_next": ""}
    what_next = "You can take it back and submit again until your window closes."
    return {"how": "We have received your case study and sealed it.", "what_next": what_next}


def about(entry: Entry) -> dict[str, str]:
    """What every letter about an entry says: who, which course, and the page it leads to."""
    return {
        "participant_name": entry.enrolment.participant.full_name,
        "course": entry.window.cohort.programme.course.full_title,
        "url": settings.SITE_URL + reverse("handing-in:submitted", args=[entry.window_id]),
    }
