"""Background work of the calendars."""

from celery import shared_task

from npq_portal import clock
from npq_portal.calendars import actions


@shared_task
def forget_ended(**_: object) -> int:
    """Each night: forget what calendars were told of events that ended a year ago (docs/domain.md); returns how many."""
    return actions.forget_ended(at=clock.now())
