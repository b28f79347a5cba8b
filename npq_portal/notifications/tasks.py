"""Background work of the outbox. Arguments are ids, never words or addresses."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from celery import current_app, shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from npq_portal import clock
from npq_portal.notifications import bounces, govuk_notify, outbox, refused, reminders

logger = logging.getLogger(__name__)

# A sweep, and the one that helps it, end before the next one begins. (More at once would do no harm.)
_LASTS: Final = timedelta(seconds=50)
_HELP_WITH_SWEEP: Final = "npq_portal.notifications.tasks.help_with_sweep"
# Notify tries for three days, and says when a message was made, not when it gave up.
_RECEIPTS_OF: Final = timedelta(days=4)


@shared_task
def deliver(*, notification_id: str, **_: Any) -> None:
    """Send one message, right after the commit that wrote it."""
    outbox.deliver(notification_id, clock=clock.now)


@shared_task
def sweep(**_: Any) -> None:
    """Each minute: free what is stuck, send what is due. Everything is delivered by this alone, only later: where much waits a
    second process is asked to help, over a connection of its own to the mail server, which is what most of the time goes to."""
    at = clock.now()
    freed = outbox.free_stuck(at=at)
    if freed:
        logger.warning("Notifications freed from workers that ended: %d.", freed)
    if outbox.is_more_than_a_claim(at=at):
        _ask_for_help(until=at + _LASTS)
    outbox.deliver_due(clock=clock.now, until=at + _LASTS)


@shared_task
def help_with_sweep(*, until: str, **_: Any) -> None:
    """Send what is due beside a sweep, and end when it ends (ISO 8601)."""
    outbox.deliver_due(clock=clock.now, until=datetime.fromisoformat(until))


def _ask_for_help(*, until: datetime) -> None:
    try:
        current_app.send_task(_HELP_WITH_SWEEP, kwargs={"until": until.isoformat()}, expires=until, retry=False)
    except OperationalError:
        logger.warning("The broker is away: the sweep sends alone.")


@shared_task
def plan_reminders(**_: Any) -> int:
    """Each minute: put what fell due into the outbox, once; returns how many. The sweep sends it."""
    return reminders.plan(at=clock.now())


@shared_task
def delete_old(**_: Any) -> int:
    """Delete messages that were sent, or given up, and refusals that were lifted, a year ago (docs/domain.md); returns how many."""
    at = clock.now()
    return outbox.delete_old(at=at) + refused.delete_old(at=at)


@shared_task
def read_receipts(**_: Any) -> int:
    """Act on what GOV.UK Notify could not deliver, where mail goes by it; returns how many messages came back. A mail server
    sends reports instead (`manage.py read_bounces`)."""
    if settings.MAIL_BACKEND != "notify":
        return 0
    at = clock.now()
    return sum(bounces.take(one, at=at).messages for one in govuk_notify.came_back(since=at - _RECEIPTS_OF))
