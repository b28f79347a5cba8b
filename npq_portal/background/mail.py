"""What waits in the outbox, from its rows: true also where Redis lost everything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min, Q

from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification

SWEEP: Final = "npq_portal.notifications.tasks.sweep"
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Mail:
    """Messages due and not sent, and since when the first is; in a worker's hands, likewise; given up within a day, those that came back included."""

    due: int
    oldest_due_at: datetime | None
    in_hand: int
    oldest_claimed_at: datetime | None
    failed_within_a_day: int


def mail(*, at: datetime) -> Mail:
    """One query over what is not settled, and one over what failed."""
    due = Q(state=NotificationState.QUEUED, due_at__lte=at)
    held = Q(state=NotificationState.SENDING)
    said = Notification.objects.filter(due | held).aggregate(
        due=Count("pk", filter=due),
        oldest_due_at=Min("due_at", filter=due),
        in_hand=Count("pk", filter=held),
        oldest_claimed_at=Min("claimed_at", filter=held),
    )
    failed = Notification.objects.filter(state=NotificationState.FAILED, failed_at__gt=at - _A_DAY)
    return Mail(**said, failed_within_a_day=failed.count())
