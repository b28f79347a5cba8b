"""Invented messages."""

from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationKind, NotificationState, RefusedBecause
from npq_portal.notifications.examples import PLACEHOLDERS
from npq_portal.notifications.models import HubWords, Notification, RefusedAddress, SwitchedOff
from tests.factories.accounts import UserFactory

_LISTS = {name: ["Some words.", "Some more."] for name, one in PLACEHOLDERS.items() if one.is_list}


def full_context(kind: str) -> dict[str, Any]:
    """Everything a kind is told, each text naming itself."""
    named = {name: f"the {name.replace('_', ' ')}" for name in CONTEXT_NAMES[kind]}
    named.update({name: value for name, value in _LISTS.items() if name in named})
    return named | ({"url": "https://portal.example/some/page"} if "url" in named else {})


class NotificationFactory(DjangoModelFactory):
    """A message that waits and is due."""

    class Meta:
        model = Notification

    kind = NotificationKind.TRN_VERIFIED
    recipient_email = factory.Sequence(lambda number: f"reader{number}@school.example")
    key = factory.Sequence(lambda number: f"participant:{number}:trn")
    context = factory.LazyAttribute(lambda notification: full_context(notification.kind))
    created_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    due_at = datetime(2026, 9, 1, 9, tzinfo=UTC)

    @factory.lazy_attribute
    def failed_at(self) -> datetime | None:
        """At its last try, where that failed."""
        failed = getattr(self, "state", "") == NotificationState.FAILED
        return (getattr(self, "claimed_at", None) or self.created_at) if failed else None


class SwitchedOffFactory(DjangoModelFactory):
    """A reminder that somebody does not want."""

    class Meta:
        model = SwitchedOff

    user = factory.SubFactory(UserFactory)
    kind = NotificationKind.SESSION_IN_A_WEEK
    switched_off_at = datetime(2026, 9, 1, 9, tzinfo=UTC)


class HubWordsFactory(DjangoModelFactory):
    """The hub's own words of a kind."""

    class Meta:
        model = HubWords

    kind = NotificationKind.SESSION_TOMORROW
    subject = "See you tomorrow at {{ component }}"
    body = "Hello {{ name }},\n\n{{ component }} is on {{ when }}.\n\nJoin:\n{{ join_link }}\n\nYour dates:\n{{ url }}"
    written_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    written_by = factory.SubFactory(UserFactory)


class RefusedAddressFactory(DjangoModelFactory):
    """An address that takes no mail."""

    class Meta:
        model = RefusedAddress

    email = factory.Sequence(lambda number: f"gone{number}@school.example")
    because = RefusedBecause.MAIL_SERVER
    said = "550 5.1.1 (address): no such mailbox"
    since = datetime(2026, 9, 1, 9, tzinfo=UTC)
