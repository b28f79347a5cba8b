"""Releasing a window's results together, and putting one right afterwards."""

from datetime import datetime

from django.db import transaction

from assessments.actions.completing import complete_if_due, results_url, take_back
from assessments.actions.result_locks import lock_entries
from assessments.actions.scripts import lock_window
from assessments.choices import OutcomeResult
from assessments.facts.engagement import where_it_goes_on
from assessments.facts.feedback import Feedback, feedback_of
from assessments.facts.policies import policy_of
from assessments.facts.results import Board, Line, board_of, newest_cases, newest_outcomes
from assessments.models import Entry, Outcome, Release, Submission, Window
from assessments.rules.outcomes import APPEAL_DAYS, appeal_until, correction_fault
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.actions import Message
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import long_date


class ResultsRefusedError(Exception):
    """It cannot be done; the message says why in words for staff."""


class ResultsChangedError(ResultsRefusedError):
    """What would be released is not what was shown."""


@transaction.atomic
def release(*, window: Window, shown: str, note: str = "", by: User, at: datetime) -> Release | None:
    """Let out every result of the window that is ready, tell each person once, and complete those who passed and have the
    engagement; what is held waits for a later release. None where nothing is ready, so a second press does nothing.

    `shown` is the mark (Board.mark) of what the board was shown. Raises ResultsChangedError where it is another now.
    """
    lock_window(window.pk)  # nobody asks for another mark meanwhile
    entries = lock_entries(list(Entry.objects.filter(window=window).values_list("pk", flat=True)))
    board = board_of(window, at=at, entries=entries)
    if not board.ready:
        return None
    if board.mark != shown:
        raise ResultsChangedError("Something has changed since you looked. Read what would be released now.")
    made = Release.objects.create(window=window, at=at, by=by, note=note.strip())
    Outcome.objects.bulk_create(_outcomes(board, made))
    notifications.queue_many([_letter(line, at=at) for line in board.ready], at=at)
    for line in board.ready:
        complete_if_due(enrolment=line.goes_on, by=by, at=at)
    return made


def _outcomes(board: Board, made: Release) -> list[Outcome]:
    scripts = [line.script for line in board.ready if line.script and line.script.agreed_how]
    most = policy_of(board.window.cohort.programme).scale_most
    told = feedback_of(scripts, most=most)
    results = [(line, line.result) for line in board.ready if line.result]
    return [_outcome(line, result, told.get(line.script.pk) if line.script else None, made) for line, result in results]


def _outcome(line: Line, result: OutcomeResult, told: Feedback | None, made: Release) -> Outcome:
    """Void results and those of nobody's text say nothing of marks."""
    is_marked = result in {OutcomeResult.PASSED, OutcomeResult.FAILED}
    return Outcome(
        entry=line.entry,
        result=result,
        percent=line.script.agreed_percent if is_marked and line.script else None,
        feedback=told.criteria if is_marked and told else [],
        comment=told.comment if is_marked and told else "",
        release=made,
        at=made.at,
        by=made.by,
    )


def _letter(line: Line, *, at: datetime) -> Message:
    """The same words whatever the result."""
    return Message(
        kind=NotificationKind.RESULT_RELEASED,
        to=line.entry.enrolment.participant.user,
        key=f"entry:{line.entry.pk}:released",
        context=_context(line.entry) | {"what_next": _until(at)},
    )


def _context(entry: Entry) -> dict[str, str]:
    return {
        "participant_name": entry.enrolment.participant.full_name,
        "course": entry.enrolment.cohort.programme.course.full_title,
        "url": results_url(),
    }


def _until(at: datetime) -> str:
    last = long_date(appeal_until(clock.london_date(at)))
    return f"If you think something is wrong, tell us within {APPEAL_DAYS} days: by {last}. Reply to this email."


@transaction.atomic
def correct(*, entry: Entry, result: str, reason: str, by: User, at: datetime) -> Outcome:
    """Append another outcome with the reason, which the participant reads, and let the statement and the enrolment follow.
    The same correction sent twice is one.

    Raises ResultsRefusedError (see rules.outcomes.correction_fault).
    """
    [row] = lock_entries([entry.pk])
    before = newest_outcomes([row.pk]).get(row.pk)
    if before and before.reason and (before.result, before.reason) == (result, reason.strip()):
        return before
    now = OutcomeResult(before.result) if before else None
    fault = correction_fault(now=now, to=result, reason=reason, misconduct_upheld=_upheld(row))
    if fault or before is None:
        raise ResultsRefusedError(fault)
    made = Outcome.objects.create(
        entry=row,
        result=result,
        percent=before.percent,
        feedback=before.feedback,
        comment=before.comment,
        release=before.release,
        reason=reason.strip(),
        at=at,
        by=by,
    )
    notifications.queue(
        kind=NotificationKind.RESULT_CORRECTED,
        to=row.enrolment.participant.user,
        key=f"outcome:{made.pk}:corrected",
        context=_context(row) | {"reason": made.reason, "what_next": _until(at)},
        at=at,
    )
    _follow(row, by=by, at=at)
    return made


def _upheld(entry: Entry) -> bool:
    standing = Submission.objects.filter(entry=entry, withdrawn_at=None).values_list("pk", flat=True)
    return any(case.was_upheld and case.closed_at is not None for case in newest_cases(list(standing)).values())


def _follow(entry: Entry, *, by: User, at: datetime) -> None:
    """The enrolment is complete, or is not any more."""
    enrolment = where_it_goes_on([entry.enrolment])[entry.enrolment_id]
    if not complete_if_due(enrolment=enrolment, by=by, at=at):
        take_back(enrolment=enrolment, reason="The result of the case study was corrected", by=by, at=at)
