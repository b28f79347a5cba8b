"""The verbs of a misconduct case. Every step is a row of its history; the result waits while it is open."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.actions.completing import results_url
from assessments.actions.result_locks import lock_entries
from assessments.choices import MisconductState
from assessments.facts.integrity import upheld
from assessments.models import MisconductCase, MisconductEvent, Submission
from assessments.rules.misconduct import TABLE, Move, Transition, move_fault
from assessments.rules.outcomes import appeal_until
from npq_portal import clock, states
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import long_date


class MisconductRefusedError(Exception):
    """It cannot be done with this case; the message says why in words for staff."""


@transaction.atomic
def raise_case(*, submission: Submission, allegation: str, by: User, at: datetime) -> MisconductCase:
    """Say what is suspected of a submission. A case that is open already comes back as it is, so two people raise one.

    The entry is locked, so that a release sees the case or comes before it. Raises MisconductRefusedError without an
    allegation, and for what was withdrawn.
    """
    if not allegation.strip():
        raise MisconductRefusedError("Say what is suspected, and why.")
    lock_entries([submission.entry_id])
    standing = Submission.objects.filter(pk=submission.pk, withdrawn_at=None)
    if not standing.exists():
        raise MisconductRefusedError("This submission was withdrawn, so nothing of it counts.")
    before = MisconductCase.objects.filter(submission=submission, closed_at=None).first()
    if before:
        return before
    case = MisconductCase.objects.create(
        submission=submission, allegation=allegation.strip(), raised_at=at, raised_by=by
    )
    _write(case, case.allegation, by=by, at=at)
    return case


@transaction.atomic
def move_case(*, case: MisconductCase, move: Move, reason: str, by: User, at: datetime) -> MisconductEvent:
    """Take the case a step further, and write to the participant where the step tells (rules.misconduct.TABLE).

    Raises MisconductRefusedError where the table does not allow it, where somebody was faster, and without a reason.
    """
    lock_entries([case.submission.entry_id])
    row = MisconductCase.objects.select_for_update().get(pk=case.pk)
    found = upheld(row, by=by)
    fault = move_fault(move, row.state, reason=reason, today=clock.london_date(at), upheld=found)
    if fault:
        raise MisconductRefusedError(fault)
    made = TABLE[move]
    states.move(row, field="state", to=made.to, from_=made.from_, **_settled(made, at=at))
    event = _write(row, reason.strip(), by=by, at=at)
    if made.tells:
        _tell(row, move, event)
    return event


def _settled(made: Transition, *, at: datetime) -> dict[str, Any]:
    settled: dict[str, Any] = {} if made.upheld is None else {"was_upheld": made.upheld}
    return settled | ({"closed_at": at} if made.closes else {})


@transaction.atomic
def note(*, case: MisconductCase, text: str, by: User, at: datetime) -> MisconductEvent:
    """Write something into the history, for colleagues. Raises MisconductRefusedError where it is empty or the case closed."""
    row = MisconductCase.objects.select_for_update().get(pk=case.pk)
    if row.closed_at is not None:
        raise MisconductRefusedError("The case is closed.")
    if not text.strip():
        raise MisconductRefusedError("Write the note.")
    return _write(row, text.strip(), by=by, at=at)


def _write(case: MisconductCase, text: str, *, by: User, at: datetime) -> MisconductEvent:
    return MisconductEvent.objects.create(case=case, state=MisconductState(case.state), text=text, at=at, by=by)


def _tell(case: MisconductCase, move: Move, event: MisconductEvent) -> None:
    made = TABLE[move]
    enrolment = case.submission.entry.enrolment
    what_next = made.what_next
    if move == Move.UPHOLD:
        what_next += f" The last day is {long_date(appeal_until(clock.london_date(event.at)))}."
    notifications.queue(
        kind=NotificationKind.MISCONDUCT_TOLD,
        to=enrolment.participant.user,
        key=f"misconduct:{case.pk}:{event.pk}",
        context={
            "participant_name": enrolment.participant.full_name,
            "course": enrolment.cohort.programme.course.full_title,
            "url": results_url(),
            "what": f"{made.title}.\n\n{event.text}",
            "what_next": what_next,
        },
        at=event.at,
    )
