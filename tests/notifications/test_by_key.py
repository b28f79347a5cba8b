"""What was written about one thing is found by the beginning of its key, however long the outbox is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from registrations.casework.record import messages_about
from tests.factories.notifications import NotificationFactory
from tests.factories.registrations import ApplicationFactory

pytestmark = pytest.mark.django_db

ROWS = 20_000
_FILL = """
    INSERT INTO notifications_notification
        (id, kind, recipient_email, key, context, state, created_at, due_at, attempts, last_error)
    SELECT gen_random_uuid(), %s, 'reader' || number || '@school.example', 'application:' || (1000000 + number) || ':x',
           '{}', 'queued', now(), now(), 0, ''
    FROM generate_series(1, %s) AS number
"""


@pytest.fixture
def long_outbox():
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [NotificationKind.APPLICATION_RECEIVED.value, ROWS])
        cursor.execute("ANALYZE notifications_notification")


def test_a_long_outbox_is_not_read_from_end_to_end(long_outbox):
    application = ApplicationFactory()
    wanted = [
        NotificationFactory(key=key)
        for key in (
            f"application:{application.pk}",
            f"application:{application.pk}:accepted",
            f"participant:{application.participant_id}:trn:1",
            f"endorsement:{application.endorsement.pk}:1",
        )
    ]
    NotificationFactory(key=f"application:{application.pk}1:accepted")
    application.refresh_from_db()
    _ = application.endorsement

    with CaptureQueriesContext(connection) as queries:
        found = messages_about(application)

    assert set(found) == set(wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "notification_by_key" in plan
    assert "Seq Scan" not in plan
    assert Notification.objects.count() == ROWS + 5
