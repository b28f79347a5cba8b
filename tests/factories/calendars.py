"""Invented addresses of calendars, and events they were told of."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from npq_portal.calendars.models import CalendarAddress, ToldEvent
from npq_portal.calendars.rules.events import Event
from tests.factories.accounts import UserFactory

STARTS, ENDS = datetime(2026, 11, 17, 15, 45, tzinfo=UTC), datetime(2026, 11, 17, 16, 45, tzinfo=UTC)
_SEMINAR = Event(name="session-1", about="session-1", title="Seminar", start=STARTS, end=ENDS)


class CalendarAddressFactory(DjangoModelFactory):
    class Meta:
        model = CalendarAddress

    user = factory.SubFactory(UserFactory)
    made_at = datetime(2026, 9, 1, 9, tzinfo=UTC)


class ToldEventFactory(DjangoModelFactory):
    """Told once, of a seminar of an hour."""

    class Meta:
        model = ToldEvent

    user = factory.SubFactory(UserFactory)
    name = "session-1"
    facts = factory.LazyFunction(_SEMINAR.facts)
    ends_at = ENDS
    changed_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
