"""Background work of assessments: each task reads the clock once and calls actions; ids alone travel."""

from celery import shared_task

from assessments.actions import scripts
from npq_portal import clock


@shared_task
def make_scripts(**_: object) -> int:
    """Give every submission of a closed window its anonymous script; returns how many were made."""
    return scripts.make_due_scripts(at=clock.now())
