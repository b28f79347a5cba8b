"""Messages are kept for a year, and what still waits for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from npq_portal.notifications import outbox
from npq_portal.notifications.models import Notification
from tests.factories.notifications import NotificationFactory

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
A_YEAR_AGO = NOW - timedelta(days=365)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "created_at", "stays"),
    [
        ("sent", A_YEAR_AGO - timedelta(seconds=1), False),
        ("sent", A_YEAR_AGO, True),
        ("failed", A_YEAR_AGO - timedelta(days=30), False),
        ("queued", A_YEAR_AGO - timedelta(days=30), True),
    ],
)
def test_only_what_ended_more_than_a_year_ago_goes(state, created_at, stays):
    sent_at = created_at if state == "sent" else None
    message = NotificationFactory(state=state, created_at=created_at, sent_at=sent_at)
    assert outbox.delete_old(at=NOW) == (0 if stays else 1)
    assert Notification.objects.filter(pk=message.pk).exists() == stays
