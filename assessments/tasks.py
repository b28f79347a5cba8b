"""Background work of assessments: each task reads the clock once and calls actions; ids alone travel."""

from celery import shared_task

from assessments.actions import admission, evidence, extensions
from npq_portal import clock


@shared_task
def open_windows(**_: object) -> int:
    """Let everybody in who is ready, in every window that is open; returns how many came in."""
    return admission.open_windows(at=clock.now())


@shared_task
def expire_requests(**_: object) -> int:
    """Close the requests for more time that nobody decided before the window ended; returns how many."""
    return extensions.expire(at=clock.now())


@shared_task
def forget_evidence(**_: object) -> int:
    """Delete evidence a year after what it was about was settled; returns how many rows."""
    return evidence.forget(at=clock.now())
