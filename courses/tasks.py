"""Background work of courses: each task reads the clock once and calls actions; ids alone travel."""

from celery import shared_task

from courses.actions import webinar
from npq_portal import clock


@shared_task
def forget_webinar_files(**_: object) -> int:
    """Delete the files of webinar reports 90 days after they were read; returns how many."""
    return webinar.forget_files(at=clock.now())
