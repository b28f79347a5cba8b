"""Facts checked again when a message is sent: whoever writes a kind of message may say whether it is still so.

The apps that write messages stand above this one, so they register what is to be asked (in their AppConfig.ready).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.notifications.people import Value


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


Still = Gone | Wait | Fresh
#: Asked of a message that is about to be sent, at that moment.
Recheck = Callable[[Notification, datetime], Still]

_ASKED: dict[str, Recheck] = {}


def ask_before_sending(kind: NotificationKind, recheck: Recheck) -> None:
    """From now on `recheck` is asked before each message of that kind is sent, at every attempt."""
    _ASKED[kind] = recheck


def still(notification: Notification, *, at: datetime) -> Still:
    """Whether the message is still so."""
    recheck = _ASKED.get(notification.kind)
    return recheck(notification, at) if recheck else Fresh()
