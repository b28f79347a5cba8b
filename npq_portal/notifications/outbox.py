"""From the outbox to the mail server: claim, ask whether it is still so, send, mark; and what frees a row whose worker died.

A claim is committed before the message is sent, so that no second worker sends it meanwhile; `claimed_at` is the
claim's mark, and only its holder may say how it ended. Why at least once and not at most once: docs/adr/0041.

What is due for one address at one time, of kinds that join (rules/manners.py), is claimed together and is one email. A sweep
claims many rows, asks about them together, and sends and marks each email by itself. Sweeps may run side by side; they claim
one after another, so that two of them never share what is one email.
"""

import logging
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import connection, transaction
from django.db.models import F, QuerySet

from npq_portal.notifications import backoff, mailer, rechecks, unsubscribing
from npq_portal.notifications.answers import STOPS, Answer, Fate
from npq_portal.notifications.choices import NotificationState, RefusedBecause
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rechecks import Fresh, Gone, Still, Stopped, Wait
from npq_portal.notifications.refused import refuse_address
from npq_portal.notifications.rules.manners import JOINING, manners_of, place_in_email
from npq_portal.notifications.rules.timing import earliest
from npq_portal.notifications.sending import Outgoing

logger = logging.getLogger(__name__)

# Twice what a task may run (CELERY_TASK_TIME_LIMIT), so that nobody who still sends is taken for dead.
STUCK_AFTER: Final = timedelta(minutes=10)
# How long a message is kept as the person's list of what the hub told them (docs/domain.md).
KEPT: Final = timedelta(days=365)
# An email of more parts than this is read to its end by nobody; the rest is the next email.
MOST_TOGETHER: Final = 10
# How many rows a sweep claims at once. A worker that dies keeps the rest of them waiting for STUCK_AFTER.
_AT_ONCE: Final = 200
# What was said of the messages of a batch is believed so long; then the rest of it is asked about again.
_ANSWERS_LAST: Final = timedelta(seconds=5)
# What failed so often is tried alone, so that it takes nothing down with it.
_TRIES_TOGETHER: Final = 3
# Marks the claims among PostgreSQL's advisory locks.
_CLAIMING: Final = 4_731

Clock = Callable[[], datetime]
Email = list[Notification]
Answers = Mapping[UUID, Still]


def deliver(notification_id: UUID | str, *, clock: Clock) -> Fate | None:
    """Send one message if it is due and nobody else has it; None when there was nothing to do."""
    emails = _claim(Notification.objects.filter(pk=notification_id), at=clock(), most=1)
    if not emails:
        return None
    with Outgoing() as outgoing:
        return _send(emails[0], _asked(emails, at=clock()), outgoing, clock=clock)


def deliver_due(*, clock: Clock, until: datetime) -> int:
    """Send due messages, oldest first, over one connection, beginning none after `until`; how many emails were sent.

    Rows are claimed 200 at a time and asked about together; each email is sent and marked by itself, and what was
    claimed and not begun is given back. Stops when the server is away, which it would be for the next message too, and when as
    many have gone as may in this time.
    """
    sent, fate = 0, Fate.SENT
    with Outgoing() as outgoing:
        while fate not in STOPS and (at := clock()) <= until:
            emails = deque(_claim(Notification.objects.order_by("due_at"), at=at, most=_AT_ONCE))
            if not emails:
                break
            try:
                asked = _asked(emails, at=at)
                while emails and fate not in STOPS and (now := clock()) <= until:
                    if now - at >= _ANSWERS_LAST:
                        asked, at = _asked(emails, at=now), now
                    fate = _send(emails.popleft(), asked, outgoing, clock=clock)
                    sent += fate == Fate.SENT
            finally:
                _give_back(emails)
    return sent


def is_more_than_a_claim(*, at: datetime) -> bool:
    """Whether more is due than a sweep claims at once, so that a second one beside it has something to do."""
    due = Notification.objects.filter(state=NotificationState.QUEUED, due_at__lte=at)
    return due.order_by("due_at")[_AT_ONCE : _AT_ONCE + 1].exists()


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


