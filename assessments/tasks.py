"""Background work of assessments: each task reads the clock once and calls actions; ids alone travel."""

from celery import shared_task

from assessments.actions import closing, thinning
from npq_portal import clock


@shared_task
def close_entries(**_: object) -> int:
    """Deal with the ends that have passed: submit for those who asked, tell the others; returns for how many people."""
    return sum(closing.close_due(at=clock.now()).values())


@shared_task
def thin_drafts(**_: object) -> int:
    """Thin out the autosaves of drafts that are older than a day; returns how many went."""
    return thinning.thin(at=clock.now())
