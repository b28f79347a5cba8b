"""Background work of registrations: each task reads the clock once and calls actions; ids alone travel."""

from celery import shared_task

from npq_portal import clock
from registrations import reminders
from registrations.actions import drafts, trn


@shared_task
def retry_trn_checks(**_: object) -> int:
    """Look people up again whose check could not be made; returns how many are verified now."""
    at = clock.now()
    return sum(trn.recheck(application=application, at=at) for application in reminders.checks_to_repeat(at)[:100])


@shared_task
def delete_old_drafts(**_: object) -> int:
    """Delete drafts that were left alone for 90 days; returns how many."""
    old = list(reminders.drafts_to_delete(clock.now()))
    for draft in old:
        drafts.discard(draft=draft)
    return len(old)
