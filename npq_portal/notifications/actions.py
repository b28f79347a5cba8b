"""Putting messages into the outbox."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from npq_portal import states
from npq_portal.notifications import dispatch
from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationKind, NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.people import Person, Value, address


@transaction.atomic
def queue(
    *, kind: NotificationKind, to: Person | str, key: str, context: Mapping[str, Value], at: datetime
) -> Notification:
    """Write a message to a person, or to an address, in the caller's transaction; it goes out after the commit.

    `key` says what it is about, such as "application:42:accepted". A second call for the same kind, address and key
    gives the first row, also when two connections call at once; one that was skipped does not count. Raises ValueError when `context` lacks a name that the
    kind's templates print, or has one they do not know.
    """
    _check(kind, context)
    email = address(to)
    wanted = Notification(
        kind=kind,
        recipient_id=None if isinstance(to, str) else to.pk,
        recipient_email=email,
        key=key,
        context=dict(context),
        created_at=at,
        due_at=at,
    )
    # ON CONFLICT DO NOTHING: an IntegrityError would break the caller's transaction.
    Notification.objects.bulk_create([wanted], ignore_conflicts=True)
    told = Notification.objects.exclude(state=NotificationState.SKIPPED)
    stored = told.get(kind=kind, recipient_email=email, key=key)
    if stored.pk == wanted.pk:
        transaction.on_commit(partial(dispatch.wake, stored.pk))
    return stored


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of many, as queue() takes it."""

    kind: NotificationKind
    to: Person | str
    key: str
    context: Mapping[str, Value]

    def as_row(self, *, at: datetime, due_at: datetime) -> Notification:
        """The row of the outbox. Raises ValueError as queue() does."""
        _check(self.kind, self.context)
        return Notification(
            kind=self.kind,
            recipient_id=None if isinstance(self.to, str) else self.to.pk,
            recipient_email=address(self.to),
            key=self.key,
            context=dict(self.context),
            created_at=at,
            due_at=due_at,
        )


@transaction.atomic
def queue_many(messages: Sequence[Message], *, at: datetime, due_at: datetime | None = None) -> None:
    """Write any number of messages in one statement, each once for its kind, address and key. They go out with the sweep,
    within a minute of `due_at` (of `at` without it)."""
    rows = [message.as_row(at=at, due_at=due_at or at) for message in messages]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def take_back(*, kind: NotificationKind, keys: Collection[str]) -> int:
    """Delete messages of which nothing was tried yet, because what they tell is not so any more; how many. Their keys are
    free again."""
    if not keys:
        return 0
    waiting = Notification.objects.filter(kind=kind, key__in=keys, state=NotificationState.QUEUED, attempts=0)
    return waiting.delete()[0]


@transaction.atomic
def resend(*, notification: Notification, by: Person, at: datetime) -> bool:
    """Try a message again that could not be sent; False when it is not, or no longer, one that failed."""
    won = states.move(
        notification,
        field="state",
        to=NotificationState.QUEUED,
        from_=(NotificationState.FAILED,),
        due_at=at,
        attempts=0,
        failed_at=None,
        resent_at=at,
        resent_by_id=by.pk,
    )
    if won:
        transaction.on_commit(partial(dispatch.wake, notification.pk))
    return won


def _check(kind: NotificationKind, context: Mapping[str, Value]) -> None:
    """Told where the message is written, not an hour later in a worker."""
    wanted, given = CONTEXT_NAMES[kind], context.keys()
    if wanted != given:
        missing, unknown = sorted(wanted - given), sorted(given - wanted)
        raise ValueError(f"{kind} is told {missing or 'nothing'} too little and {unknown or 'nothing'} too much.")


def told(reader: Person) -> QuerySet[Notification]:
    """What was sent to somebody, and what could not be delivered to them, the newest first."""
    ended = [NotificationState.SENT, NotificationState.FAILED]
    rows = Notification.objects.filter(recipient=reader.pk, state__in=ended)
    return rows.defer("context").order_by("-created_at", "-pk")
