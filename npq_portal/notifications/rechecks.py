"""Facts checked again when a message is sent: whoever writes a kind of message may say whether it is still so.

The apps that write messages stand above this one, so they register what is to be asked (in their AppConfig.ready).
"""

from collections.abc import Callable
from datetime import datetime

from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification

#: Asked of a message that is about to be sent, at that moment: why it is not sent after all, in a sentence for staff
#: without names or addresses; "" where it is still so.
Recheck = Callable[[Notification, datetime], str]

_ASKED: dict[str, Recheck] = {}


def ask_before_sending(kind: NotificationKind, recheck: Recheck) -> None:
    """From now on `recheck` is asked before each message of that kind is sent, at every attempt."""
    _ASKED[kind] = recheck


def why_not(notification: Notification, *, at: datetime) -> str:
    """Why the message is not sent after all; "" where it is."""
    recheck = _ASKED.get(notification.kind)
    return recheck(notification, at) if recheck else ""
