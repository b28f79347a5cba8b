"""Planning a window and letting somebody in without the engagement it asks for. Moving one is assessments.actions.moving,
calling one off assessments.actions.calling_off."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.actions.admission import admit
from assessments.actions.ends import lock_person
from assessments.actions.window_letters import window_letter
from assessments.choices import WindowRule
from assessments.facts.entering import Candidate, candidates
from assessments.facts.windows import terms_of, windows_whole
from assessments.models import CaseStudy, Waiver, Window, WindowEvent
from assessments.rules.entering import NotReady
from assessments.rules.window import Terms, describe, fault, period
from courses.actions.places import lock_cohort
from courses.models import Cohort, Enrolment
from npq_portal.accounts.models import User
from npq_portal.notifications.actions import queue_many
from npq_portal.periods import Period

#: Who needs no letter about a window: it is not theirs any more.
_DONE = {
    NotReady.CALLED_OFF,
    NotReady.PASSED,
    NotReady.NOT_ACTIVE,
    NotReady.NO_ATTEMPT_LEFT,
    NotReady.MOVED_ON,
    NotReady.LEFT,
}


class WindowRefusedError(Exception):
    """It cannot be done with this window; the message says why in words for staff."""


@transaction.atomic
def plan(*, cohort: Cohort, case_study: CaseStudy, terms: Terms, by: User, at: datetime) -> Window:
    """Give a cohort a window, and write to everybody it is for. Done twice, the first one comes back.

    Raises WindowRefusedError for terms that make no window, an opening that has passed, a case of another programme, or a
    day on which another window of the cohort opens.
    """
    lock_cohort(cohort.pk)
    there = Window.objects.filter(cohort=cohort, opens_on=terms.opens_on, called_off_at=None).first()
    if there and (terms_of(there), there.case_study_id) == (terms, case_study.pk):
        return there
    if words := plan_fault(cohort=cohort, case_study=case_study, terms=terms, at=at):
        raise WindowRefusedError(words)
    found = period(terms)
    made = Window.objects.create(
        cohort=cohort, case_study=case_study, opens_at=found.starts_at, closes_at=found.ends_at, **columns(terms)
    )
    window = windows_whole().get(pk=made.pk)
    event = record(window, what="Planned", after=snapshot(window), by=by, at=at)
    told = [one for one in candidates(window, at=at) if concerns(one)]
    key, news = f"window:{window.pk}:event:{event.pk}", ["A window for your case study is planned."]
    queue_many(
        [
            window_letter(
                window=window,
                enrolment=one.enrolment,
                own=Period(window.opens_at, one.closes_at),
                changes=news,
                key=key,
            )
            for one in told
        ],
        at=at,
    )
    return window


def plan_fault(*, cohort: Cohort, case_study: CaseStudy, terms: Terms, at: datetime) -> str:
    """Why the window cannot be planned, in words for staff; "" where it can."""
    if words := fault(terms) or case_fault(cohort, case_study):
        return words
    if period(terms).starts_at <= at:
        return "The window must open in the future."
    return day_fault(cohort, terms)


def case_fault(cohort: Cohort, case_study: CaseStudy) -> str:
    """Why a cohort cannot write about a case; "" where it can."""
    return "" if case_study.programme_id == cohort.programme_id else "This case belongs to another programme."


def day_fault(cohort: Cohort, terms: Terms, *, but: Window | None = None) -> str:
    """Whether another window of the cohort (`but` this one) opens on that day."""
    others = Window.objects.filter(cohort=cohort, opens_on=terms.opens_on, called_off_at=None)
    if but is not None:
        others = others.exclude(pk=but.pk)
    return "This cohort has a window that opens on this day already." if others.exists() else ""


def concerns(candidate: Candidate) -> bool:
    """Whether the window is somebody's: they are in it, or may still come in."""
    if candidate.has_left:
        return False
    return candidate.is_in or not _DONE & set(candidate.decision.reasons)


def columns(terms: Terms) -> dict[str, Any]:
    """The terms as the columns of a window."""
    return {
        "rule": WindowRule(terms.rule),
        "opens_on": terms.opens_on,
        "days": terms.days,
        "opening_time": terms.opening_time,
        "closing_time": terms.closing_time,
    }


def snapshot(window: Window) -> dict[str, str]:
    """A window as its history keeps it."""
    return {
        "case": str(window.case_study),
        "terms": describe(terms_of(window)),
        "opens_at": window.opens_at.isoformat(),
        "closes_at": window.closes_at.isoformat(),
    }


def record(
    window: Window,
    *,
    what: str,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> WindowEvent:
    """Append to the window's history."""
    return WindowEvent.objects.create(
        window=window, what=what[:200], before=before or {}, after=after or {}, by=by, at=at
    )


@transaction.atomic
def waive(*, window: Window, enrolment: Enrolment, reason: str, by: User, at: datetime) -> Waiver:
    """Let somebody in without the engagement the window asks for, with a reason; at once, where it is open. Done twice, the
    first waiver comes back. Raises WindowRefusedError without a reason, or when the window is over."""
    if not reason.strip():
        raise WindowRefusedError("Enter why they are let in without it.")
    lock_person(enrolment.pk, window)
    there = Waiver.objects.filter(window=window, enrolment=enrolment, ended_at=None).first()
    if there:
        return there
    if words := _shut(Window.objects.get(pk=window.pk), at=at):  # after the lock: it may have been called off
        raise WindowRefusedError(f"{words}, so nobody can be let in any more.")
    waiver = Waiver.objects.create(window=window, enrolment=enrolment, reason=reason.strip(), by=by, at=at)
    record(window, what=f"Engagement waived: {enrolment.participant.full_name}", after={"reason": reason}, by=by, at=at)
    admit(window=window, enrolment=enrolment, at=at)
    return waiver


def _shut(window: Window, *, at: datetime) -> str:
    if window.called_off_at is not None:
        return "The window was called off"
    return "The window is over" if window.closes_at <= at else ""


@transaction.atomic
def end_waiver(*, waiver: Waiver, by: User, at: datetime) -> bool:
    """Take a waiver back. True when this call did it, False when it was ended before. Raises WindowRefusedError for somebody
    who is in already: nobody is put out of a window."""
    entry = lock_person(waiver.enrolment_id, waiver.window)
    if entry is not None:
        raise WindowRefusedError("They are in the window already, so the waiver stays.")
    if not Waiver.objects.filter(pk=waiver.pk, ended_at=None).update(ended_at=at):
        return False
    name = waiver.enrolment.participant.full_name
    record(waiver.window, what=f"Waiver ended: {name}", by=by, at=at)
    return True
