"""From the outbox to the mail server: claim, ask whether it is still so, send, mark; and what frees a row whose worker died.

A claim is committed before the message is sent, so that no second worker sends it meanwhile; `claimed_at` is the
claim's mark, and only its holder may say how it ended. Why at least once and not at most once: docs/adr/0041.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from npq_portal.notifications import backoff, mailer, rechecks
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rechecks import Fresh, Gone, Wait
from npq_portal.notifications.rules.manners import manners_of
from npq_portal.notifications.rules.timing import earliest
from npq_portal.notifications.smtp import Answer, Fate, Outgoing

logger = logging.getLogger(__name__)

# Twice what a task may run (CELERY_TASK_TIME_LIMIT), so that nobody who still sends is taken for dead.
STUCK_AFTER: Final = timedelta(minutes=10)
# How long a message is kept as the person's list of what the hub told them (docs/domain.md).
KEPT: Final = timedelta(days=365)

Clock = Callable[[], datetime]


def deliver(notification_id: UUID | str, *, clock: Clock) -> Fate | None:
    """Send one message if it is due and nobody else has it; None when there was nothing to do."""
    claimed = _claim(Notification.objects.filter(pk=notification_id), at=clock())
    if claimed is None:
        return None
    with Outgoing() as outgoing:
        return _send(claimed, outgoing, clock=clock)


def deliver_due(*, clock: Clock, until: datetime) -> int:
    """Send due messages, oldest first, over one connection, beginning none after `until`; how many were taken.

    Rows are claimed one by one: a crash leaves one row stuck, not a batch. Stops when the server is away, which it
    would be for the next message too.
    """
    sent = 0
    with Outgoing() as outgoing:
        while (at := clock()) <= until:
            claimed = _claim(Notification.objects.order_by("due_at"), at=at)
            if claimed is None:
                break
            fate = _send(claimed, outgoing, clock=clock)
            sent += fate == Fate.SENT
            if fate == Fate.SERVER_AWAY:
                break
    return sent


def free_stuck(*, at: datetime) -> int:
    """Give back the rows whose worker died between claim and mark; how many. They wait their turn again.

    A row that kills its worker again and again ends as failed when it is time to give up.
    """
    stuck = Notification.objects.filter(state=NotificationState.SENDING, claimed_at__lt=at - STUCK_AFTER)
    freed = 0
    for notification in stuck:
        answer = Answer(Fate.LATER, "Interrupted: the worker ended while it was sending.")
        freed += _mark(notification, answer, at=at)
    return freed


def delete_old(*, at: datetime) -> int:
    """Delete what was sent, given up or skipped, a year before `at`; how many. What still waits is never deleted."""
    over = [NotificationState.SENT, NotificationState.FAILED, NotificationState.SKIPPED]
    ended = Notification.objects.filter(state__in=over, created_at__lt=at - KEPT)
    return ended.delete()[0]


def _claim(waiting: QuerySet[Notification], *, at: datetime) -> Notification | None:
    """Take one due row that nobody holds, and commit that we have it."""
    with transaction.atomic():
        due = waiting.filter(state=NotificationState.QUEUED, due_at__lte=at)
        notification = due.select_for_update(skip_locked=True, of=("self",)).first()
        if notification is None:
            return None
        Notification.objects.filter(pk=notification.pk).update(
            state=NotificationState.SENDING, claimed_at=at, attempts=F("attempts") + 1
        )
        notification.refresh_from_db()
    return notification


def _send(notification: Notification, outgoing: Outgoing, *, clock: Clock) -> Fate:
    answer = _answer(notification, outgoing)
    if not _mark(notification, answer, at=clock()):
        logger.error("Notification %s was taken for stuck while it was being sent (%s).", notification.pk, answer.fate)
    elif answer.fate not in {Fate.SENT, Fate.SKIPPED, Fate.WAITS}:
        logger.warning("Notification %s was not sent (%s): %s", notification.pk, answer.fate, answer.reason)
    return answer.fate


def _answer(notification: Notification, outgoing: Outgoing) -> Answer:
    """Handed to the mail server, unless it is no longer so, or nobody is written to at this hour."""
    at = notification.claimed_at
    morning = earliest(at, manners=manners_of(notification.kind))
    if morning > at:
        return Answer(Fate.WAITS, until=morning)
    match rechecks.still(notification, at=at):
        case Gone(because):
            return Answer(Fate.SKIPPED, because)
        case Wait(until):
            return Answer(Fate.WAITS, until=until)
        case Fresh(context) if context is not None:
            notification.context = dict(context)
            notification.save(update_fields=["context"])
    letter = mailer.render(notification.kind, notification.context)
    return outgoing.send(letter.addressed(notification.recipient_email, message_id=mailer.message_id(notification.pk)))


def _mark(notification: Notification, answer: Answer, *, at: datetime) -> bool:
    """Write down how the claim ended; False when it is no longer ours."""
    held = Notification.objects.filter(
        pk=notification.pk, state=NotificationState.SENDING, claimed_at=notification.claimed_at
    )
    if answer.fate == Fate.SENT:
        return held.update(state=NotificationState.SENT, sent_at=at, last_error="") == 1
    if answer.fate == Fate.SKIPPED:
        return held.update(state=NotificationState.SKIPPED, last_error=answer.reason) == 1
    if answer.fate == Fate.WAITS:
        queued = {"state": NotificationState.QUEUED, "attempts": F("attempts") - 1}
        return held.update(**queued, due_at=answer.until) == 1
    again = None
    if answer.fate != Fate.NEVER:
        again = backoff.next_try(
            attempts=notification.attempts,
            since=max(filter(None, (notification.created_at, notification.resent_at))),
            at=at,
            jitter=secrets.randbelow(101) / 100,
        )
    if again is None:
        return held.update(state=NotificationState.FAILED, last_error=answer.reason) == 1
    return held.update(state=NotificationState.QUEUED, due_at=again, last_error=answer.reason) == 1
