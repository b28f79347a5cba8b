"""What people switched off: asked, switched off and on again. Safe to do twice."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from npq_portal.notifications.models import SwitchedOff
from npq_portal.notifications.rules.manners import OPTIONAL


def switched_off(people: Collection[Any]) -> frozenset[tuple[Any, str]]:
    """What these people, by id, do not want: pairs of who and which kind. One query, and none about nobody."""
    if not people:
        return frozenset()
    rows = SwitchedOff.objects.filter(user__in=people, kind__in=OPTIONAL)
    return frozenset(rows.values_list("user", "kind"))


def switched_off_by(user: Any) -> dict[str, datetime]:
    """What one person, by id, does not want, and since when."""
    return dict(SwitchedOff.objects.filter(user=user).values_list("kind", "switched_off_at"))


def switch_off(*, user: Any, kinds: Collection[str], at: datetime) -> None:
    """No more of these kinds for that person, by id. Raises ValueError for a kind that people must be told."""
    told = sorted(str(kind) for kind in set(kinds) - OPTIONAL)
    if told:
        raise ValueError(f"These cannot be switched off: {told}.")
    rows = [SwitchedOff(user_id=user, kind=kind, switched_off_at=at) for kind in sorted(kinds)]
    # What is off already stays off since when it was; two presses at once do no harm.
    SwitchedOff.objects.bulk_create(rows, ignore_conflicts=True)


def switch_on(*, user: Any, kinds: Collection[str]) -> None:
    """These kinds again for that person, by id."""
    SwitchedOff.objects.filter(user=user, kind__in=kinds).delete()


@transaction.atomic
def choose(*, user: Any, among: Collection[str], wanted: Collection[str], at: datetime) -> None:
    """Of these kinds those that are wanted, and no others; kinds not among them stay as they are."""
    switch_off(user=user, kinds=set(among) - set(wanted), at=at)
    switch_on(user=user, kinds=set(among) & set(wanted))
