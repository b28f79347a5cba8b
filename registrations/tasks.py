"""Background work of registrations: each task reads the clock once and calls actions; ids alone travel."""

from celery import shared_task

from npq_portal import clock
from npq_portal.one_by_one import one_by_one
from registrations import reminders
from registrations.actions import drafts, retention, trn
from registrations.choices import TrnCheckOutcome

#: As many look-ups of up to 12 seconds as a task's time limit (CELERY_TASK_TIME_LIMIT) holds.
_MOST_CHECKS = 20


@shared_task
def retry_trn_checks(**_: object) -> int:
    """Look people up again whose check could not be made, the longest waiting first; returns how many are verified now.

    The first look-up that nobody answers ends it: the others would wait for the same time-out.
    """
    at = clock.now()
    verified = 0
    for application in reminders.checks_to_repeat(at)[:_MOST_CHECKS]:
        outcome = trn.recheck(application=application, at=at)
        if outcome == TrnCheckOutcome.UNAVAILABLE:
            break
        verified += outcome == TrnCheckOutcome.VERIFIED
    return verified


@shared_task
def delete_old_drafts(**_: object) -> int:
    """Delete drafts that were left alone for 90 days; returns how many."""
    old = list(reminders.drafts_to_delete(clock.now()))
    return len(one_by_one(old, lambda draft: drafts.discard(draft=draft)))


@shared_task
def forget_old_applications(**_: object) -> int:
    """Delete applications that came to nothing a year ago, and adjustments nobody needs any more; returns how many rows
    were to go."""
    at = clock.now()
    deleted, _kinds = reminders.adjustments_to_delete(at).delete()
    old = reminders.applications_to_forget(at).iterator()
    return deleted + sum(one_by_one(old, lambda one: retention.forget_application(application=one, at=at)))
