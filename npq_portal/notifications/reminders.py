"""Reminders: what the apps above say falls due, and which of it goes into the outbox.

There is no plan that could go stale. Each app says from its rows what falls due in a span of time; asked about the last weeks
that is what to send now, asked about days to come it is the rehearsal. The same question is put again when the message is
sent, and it is filled in only then.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from django.db import DatabaseError, transaction

from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.people import Person, Value, address
from npq_portal.notifications.rechecks import Fresh, Gone, Still, Wait, ask_all_before_sending
from npq_portal.notifications.rules import choosing
from npq_portal.notifications.rules.choosing import Due, Judged, Verdict
from npq_portal.notifications.rules.manners import OPTIONAL, manners_of
from npq_portal.notifications.rules.timing import DaysOff
from npq_portal.notifications.switches import switched_off

logger = logging.getLogger(__name__)

#: How long ago something may have fallen due and still be sent: longer than any school holiday short of the summer's.
LOOK_BACK: Final = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One thing one reader should be reminded of.

    `about` is "session:42": the source's name and the row. `moment` is the instant it is about, so that a moved deadline is
    another reminder; `due_at` is when it falls due, `until` when it is of no use any more (all aware). `context` gives what
    the letter prints, and is called only when it is sent. Of one `series` (by default everything about the row) a reader
    gets only the newest that is due. `cohort` is the id of the one it is about, where it is about one.
    """

    kind: NotificationKind
    to: Person | str
    about: str
    stage: str
    moment: datetime
    due_at: datetime
    until: datetime
    context: Callable[[], Mapping[str, Value]]
    series: str = ""
    days_off: Collection[DaysOff] = ()
    cohort: int | None = None

    @property
    def key(self) -> str:
        """What it is about, once for each stage and instant: "session:42:tomorrow:2026-11-17T16:00Z"."""
        return f"{self.about}:{self.stage}:{self.moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"

    @property
    def email(self) -> str:
        """The reader's address, as the outbox keeps it."""
        return address(self.to)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What the outbox tells messages apart by."""
        return (self.kind, self.email, self.key)


class Source(Protocol):
    """Everything that falls due after `since` and by `by`, of the rows `only` or of all, in batches that hold whole series.

    Says what is so by the rows as they are, also about days to come. A few queries a batch.
    """

    def __call__(
        self, *, since: datetime, by: datetime, only: Collection[int] | None = None
    ) -> Iterable[Sequence[Reminder]]: ...


class AskedAgain(Protocol):
    """The same, of those rows, for so many of their readers: what falls due for others may be left out. For sources whose
    rows have many readers."""

    def __call__(
        self, *, since: datetime, by: datetime, only: Collection[int], readers: Collection[str]
    ) -> Iterable[Sequence[Reminder]]: ...


_SOURCES: dict[str, Source] = {}
_ASKED_AGAIN: dict[str, AskedAgain] = {}


def remind_of(name: str, source: Source, *, kinds: Iterable[NotificationKind], again: AskedAgain | None = None) -> None:
    """From now on `source` is asked what falls due, and it, or `again`, before a message of its kinds is sent; the `about` of
    its reminders begins with its name. For AppConfig.ready."""
    _SOURCES[name] = source
    if again is not None:
        _ASKED_AGAIN[name] = again
    for kind in kinds:
        ask_all_before_sending(kind, still_so)


def plan(*, at: datetime) -> int:
    """Put into the outbox whatever should go at `at` and is not in it yet; how many that was.

    All of it is there at once, so that what falls due for one reader at one time is one email. A source that fails keeps no
    other from being asked: raises ExceptionGroup at the end.
    """
    planned, errors = 0, []
    with transaction.atomic():
        for name, source in _SOURCES.items():
            number, error = _plan_from(source, at=at)
            planned += number
            if error is not None:
                error.add_note(f"While reminders were planned from the source {name!r}.")
                errors.append(error)
    if errors:
        raise ExceptionGroup("Some reminders could not be planned.", errors)
    return planned


def _plan_from(source: Source, *, at: datetime) -> tuple[int, Exception | None]:
    """How much was planned, and the error it ended with. What came before the error is kept, unless it was the database's."""
    planned = 0
    try:
        with transaction.atomic():
            try:
                for batch in source(since=at - LOOK_BACK, by=at):
                    planned += _queue(going(batch, at=at), at=at)
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001 given back, and raised with the others
                return planned, error
    except DatabaseError as error:
        return 0, error
    return planned, None


