"""What is done with calendars: make, replace and stop their address, and tell them what is so."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from npq_portal.accounts.models import User
from npq_portal.calendars.models import CalendarAddress, ToldEvent, new_token
from npq_portal.calendars.rules.events import from_facts
from npq_portal.calendars.rules.publishing import LOOK_BACK, Told, to_tell
from npq_portal.calendars.sources import events_of

#: How long it is remembered what was told of an event that is over (docs/domain.md).
KEPT: Final = timedelta(days=365)


def make_address(*, user: User, at: datetime) -> CalendarAddress:
    """The address of somebody's calendar. Done twice, the first one comes back."""
    return CalendarAddress.objects.get_or_create(user=user, defaults={"made_at": at})[0]


@transaction.atomic
def replace_address(*, user: User, at: datetime) -> CalendarAddress:
    """Another address; the old one opens nothing from now on."""
    found, _ = CalendarAddress.objects.select_for_update().get_or_create(user=user, defaults={"made_at": at})
    found.token, found.made_at = new_token(), at
    found.save(update_fields=["token", "made_at"])
    return found


def stop_address(*, user: User) -> bool:
    """The address opens nothing any more. True when this call did it."""
    return bool(CalendarAddress.objects.filter(user=user).delete()[0])


def tell(*, user: User, at: datetime) -> list[Told]:
    """Everything this person's calendars are told at `at`; what is new or another than before is remembered.

    Where nothing changed nothing is written. Where something did, it is read once more behind a lock on the person, so that
    two programs that ask at once are told the same.
    """
    before = _before(user)
    told = _now(user, before, at=at)
    if not _changed(told, before.values()):
        return told
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        before = _before(user)
        told = _now(user, before, at=at)
        _remember(user, _changed(told, before.values()))
    return told


def forget_ended(*, at: datetime) -> int:
    """Forget what was told of events that ended a year before `at`; how many. Feeds leave them out nine months earlier."""
    return ToldEvent.objects.filter(ends_at__lt=at - KEPT).delete()[0]


def _before(user: User) -> dict[str, Told]:
    return {
        row.name: Told(from_facts(row.facts), row.sequence, row.changed_at, row.is_off)
        for row in ToldEvent.objects.filter(user=user)
    }


def _now(user: User, before: dict[str, Told], *, at: datetime) -> list[Told]:
    return to_tell(events_of(user, since=at - LOOK_BACK, at=at), before, at=at)


def _changed(told: Iterable[Told], before: Collection[Told]) -> list[Told]:
    same = {id(one) for one in before}
    return [one for one in told if id(one) not in same]


def _remember(user: User, told: Iterable[Told]) -> None:
    rows = [
        ToldEvent(
            user=user,
            name=one.event.name,
            facts=one.event.facts(),
            sequence=one.sequence,
            is_off=one.is_off,
            ends_at=one.event.ends_at,
            changed_at=one.changed_at,
        )
        for one in told
    ]
    ToldEvent.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "name"],
        update_fields=["facts", "sequence", "is_off", "ends_at", "changed_at"],
    )
