"""The outbox emptied at a moment."""

from datetime import datetime

from npq_portal.notifications import outbox
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification


def send_all(at: datetime, *, kind: str = "") -> list[str]:
    """What became of each message that was due at `at`, of one kind or of all, the first first."""
    waiting = Notification.objects.filter(state=NotificationState.QUEUED, due_at__lte=at)
    waiting = waiting.filter(kind=kind) if kind else waiting
    in_turn = waiting.order_by("due_at", "created_at")
    return [str(outbox.deliver(one.pk, clock=lambda: at)) for one in in_turn]