def going(batch: Sequence[Reminder], *, at: datetime) -> list[Reminder]:
    """Of whole series, those that go at `at`, in the outbox or not."""
    return [one.what for one in choosing.now(batch, see=_seen(batch), at=at) if one.verdict == Verdict.GOES]


def foreseen(*, start: datetime, end: datetime) -> Iterable[Judged[Reminder]]:
    """The rehearsal: what becomes, from `start` to `end`, of everything that falls due, by the rows as they are. Nothing is
    sent. Reminders that were told before `start` are left out."""
    for source in _SOURCES.values():
        for batch in source(since=start - LOOK_BACK, by=end):
            told = _told(batch)
            for one in choosing.foreseen(batch, see=_seen(batch), start=start, end=end):
                if one.what.identity not in told:
                    yield one
                elif one.what.due_at > start:
                    yield Judged(one.what, Verdict.TOLD, one.at)


def _seen(batch: Sequence[Reminder]) -> Callable[[Reminder], Due]:
    """How the rules see these reminders. One query for what their readers switched off, and none where nothing is optional."""
    off = switched_off({one.to.pk for one in batch if not isinstance(one.to, str) and one.kind in OPTIONAL})
    return lambda one: _as_due(one, off)


def _as_due(reminder: Reminder, off: Collection[tuple[Any, str]]) -> Due:
    return Due(
        series=f"{reminder.email} {reminder.series or reminder.about}",
        due_at=reminder.due_at,
        until=reminder.until,
        manners=manners_of(reminder.kind),
        days_off=reminder.days_off,
        is_switched_off=not isinstance(reminder.to, str) and (reminder.to.pk, reminder.kind) in off,
    )


def still_so(notifications: Sequence[Notification], at: datetime) -> dict[UUID, Still]:
    """Asked when reminders are about to be sent: each goes on with what is so now, waits for the morning, or is gone. A source
    is asked once about all of its rows."""
    rows: dict[str, set[int]] = {}
    for one in notifications:
        name, pk, *_ = one.key.split(":")
        rows.setdefault(name, set()).add(int(pk))
    readers = {one.recipient_email for one in notifications}
    found: dict[tuple[str, str, str], Judged[Reminder]] = {}
    for name, only in rows.items():
        for batch in _asked_again(name, only, readers, at=at):
            theirs = [one for one in batch if one.email in readers]
            found |= {one.what.identity: one for one in choosing.now(theirs, see=_seen(theirs), at=at)}
    return {one.pk: _answer(found.get((one.kind, one.recipient_email, one.key))) for one in notifications}


def _asked_again(
    name: str, only: Collection[int], readers: Collection[str], *, at: datetime
) -> Iterable[Sequence[Reminder]]:
    if (again := _ASKED_AGAIN.get(name)) is not None:
        return again(since=at - LOOK_BACK, by=at, only=only, readers=readers)
    return _SOURCES[name](since=at - LOOK_BACK, by=at, only=only)


def _answer(found: Judged[Reminder] | None) -> Still:
    if found is None:
        return Gone("No longer so, or moved to another time.")
    if found.verdict == Verdict.WAITS:
        return Wait(found.at)
    return Fresh(found.what.context()) if found.verdict == Verdict.GOES else Gone(found.verdict)


def _queue(reminders: Sequence[Reminder], *, at: datetime) -> int:
    """One query where nothing is new, two where something is."""
    told = _told(reminders)
    rows = [_row(one, at=at) for one in reminders if one.identity not in told]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _told(reminders: Sequence[Reminder]) -> set[tuple[str, str, str]]:
    """Of these, what stands in the outbox: what was skipped there told nothing."""
    if not reminders:
        return set()
    written = Notification.objects.filter(key__in={one.key for one in reminders})
    return set(written.exclude(state=NotificationState.SKIPPED).values_list("kind", "recipient_email", "key"))


def _row(reminder: Reminder, *, at: datetime) -> Notification:
    return Notification(
        kind=reminder.kind,
        recipient_id=None if isinstance(reminder.to, str) else reminder.to.pk,
        recipient_email=reminder.email,
        key=reminder.key,
        created_at=at,
        due_at=at,
    )
