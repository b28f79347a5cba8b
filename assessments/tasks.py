"""Background work of assessments: each task reads the clock once and calls actions; ids alone travel."""

from celery import shared_task

from assessments.actions import (
    admission,
    closing,
    completing,
    evidence,
    extensions,
    retention,
    scripts,
    similarity,
    thinning,
)
from npq_portal import clock
from npq_portal.one_by_one import one_by_one


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


@shared_task
def forget_what_was_kept_long_enough(**_: object) -> int:
    """Delete attempts, windows and what is known of people six years after the programme, and cases of misconduct a year
    after they were closed without being upheld; returns how many of each together."""
    at = clock.now()
    return sum(one_by_one(retention.IN_THEIR_ORDER, lambda forget: forget(at=at)))


@shared_task
def make_scripts(**_: object) -> int:
    """Give every submission of a closed window its anonymous script; returns how many were made."""
    return scripts.make_due_scripts(at=clock.now())


@shared_task
def thin_drafts(**_: object) -> int:
    """Thin out the autosaves of drafts that are older than a day; returns how many went."""
    return thinning.thin(at=clock.now())
