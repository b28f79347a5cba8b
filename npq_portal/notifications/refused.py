"""Addresses that take no mail: asked about, stopped, and let go again. Safe to do twice, and by two workers at once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from npq_portal.notifications.choices import NotificationState, RefusedBecause
from npq_portal.notifications.models import Notification, RefusedAddress
from npq_portal.notifications.people import Person, address
from npq_portal.notifications.rules.refusals import for_staff

#: How long it is kept after it was lifted (docs/domain.md).
KEPT: Final = timedelta(days=365)
#: What the administration's first page and the weekly digest call lately.
LATELY: Final = timedelta(days=7)


def standing(emails: Collection[str]) -> dict[str, RefusedAddress]:
    """Of these addresses those that take no mail now. One query, and none about nobody."""
    if not emails:
        return {}
    rows = RefusedAddress.objects.filter(email__in={address(one) for one in emails}, lifted_at=None)
    return {row.email: row for row in rows}


def failed_lately(*, at: datetime) -> QuerySet[Notification]:
    """What was given up in the last seven days, or came back."""
    return Notification.objects.filter(state=NotificationState.FAILED, failed_at__gt=at - LATELY)


def refuse_address(
    *, email: str, because: RefusedBecause, said: str, at: datetime, by: Person | None = None
) -> tuple[RefusedAddress, bool]:
    """From now on the outbox sends nothing there. The row that stands, and whether this call made it."""
    return RefusedAddress.objects.get_or_create(
        email=address(email),
        lifted_at=None,
        defaults={
            "because": because,
            "said": for_staff(said),
            "since": at,
            "noted_by_id": None if by is None else by.pk,
        },
    )


def lift(*, refused: RefusedAddress, by: Person, at: datetime) -> bool:
    """Staff say that the address takes mail again; False when it did already. What failed meanwhile waits for them."""
    rows = RefusedAddress.objects.filter(pk=refused.pk, lifted_at=None)
    return rows.update(lifted_at=max(at, refused.since), lifted_by=by.pk) == 1


def mail_arrived(*, email: str, at: datetime) -> bool:
    """Somebody used a code that went there, so the address takes mail; True when it was thought to take none."""
    rows = RefusedAddress.objects.filter(email=address(email), lifted_at=None, since__lte=at)
    return rows.update(lifted_at=at) == 1


def worked_since(*, email: str, sent_at: datetime) -> bool:
    """Whether an address was found to take mail again after that moment: then an older email that came back says nothing."""
    return RefusedAddress.objects.filter(email=address(email), lifted_at__gte=sent_at).exists()


def delete_old(*, at: datetime) -> int:
    """Delete what was lifted a year before `at`; how many. What stands is obeyed, so it stays."""
    return RefusedAddress.objects.filter(lifted_at__lt=at - KEPT).delete()[0]
