"""A moment to decide at, and people who decide."""

from datetime import UTC, datetime

import pytest

from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from npq_portal.notifications.models import Notification
from tests.factories.accounts import UserFactory


@pytest.fixture
def at() -> datetime:
    """Nine days after the application came; the course has not started."""
    return datetime(2026, 10, 14, 10, tzinfo=UTC)


@pytest.fixture
def second_admin(db) -> User:
    """Hari, Hannah's colleague."""
    return UserFactory(email="hari@hub.example", name="Hari Invented", roles=[RoleName.HUB_ADMIN])


@pytest.fixture
def told():
    """The kinds of message written to an address, oldest first."""

    def kinds(email: str) -> list[str]:
        rows = Notification.objects.filter(recipient_email=email).order_by("created_at", "pk")
        return list(rows.values_list("kind", flat=True))

    return kinds
