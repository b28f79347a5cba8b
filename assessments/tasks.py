"""Background work of assessments: each task reads the clock once and calls actions; ids alone travel."""

from celery import shared_task

from assessments.actions import closing, completing, similarity
from npq_portal import clock


@shared_task
def close_entries(**_: object) -> int:
    """Deal with the ends that have passed: submit for those who asked, tell the others; returns for how many people."""
    return sum(closing.close_due(at=clock.now()).values())


@shared_task
def complete_who_reached_engagement(**_: object) -> int:
    """Complete those who had passed without the engagement and have it now; returns how many."""
    return completing.complete_who_reached_engagement(at=clock.now())


@shared_task
def compare_scripts(**_: object) -> int:
    """Compare the scripts of windows that have new ones; returns how many windows."""
    return similarity.compare_what_is_new(at=clock.now())
