"""How the hub words its messages: what is in force, what was before, and writing it. Nothing is written over.

What is in force is read at sending, so it holds for messages that wait already; every email asks, so each process keeps it
for some seconds. In the process and not in Redis: mail goes out while Redis is away.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet

from npq_portal.notifications.choices import KINDS, NotificationKind
from npq_portal.notifications.examples import placeholders_of
from npq_portal.notifications.models import HubWords
from npq_portal.notifications.people import Person, Value
from npq_portal.notifications.rules.hub_words import faults
from npq_portal.notifications.rules.wording import Filled, Wording

logger = logging.getLogger(__name__)

#: Seconds until a change made by another process is seen.
KEPT_FOR: Final = 5

_kept: tuple[float, Mapping[str, Wording]] | None = None


class WordsChangedError(Exception):
    """Somebody else changed the words of this kind after they were read; nothing was written."""


def filled(kind: str, ours: Wording, values: Mapping[str, Value]) -> Filled:
    """A message in the hub's words, if it has any, and else in the portal's own (`ours`). So it is too where the hub's cannot
    be filled in, since a placeholder has gone: the message matters more than how it is put."""
    words = in_force().get(kind) if kind in KINDS else None  # a sign-in code is not the hub's to word
    if words is not None:
        try:
            letter = words.filled(values)
        except KeyError as missing:
            lost = "The hub’s words for %s name %s, which is not there. The portal’s own went out."
            logger.error(lost, kind, missing)  # noqa: TRY400 a traceback would say nothing more
        else:
            if letter.subject and letter.body:
                return letter
            logger.error("The hub’s words for %s came out empty. The portal’s own went out.", kind)
    return ours.filled(values)


def in_force() -> Mapping[str, Wording]:
    """The hub's words by kind, of the kinds that have any. One query for all of them, and none for some seconds after it."""
    global _kept  # noqa: PLW0603 one process, one copy
    if _kept is None or monotonic() - _kept[0] > KEPT_FOR:
        _kept = (monotonic(), {kind: row for kind, row in _wordings().items() if row.body})
    return _kept[1]


def forget() -> None:
    """Read anew at the next message."""
    global _kept  # noqa: PLW0603
    _kept = None


def newest() -> dict[str, HubWords]:
    """The newest row of each kind that has one, with who wrote it."""
    rows = HubWords.objects.order_by("kind", "-pk").distinct("kind").select_related("written_by")
    return {row.kind: row for row in rows}


def history(kind: str) -> QuerySet[HubWords]:
    """Every change of a kind's words, the newest first."""
    return HubWords.objects.filter(kind=kind).select_related("written_by").order_by("-pk")


def write_words(*, kind: str, words: Wording, by: Person, began_from: int | None, at: datetime) -> bool:
    """From now on a kind is put so; False where it is put so already. `began_from` is the row that was the newest when its
    writer began, None where there was none. Raises WordsChangedError where there is a newer one, and ValueError for words
    that have faults."""
    found = faults(words, placeholders_of(kind))
    if found:
        raise ValueError(f"These words for {kind} cannot be sent: {found}")
    return _append(kind, words, by=by, began_from=began_from, at=at)


def back_to_ours(*, kind: str, by: Person, began_from: int | None, at: datetime) -> bool:
    """From now on a kind is put in the portal's own words; False where it is already. Raises WordsChangedError as
    `write_words` does."""
    return _append(kind, Wording("", ""), by=by, began_from=began_from, at=at)


@transaction.atomic
def _append(kind: str, words: Wording, *, by: Person, began_from: int | None, at: datetime) -> bool:
    with (
        connection.cursor() as cursor
    ):  # one writer at a time; readers are not held up. There may be no row yet to lock.
        cursor.execute(f"LOCK TABLE {HubWords._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    now = history(kind).first()
    if (now.pk if now else None) != began_from:
        raise WordsChangedError
    if words == (Wording(now.subject, now.body) if now else Wording("", "")):
        return False
    HubWords.objects.create(
        kind=NotificationKind(kind), subject=words.subject, body=words.body, written_by_id=by.pk, written_at=at
    )
    transaction.on_commit(forget)
    return True


def _wordings() -> dict[str, Wording]:
    rows: Any = HubWords.objects.order_by("kind", "-pk").distinct("kind").values_list("kind", "subject", "body")
    return {kind: Wording(subject, body) for kind, subject, body in rows}
