"""From the outbox to the mail server: claim, ask whether it is still so, send, mark; and what frees a row whose worker died.

A claim is committed before the message is sent, so that no second worker sends it meanwhile; `claimed_at` is the
claim's mark, and only its holder may say how it ended. Why at least once and not at most once: docs/adr/0041.

What is due for one address at one time, of kinds that join (rules/manners.py), is claimed together and is one email; each row
is asked about and marked by itself.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.db.models import F, QuerySet

from npq_portal.notifications import backoff, mailer, rechecks, unsubscribing
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rechecks import Fresh, Gone, Wait
from npq_portal.notifications.rules.manners import JOINING, manners_of
from npq_portal.notifications.rules.timing import earliest
from npq_portal.notifications.smtp import Answer, Fate, Outgoing

logger = logging.getLogger(__name__)

# Twice what a task may run (CELERY_TASK_TIME_LIMIT), so that nobody who still sends is taken for dead.
STUCK_AFTER: Final = timedelta(minutes=10)
# How long a message is kept as the person's list of what the hub told them (docs/domain.md).
KEPT: Final = timedelta(days=365)
# An email of more parts than this is read to its end by nobody; the rest is the next email.
_MOST_TOGETHER: Final = 10
# What failed so often is tried alone, so that it takes nothing down with it.
_TRIES_TOGETHER: Final = 3

Clock = Callable[[], datetime]


def deliver(notification_id: UUID | str, *, clock: Clock) -> Fate | None:
    """Send one message if it is due and nobody else has it; None when there was nothing to do."""
    claimed = _claim(Notification.objects.filter(pk=notification_id), at=clock())
    if not claimed:
        return None
    with Outgoing() as outgoing:
        return _send(claimed, outgoing, clock=clock)


def deliver_due(*, clock: Clock, until: datetime) -> int:
    """Send due messages, oldest first, over one connection, beginning none after `until`; how many emails were taken.

    Rows are claimed one email at a time: a crash leaves one stuck, not a batch. Stops when the server is away, which it
    would be for the next message too.
    """
    sent = 0
    with Outgoing() as outgoing:
        while (at := clock()) <= until:
            claimed = _claim(Notification.objects.order_by("due_at"), at=at)
            if not claimed:
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
    answer, freed, jitters = Answer(Fate.LATER, "Interrupted: the worker ended while it was sending."), 0, {}
    for notification in stuck:
        together = (notification.recipient_email, notification.claimed_at)
        freed += _mark(notification, answer, at=at, jitter=jitters.setdefault(together, _jitter()))
    return freed


def delete_old(*, at: datetime) -> int:
    """Delete what was sent, given up or skipped, a year before `at`; how many. What still waits is never deleted."""
    over = [NotificationState.SENT, NotificationState.FAILED, NotificationState.SKIPPED]
    ended = Notification.objects.filter(state__in=over, created_at__lt=at - KEPT)
    return ended.delete()[0]


def _claim(waiting: QuerySet[Notification], *, at: datetime) -> list[Notification]:
    """Take one due row that nobody holds, and whatever goes in one email with it, and commit that we have them."""
    with transaction.atomic():
        first = _free(waiting, at=at).first()
        if first is None:
            return []
        ids = [first.pk, *_companions(first, at=at)]
        rows = Notification.objects.filter(pk__in=ids)
        rows.update(state=NotificationState.SENDING, claimed_at=at, attempts=F("attempts") + 1)
        return list(rows.order_by("due_at", "created_at", "pk"))


def _free(rows: QuerySet[Notification], *, at: datetime) -> QuerySet[Notification]:
    """Locked: of these, what is due and nobody holds."""
    due = rows.filter(state=NotificationState.QUEUED, due_at__lte=at)
    return due.select_for_update(skip_locked=True, of=("self",))


def _companions(first: Notification, *, at: datetime) -> list[UUID]:
    """Locked: what goes in one email with a row that was locked. Another worker may hold some of it, which goes by itself."""
    if first.kind not in JOINING or first.attempts >= _TRIES_TOGETHER:
        return []
    theirs = Notification.objects.filter(
        recipient_email=first.recipient_email, kind__in=JOINING, attempts__lt=_TRIES_TOGETHER
    )
    rows = _free(theirs.exclude(pk=first.pk), at=at).order_by("due_at", "created_at", "pk")
    return [row.pk for row in rows[: _MOST_TOGETHER - 1]]


def _send(claimed: Sequence[Notification], outgoing: Outgoing, *, clock: Clock) -> Fate:
    """What became of the email; of what is not sent now, if that is all of it."""
    going, jitter = [], _jitter()
    fate = Fate.SKIPPED
    for notification in claimed:
        held = _held_back(notification)
        if held is None:
            going.append(notification)
        else:
            fate = held.fate
            _ended(notification, held, at=clock(), jitter=jitter)
    if not going:
        return fate
    answer = _hand_over(going, outgoing)
    for notification in going:
        _ended(notification, answer, at=clock(), jitter=jitter)
    return answer.fate


def _ended(notification: Notification, answer: Answer, *, at: datetime, jitter: float) -> None:
    if not _mark(notification, answer, at=at, jitter=jitter):
        logger.error("Notification %s was taken for stuck while it was being sent (%s).", notification.pk, answer.fate)
    elif answer.fate not in {Fate.SENT, Fate.SKIPPED, Fate.WAITS}:
        logger.warning("Notification %s was not sent (%s): %s", notification.pk, answer.fate, answer.reason)


def _held_back(notification: Notification) -> Answer | None:
    """Why it is not handed over: it is no longer so, or nobody is written to at this hour; None of what goes, which then has
    what is so now."""
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
    return None


def _hand_over(going: Sequence[Notification], outgoing: Outgoing) -> Answer:
    letter = mailer.render_together(
        [(one.kind, one.context) for one in going], unsubscribe_url=unsubscribing.url_for(going)
    )
    mail = letter.addressed(going[0].recipient_email, message_id=mailer.message_id(_email_id(going)))
    return outgoing.send(mail)


def _email_id(going: Sequence[Notification]) -> UUID:
    """The same for the same rows, so that a mail server never folds two emails of which one says more."""
    if len(going) == 1:
        return going[0].pk
    return uuid5(NAMESPACE_OID, " ".join(sorted(str(one.pk) for one in going)))


def _jitter() -> float:
    """One for all of an email, so that what failed together comes back together."""
    return secrets.randbelow(101) / 100


def _mark(notification: Notification, answer: Answer, *, at: datetime, jitter: float) -> bool:
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
            jitter=jitter,
        )
    if again is None:
        return held.update(state=NotificationState.FAILED, last_error=answer.reason) == 1
    return held.update(state=NotificationState.QUEUED, due_at=again, last_error=answer.reason) == 1
