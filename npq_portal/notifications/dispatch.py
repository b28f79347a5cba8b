"""Waking a worker for one message. Losing the wake-up loses nothing: the sweep finds the row within a minute."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

DELIVER_TASK = "npq_portal.notifications.tasks.deliver"
# One more try at once, for a pooled connection that went stale; a person is waiting for the page.
_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def wake(notification_id: UUID) -> None:
    """Ask a worker to deliver. Call it after the commit. A broker that is away is logged and otherwise ignored.

    The task is named, not imported: tasks stand above actions.
    """
    try:
        current_app.send_task(DELIVER_TASK, kwargs={"notification_id": str(notification_id)}, retry_policy=_RETRY)
    except OperationalError:
        logger.warning("The broker is away: notification %s waits for the sweep.", notification_id)