def _claim(waiting: QuerySet[Notification], *, at: datetime, most: int) -> list[Email]:
    """Take so many due rows that nobody holds, and whatever goes in one email with them, and commit that we have them."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIMING])
        first = list(_free(waiting, at=at)[:most])
        if not first:
            return []
        ids = [*(one.pk for one in first), *_companions(first, at=at)]
        rows = Notification.objects.filter(pk__in=ids)
        rows.update(state=NotificationState.SENDING, claimed_at=at, attempts=F("attempts") + 1)
        return _emails(rows.order_by("due_at", "created_at", "pk"))


def _free(rows: QuerySet[Notification], *, at: datetime) -> QuerySet[Notification]:
    """Locked: of these, what is due and nobody holds."""
    due = rows.filter(state=NotificationState.QUEUED, due_at__lte=at)
    return due.select_for_update(skip_locked=True, of=("self",))


def _companions(first: Sequence[Notification], *, at: datetime) -> list[UUID]:
    """Locked: what goes in one email with rows that were locked."""
    readers = {one.recipient_email for one in first if one.kind in JOINING and one.attempts < _TRIES_TOGETHER}
    if not readers:
        return []
    theirs = Notification.objects.filter(recipient_email__in=readers, kind__in=JOINING, attempts__lt=_TRIES_TOGETHER)
    return [one.pk for one in _free(theirs.exclude(pk__in=[one.pk for one in first]), at=at)]


def _emails(claimed: Iterable[Notification]) -> list[Email]:
    """Claimed rows as the emails they go in, in the order of the first of each."""
    emails: list[Email] = []
    open_email: dict[str, Email] = {}
    for one in claimed:
        email = open_email.get(one.recipient_email) if joins(one) else None
        if email is None or len(email) == MOST_TOGETHER:
            emails.append(email := [])
            if joins(one):
                open_email[one.recipient_email] = email
        email.append(one)
    return emails


def joins(claimed: Notification) -> bool:
    """Whether a claimed row may stand in one email with others that were claimed with it."""
    return claimed.kind in JOINING and claimed.attempts <= _TRIES_TOGETHER


def _asked(emails: Iterable[Email], *, at: datetime) -> Answers:
    """What those who wrote the messages say of all of them now. Where that fails each is asked by itself, so that the one it
    fails for keeps no other back."""
    rows = [one for email in emails for one in email]
    try:
        return rechecks.still(rows, at=at)
    except Exception:  # logged, and raised again by whichever message it is about
        logger.exception("Asking about %d messages at once failed; each is asked by itself.", len(rows))
        return {}


def _give_back(emails: Iterable[Email]) -> None:
    """Free what was claimed and not begun."""
    rows = [one for email in emails for one in email]
    if rows:
        held = Notification.objects.filter(
            pk__in=[one.pk for one in rows], state=NotificationState.SENDING, claimed_at=rows[0].claimed_at
        )
        held.update(state=NotificationState.QUEUED, claimed_at=None, attempts=F("attempts") - 1)


def _send(claimed: Email, answers: Answers, outgoing: Outgoing, *, clock: Clock) -> Fate:
    """What became of the email; of what is not sent now, if that is all of it."""
    going, jitter = [], _jitter()
    fate = Fate.SKIPPED
    for notification in claimed:
        held = _held_back(notification, answers)
        if held is None:
            going.append(notification)
        else:
            fate = held.fate
            _ended(notification, held, at=clock(), jitter=jitter)
    if not going:
        return fate
    answer = _hand_over(going, outgoing)
    # All of the email or nothing, so that after a crash it is the same email; one statement is that by itself.
    with transaction.atomic() if len(going) > 1 else nullcontext():
        for notification in going:
            _ended(notification, answer, at=clock(), jitter=jitter)
    if answer.address_refused:
        email, because = going[0].recipient_email, RefusedBecause.MAIL_SERVER
        refuse_address(email=email, because=because, said=answer.reason, at=clock())
    return answer.fate


def _ended(notification: Notification, answer: Answer, *, at: datetime, jitter: float) -> None:
    if not _mark(notification, answer, at=at, jitter=jitter):
        logger.error("Notification %s was taken for stuck while it was being sent (%s).", notification.pk, answer.fate)
    elif answer.fate not in {Fate.SENT, Fate.SKIPPED, Fate.WAITS, Fate.TOO_FAST}:
        logger.warning("Notification %s was not sent (%s): %s", notification.pk, answer.fate, answer.reason)


def _held_back(notification: Notification, answers: Answers) -> Answer | None:
    """Why it is not handed over: it is no longer so, nobody is written to at this hour, or the address takes no mail; None of
    what goes, which then has what is so now."""
    at = notification.claimed_at
    morning = earliest(at, manners=manners_of(notification.kind))
    if morning > at:
        return Answer(Fate.WAITS, until=morning)
    answer = answers.get(notification.pk) or rechecks.still([notification], at=at)[notification.pk]
    match answer:
        case Gone(because):
            return Answer(Fate.SKIPPED, because)
        case Wait(until):
            return Answer(Fate.WAITS, until=until)
        case Stopped(because):
            return Answer(Fate.NEVER, because)
        case Fresh(context) if context is not None:
            notification.context = dict(context)
    return None


def _hand_over(going: Sequence[Notification], outgoing: Outgoing) -> Answer:
    if len(going) > 1:
        going = sorted(going, key=lambda one: (place_in_email(one.kind), one.key))
    letter = mailer.render_together(
        [(one.kind, one.context) for one in going], unsubscribe_url=unsubscribing.url_for(going)
    )
    tried_before = any(one.attempts > 1 for one in going)
    mail = letter.addressed(
        going[0].recipient_email, message_id=mailer.message_id(email_id(going)), tried_before=tried_before
    )
    return outgoing.send(mail)


def email_id(going: Sequence[Notification]) -> UUID:
    """The same for the same rows, so that a mail server never folds two emails of which one says more; another once staff
    send it again, so that a report about the first says nothing of the second."""
    if len(going) == 1 and going[0].resent_at is None:
        return going[0].pk
    return uuid5(NAMESPACE_OID, " ".join(sorted(f"{one.pk} {one.resent_at or ''}".strip() for one in going)))


def _jitter() -> float:
    """One for all of an email, so that what failed together comes back together."""
    return secrets.randbelow(101) / 100


def _mark(notification: Notification, answer: Answer, *, at: datetime, jitter: float) -> bool:
    """Write down how the claim ended; False when it is no longer ours."""
    held = Notification.objects.filter(
        pk=notification.pk, state=NotificationState.SENDING, claimed_at=notification.claimed_at
    )
    if answer.fate == Fate.SENT:
        told = {"sent_at": at, "last_error": "", "context": notification.context}
        return held.update(state=NotificationState.SENT, **told) == 1
    if answer.fate == Fate.SKIPPED:
        return held.update(state=NotificationState.SKIPPED, last_error=answer.reason) == 1
    if answer.fate == Fate.WAITS:
        queued = {"state": NotificationState.QUEUED, "attempts": F("attempts") - 1}
        return held.update(**queued, due_at=answer.until) == 1
    if answer.fate == Fate.TOO_FAST:
        return held.update(state=NotificationState.QUEUED, claimed_at=None, attempts=F("attempts") - 1) == 1
    again = None
    if answer.fate != Fate.NEVER:
        again = backoff.next_try(
            attempts=notification.attempts,
            since=max(filter(None, (notification.created_at, notification.resent_at))),
            at=at,
            jitter=jitter,
        )
    if again is None:
        return held.update(state=NotificationState.FAILED, failed_at=at, last_error=answer.reason) == 1
    return held.update(state=NotificationState.QUEUED, due_at=again, last_error=answer.reason) == 1
