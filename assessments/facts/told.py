"""Who was told of a window."""

from assessments.models import Window
from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.models import Notification


def users_told(window: Window) -> set[int]:
    """The accounts that were written to about its days, or will be. One query."""
    rows = Notification.objects.filter(
        kind=NotificationKind.WINDOW_CHANGED, key__startswith=f"window:{window.pk}:event:"
    )
    known = rows.exclude(state=NotificationState.SKIPPED).exclude(recipient=None)
    return set(known.values_list("recipient", flat=True))
