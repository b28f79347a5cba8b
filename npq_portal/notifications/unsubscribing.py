"""The link at the foot of an optional email: it names a person and the kinds in the email, and opens without a sign-in.

Signed, so that nobody makes one for somebody else; without an address or a name. It does not expire: an email of last year is
one to switch off too (docs/adr/0102).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rules.manners import OPTIONAL

_SALT: Final = "npq_portal.notifications.unsubscribing"


@dataclass(frozen=True)
class Named:
    """Whom a link names, by id, and which kinds."""

    user: int
    kinds: tuple[NotificationKind, ...]


def url_for(email: Sequence[Notification]) -> str:
    """The link of an email made of these rows; "" where one of them cannot be switched off, or is for nobody's account."""
    readers = {one.recipient_id for one in email}
    kinds = {one.kind for one in email}
    if len(readers) != 1 or None in readers or not kinds <= OPTIONAL:
        return ""
    return settings.SITE_URL + reverse("unsubscribe", args=[token_for(readers.pop(), kinds)])


def token_for(user: int, kinds: Collection[str]) -> str:
    """The same for the same, so that an email tried twice is one email."""
    return _signer().sign_object([user, *sorted(kinds)])


def read(token: str) -> Named | None:
    """Whom and what it names, without kinds that have become none to switch off; None where nothing is left of it."""
    try:
        user, *kinds = _signer().unsign_object(token)
    except signing.BadSignature:
        return None
    still = tuple(NotificationKind(kind) for kind in kinds if kind in OPTIONAL)
    if not still or not get_user_model().objects.filter(pk=user).exists():
        return None
    return Named(user, still)


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT, sep=".")
