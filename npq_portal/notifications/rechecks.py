"""Facts checked again when a message is sent: whoever writes a kind of message may say whether it is still so.

The apps that write messages stand above this one, so they register what is to be asked (in their AppConfig.ready).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.notifications.people import Value
from npq_portal.notifications.refused import standing
from npq_portal.templatetags.dates import short_date


@dataclass(frozen=True)
class Gone:
    """It is not sent; why, in a sentence for staff without names or addresses."""

    because: str


@dataclass(frozen=True)
class Wait:
    """It is not sent before that moment, and asked about again then."""

    until: datetime


@dataclass(frozen=True)
class Fresh:
    """It is still so, and this is what the letter prints now; None: what was written down with it."""

    context: Mapping[str, Value] | None = None


@dataclass(frozen=True)
class Stopped:
    """It is still so, but its address takes no mail; the reason as staff read it."""

    because: str


Still = Gone | Wait | Fresh | Stopped
#: Asked of a message that is about to be sent, at that moment.
Recheck = Callable[[Notification, datetime], Still]
#: Asked of many at once; answers for each by its id.
RecheckAll = Callable[[Sequence[Notification], datetime], Mapping[UUID, Still]]

_ASKED: dict[str, RecheckAll] = {}


def ask_before_sending(kind: NotificationKind, recheck: Recheck) -> None:
    """From now on `recheck` is asked before each message of that kind is sent, at every attempt."""

    def one_by_one(notifications: Sequence[Notification], at: datetime) -> dict[UUID, Still]:
        return {one.pk: recheck(one, at) for one in notifications}

    _ASKED[kind] = one_by_one


def ask_all_before_sending(kind: NotificationKind, recheck: RecheckAll) -> None:
    """The same for a kind of which many go at one time: `recheck` is asked about all of them in a few queries."""
    _ASKED[kind] = recheck


def still(notifications: Sequence[Notification], *, at: datetime) -> dict[UUID, Still]:
    """Of each message, by its id, whether it is still so, and of what is, whether its address takes mail: one query about all."""
    answers: dict[UUID, Still] = {one.pk: Fresh() for one in notifications}
    by_recheck: dict[RecheckAll, list[Notification]] = {}
    for one in notifications:
        if (recheck := _ASKED.get(one.kind)) is not None:
            by_recheck.setdefault(recheck, []).append(one)
    for recheck, theirs in by_recheck.items():
        answers |= recheck(theirs, at)
    return answers | _stopped([one for one in notifications if isinstance(answers[one.pk], Fresh)])


def _stopped(notifications: Sequence[Notification]) -> dict[UUID, Still]:
    refused = standing({one.recipient_email for one in notifications})
    return {
        one.pk: Stopped(
            f"This address takes no mail since {short_date(why.since)}: {why.get_because_display().lower()}."
        )
        for one in notifications
        if (why := refused.get(one.recipient_email.lower())) is not None
    }
