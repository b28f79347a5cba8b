"""The end of somebody's window: the wish given beforehand, and what the portal does when the end has passed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assessments.actions.sealing import about, arrival, lock_entry, seal
from assessments.actions.submitting import SubmissionRefusedError, attempt_of, declared, words_of
from assessments.choices import EntryState, SubmittedBy
from assessments.facts.policies import policy_of
from assessments.facts.submissions import newest_file, newest_text, standing_submission
from assessments.models import DraftVersion, Entry, UploadedFile, Window, WindowEvent
from assessments.rules.closing import GRACE, Ending, what_next
from assessments.rules.submitting import Declaration, Refusal, refusal, statements
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.one_by_one import one_by_one
from npq_portal.templatetags.dates import closing

Draft = DraftVersion | UploadedFile


@transaction.atomic
def wish_at_closing(*, entry: Entry, declaration: Declaration | None, by: User, at: datetime) -> Entry:
    """Keep, or with None take back, "if I have not submitted by then, submit my last saved draft". It carries the same
    declaration as submitting. Up to the writer's own end; raises SubmissionRefusedError outside it, or where the
    declaration is not complete."""
    row = lock_entry(entry.pk)
    if row.enrolment.participant.user_id != by.pk or row.state != EntryState.ADMITTED:
        raise SubmissionRefusedError(Refusal.NOT_ADMITTED)
    if at not in row.period:
        raise SubmissionRefusedError(Refusal.NOT_OPEN if at < row.period.starts_at else Refusal.CLOSED)
    asked = statements(policy_of(row.window.cohort.programme).declaration)
    if declaration is not None and not declaration.is_complete(asked):
        raise SubmissionRefusedError(Refusal.NOT_DECLARED)
    row.submit_at_closing = None if declaration is None else declared(declaration, at=at)
    row.save(update_fields=["submit_at_closing"])
    return row


def wished(entry: Entry) -> Declaration | None:
    """The declaration given beforehand; None where none was."""
    kept: dict[str, Any] | None = entry.submit_at_closing
    if kept is None:
        return None
    return Declaration(tuple(kept["statements"]), kept["used_ai"], kept.get("ai_use", ""), kept.get("sources", ""))


def close_due(*, at: datetime) -> dict[Ending, int]:
    """Deal with each end that passed more than GRACE ago, each in a transaction of its own, and close the windows in which
    nobody writes any more; how many ended how.

    Safe to run twice and by several workers at once: whoever holds a row deals with it, the others pass over it. An end
    that was moved after it had been dealt with (more time, an outage) is dealt with again when it passes.
    """
    entries = list(_due(at).order_by("pk").values_list("pk", flat=True))
    try:
        ended = one_by_one(entries, lambda entry_id: _close(entry_id, at=at))
    finally:  # somebody who could not be dealt with keeps no window open but their own
        windows = list(_over(at).order_by("pk").values_list("pk", flat=True))
        one_by_one(windows, lambda window_id: _close_window(window_id, at=at))
    return {ending: ended.count(ending) for ending in Ending}


def _due(at: datetime) -> QuerySet[Entry]:
    undone = Q(closed_at__isnull=True) | Q(closed_at__lt=F("closes_at"))
    return Entry.objects.filter(undone, state=EntryState.ADMITTED, closes_at__lte=at - GRACE)


def _over(at: datetime) -> QuerySet[Window]:
    undone = Q(closed_at__isnull=True) | Q(closed_at__lt=F("closes_at"))
    writing = Entry.objects.filter(undone, window=OuterRef("pk"), state=EntryState.ADMITTED)
    return Window.objects.filter(~Exists(writing), closed_at=None, called_off_at=None, closes_at__lte=at - GRACE)


@transaction.atomic
def _close(entry_id: int, *, at: datetime) -> Ending | None:
    """One entry; None where another worker has it or has had it."""
    # ordered by its own column: by the usual order of entries, window and enrolment would be joined, locked and passed over
    mine = _due(at).select_for_update(skip_locked=True, of=("self",)).filter(pk=entry_id).order_by("pk")
    if not mine:
        return None
    entry = lock_entry(entry_id)  # ours already; this one brings what letters need
    ending = _end(entry, at=at)
    entry.closed_at = at
    entry.save(update_fields=["closed_at"])
    return ending


def _end(entry: Entry, *, at: datetime) -> Ending:
    if standing_submission(entry) is not None:
        return Ending.SUBMITTED
    draft, declaration = _last_saved(entry), wished(entry)
    reason = None if declaration is None else _submit(entry, draft, declaration, at=at)
    if declaration is not None and reason is None:
        return Ending.BY_PORTAL
    words = words_of(draft) if draft else 0
    _tell_not_submitted(entry, reason, wished=declaration is not None, words=words, at=at)
    return Ending.KEPT if words else Ending.NOTHING


def _last_saved(entry: Entry) -> Draft | None:
    """The text or the file, whichever reached us last before the end."""
    text = newest_text(entry, before=entry.closes_at)
    file = newest_file(entry, before=entry.closes_at)
    if text and file:
        return file if file.received_at >= text.saved_at else text
    return text or file


def _submit(entry: Entry, draft: Draft | None, declaration: Declaration, *, at: datetime) -> Refusal | None:
    """Seal the draft, judged at the moment it was saved; why not, where it may not be submitted."""
    if draft is None:
        return Refusal.EMPTY
    policy = policy_of(entry.window.cohort.programme)
    attempt = attempt_of(entry, draft, policy=policy, declaration=declaration, is_newest=True, at=arrival(draft))
    reason = refusal(attempt)
    if reason is None:
        seal(
            entry=entry,
            what=draft,
            words=attempt.words,
            is_over=attempt.is_over,
            declaration=entry.submit_at_closing or {},
            submitted_by=SubmittedBy.AT_CLOSING,
            at=at,
        )
    return reason


def _tell_not_submitted(entry: Entry, reason: Refusal | None, *, wished: bool, words: int, at: datetime) -> None:
    notifications.queue(
        kind=NotificationKind.DRAFT_NOT_SUBMITTED,
        to=entry.enrolment.participant.user,
        key=f"entry:{entry.pk}:not-submitted:{entry.closes_at.timestamp():.0f}",
        context={
            **about(entry),
            "closed_at": closing(entry.closes_at),
            "words": f"{words:,}",
            "what_next": what_next(reason, wished=wished, words=words),
        },
        at=at,
    )


@transaction.atomic
def _close_window(window_id: int, *, at: datetime) -> None:
    """Once: whoever comes second finds it closed."""
    window = _over(at).select_for_update(skip_locked=True, of=("self",)).filter(pk=window_id).first()
    if window is not None:
        window.closed_at = at
        window.save(update_fields=["closed_at"])
        WindowEvent.objects.create(window=window, what="Closed: the last end has passed", at=at)
