"""Letting people into a window: when somebody who is ready first comes, or by the minute's task, whichever is sooner."""

from datetime import datetime

from django.db import transaction

from assessments.choices import EntryState
from assessments.facts.ends import credited_outages, seconds_given_back
from assessments.facts.entering import Candidate, candidates, candidates_among
from assessments.facts.windows import windows_of_person, windows_whole
from assessments.models import Entry, OutageCredit, Window
from assessments.rules.extending import end
from courses.actions.places import lock_enrolment
from courses.choices import EnrolmentStatus
from courses.models import Enrolment
from npq_portal.accounts.models import User
from npq_portal.one_by_one import one_by_one
from npq_portal.periods import Period


def admit(*, window: Window, enrolment: Enrolment, at: datetime) -> Entry | None:
    """Let one person in, if the window is open for them at `at` and they are ready; None where they are not.

    Whoever was let in before gets the same entry; of two calls at once one makes it and both get it. Somebody who became
    ready on the second day is let in on the second day, to the same end as everybody.
    """
    if found := _entry(window, enrolment):
        return found if found.state == EntryState.ADMITTED else None
    return _admit(window, enrolment, at=at) if window.opens_at <= at else None


@transaction.atomic
def _admit(window: Window, enrolment: Enrolment, *, at: datetime) -> Entry | None:
    locked = lock_enrolment(enrolment.pk)
    # read after the lock: moving a window, or calling it off, locks everybody in its cohort
    fresh = windows_whole().get(pk=window.pk)
    if found := _entry(fresh, locked):
        return found if found.state == EntryState.ADMITTED else None
    (candidate,) = candidates_among(fresh, [locked], at=at)
    ends_at = end(fresh.closes_at, candidate.added)
    if not candidate.decision.is_ready or at not in Period(fresh.opens_at, ends_at):
        return None
    _leave_unopened(locked)
    entry = Entry.objects.create(
        window=fresh, enrolment=locked, attempt=candidate.decision.attempt, admitted_at=at, closes_at=ends_at
    )
    return _with_outages(entry, candidate)


def _entry(window: Window, enrolment: Enrolment) -> Entry | None:
    return Entry.objects.select_related("window").filter(window=window, enrolment=enrolment).first()


def _leave_unopened(enrolment: Enrolment) -> None:
    """An attempt whose case was never opened was not had: it is made here. (Nobody is ready while another window is open.)"""
    before = Entry.objects.filter(enrolment=enrolment, state=EntryState.ADMITTED, case_opened_at=None)
    before.update(state=EntryState.MOVED_ON)


def _with_outages(entry: Entry, candidate: Candidate) -> Entry:
    """Somebody let in after an outage was decided has the end that those have who were in before."""
    for outage, period in credited_outages(entry.window):
        seconds = seconds_given_back(entry.period, period, decided_at=outage.decided_at or period.ends_at)
        if seconds:
            OutageCredit.objects.create(outage=outage, entry=entry, seconds=seconds)
            given = OutageCredit.objects.filter(entry=entry).values_list("seconds", flat=True)
            added = candidate.added.with_seconds(sum(given))
            entry.closes_at = end(entry.window.closes_at, added)
            entry.save(update_fields=["closes_at"])
    return entry


def admit_on_arrival(*, user: User, window_id: int, at: datetime) -> Entry | None:
    """Let in somebody who opens a page of a window, if it is theirs, open and they are ready."""
    window = windows_of_person(user).filter(pk=window_id, opens_at__lte=at).first()
    if window is None:
        return None
    own = Enrolment.objects.filter(participant__user=user, cohort=window.cohort_id, status=EnrolmentStatus.ACTIVE)
    enrolment = own.first()
    return admit(window=window, enrolment=enrolment, at=at) if enrolment else None


def open_windows(*, at: datetime) -> int:
    """Let everybody in who is ready, in every window that is open at `at`; how many came in. Each in a transaction of their
    own, so that one at a time waits for nobody else."""
    windows = windows_whole().filter(opens_at__lte=at, closes_at__gt=at, called_off_at=None)
    return sum(one_by_one(windows.order_by("opens_at", "pk"), lambda window: _open(window, at=at)))


def _open(window: Window, *, at: datetime) -> int:
    """The window is open whoever cannot be let in."""
    Window.objects.filter(pk=window.pk, opened_at=None, called_off_at=None).update(opened_at=at)
    waiting = [one.enrolment for one in candidates(window, at=at) if one.entry is None and one.decision.is_ready]
    admitted = one_by_one(waiting, lambda enrolment: admit(window=window, enrolment=enrolment, at=at))
    return sum(entry is not None for entry in admitted)
