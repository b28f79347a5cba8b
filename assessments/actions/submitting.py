"""Handing in a case study, and taking it back before the window closes."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.actions.sealing import about, lock_entry, seal
from assessments.choices import EntryState, OverLimit, SubmittedBy
from assessments.facts.policies import policy_of
from assessments.facts.submissions import newest_file, newest_text, standing_submission
from assessments.models import AssessmentPolicy, DraftVersion, Entry, Submission, UploadedFile
from assessments.rules.receipts import utc_text
from assessments.rules.submitting import (
    Attempt,
    Declaration,
    Refusal,
    WithdrawRefusal,
    refusal,
    statements,
    withdraw_refusal,
)
from assessments.rules.words import count_answers
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import closing


class SubmissionRefusedError(Exception):
    """It was not handed in, or not taken back; `reason` is the code, the message its words for the writer."""

    def __init__(self, reason: Refusal | WithdrawRefusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


@transaction.atomic
def submit(
    *,
    entry: Entry,
    version: DraftVersion | None = None,
    file: UploadedFile | None = None,
    declaration: Declaration,
    by: User,
    at: datetime,
) -> Submission:
    """Seal one version, or one uploaded file, with its receipt, and write to the participant.

    `at` is when the whole request had reached the server; waiting for the lock takes nothing from it. Where something
    stands already (a second press, another tab, another worker) that first result comes back and nothing is written.
    Raises SubmissionRefusedError by assessments.rules.submitting; ValueError unless one of version and file is given.
    """
    what = version or file
    if what is None or (version and file):
        raise ValueError("Give a version or a file.")
    row = lock_entry(entry.pk)
    _expect_owner(row, by)
    standing = standing_submission(row)
    if standing is not None:
        return standing
    policy = policy_of(row.window.cohort.programme)
    attempt = attempt_of(row, what, policy=policy, declaration=declaration, is_newest=_is_newest(row, what), at=at)
    reason = refusal(attempt)
    if reason is not None:
        raise SubmissionRefusedError(reason)
    return seal(
        entry=row,
        what=what,
        words=attempt.words,
        is_over=attempt.is_over,
        declaration=declared(declaration, at=at),
        submitted_by=SubmittedBy.PARTICIPANT,
        at=at,
    )


@transaction.atomic
def withdraw(*, entry: Entry, by: User, at: datetime) -> Submission:
    """Take back what stands, so that something else can be submitted before the end; the sealed bytes are kept, and the
    receipt says that it was taken back. Raises SubmissionRefusedError where nothing stands or the window has closed."""
    row = lock_entry(entry.pk)
    _expect_owner(row, by)
    standing = standing_submission(row)
    reason = withdraw_refusal(stands=standing is not None, at=at, period=row.period)
    if standing is None or reason is not None:
        raise SubmissionRefusedError(reason or WithdrawRefusal.NOTHING)
    standing.withdrawn_at = at
    standing.save(update_fields=["withdrawn_at"])
    notifications.queue(
        kind=NotificationKind.SUBMISSION_WITHDRAWN,
        to=row.enrolment.participant.user,
        key=f"submission:{standing.pk}:withdrawn",
        context={**about(row), "reference": standing.receipt.reference, "closes": closing(row.closes_at)},
        at=at,
    )
    return standing


def attempt_of(
    entry: Entry,
    what: DraftVersion | UploadedFile,
    *,
    policy: AssessmentPolicy,
    declaration: Declaration,
    is_newest: bool,
    at: datetime,
) -> Attempt:
    """The facts that assessments.rules.submitting judges, as the rows say them now."""
    return Attempt(
        at=at,
        period=entry.period,
        is_admitted=entry.state == EntryState.ADMITTED,
        is_own=what.entry_id == entry.pk,
        is_newest=is_newest,
        is_file=isinstance(what, UploadedFile),
        accepts_files=policy.accepts_files,
        words=words_of(what),
        limit=entry.window.cohort.programme.word_limit,
        over_limit=OverLimit(policy.over_limit),
        is_declared=declaration.is_complete(statements(policy.declaration)),
    )


def words_of(what: DraftVersion | UploadedFile) -> int:
    """The words of all answers together, counted anew, since the count is sealed with them; of a file as it was read."""
    if isinstance(what, UploadedFile):
        return what.words
    return count_answers(what.answers)


def declared(declaration: Declaration, *, at: datetime) -> dict[str, Any]:
    """A declaration as it is kept."""
    return {**asdict(declaration), "statements": list(declaration.statements), "at": utc_text(at)}


def _is_newest(entry: Entry, what: DraftVersion | UploadedFile) -> bool:
    """Asked under the entry's lock, which saving and uploading take too."""
    newest = newest_text(entry) if isinstance(what, DraftVersion) else newest_file(entry)
    return newest is not None and newest.pk == what.pk


def _expect_owner(entry: Entry, by: User) -> None:
    """Pages find their own entry only; this is for whoever calls from elsewhere."""
    if entry.enrolment.participant.user_id != by.pk:
        raise SubmissionRefusedError(Refusal.NOT_YOURS)
