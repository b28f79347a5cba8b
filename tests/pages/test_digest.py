"""The hub's week: on Mondays at 8am, to each hub admin, what waits; nothing where nothing does."""

from datetime import UTC, datetime, timedelta

import pytest

from npq_portal.accounts.models import RoleGrant
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.reminders import LOOK_BACK, foreseen, going, plan
from npq_portal.pages import digest
from registrations.models import Application
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NotificationFactory, RefusedAddressFactory
from tests.factories.registrations import ApplicationFactory
from tests.notifications.conftest import server  # noqa: F401
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
SUMMER_MONDAY = datetime(2027, 3, 29, 7, tzinfo=UTC)  # the day after the clocks went forward


def readers(at: datetime) -> list[str]:
    return [one.email for batch in digest.source(since=at - LOOK_BACK, by=at) for one in going(batch, at=at)]


@pytest.fixture
def grace():
    return UserFactory(email="grace@hub.example", roles=["hub_admin"])


@pytest.fixture
def waits(grace):
    ApplicationFactory()


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (MONDAY - timedelta(minutes=1), 0),
        (MONDAY, 1),
        (MONDAY + timedelta(hours=3, minutes=59), 1),
        (MONDAY + timedelta(hours=4), 0),  # at noon it is no longer about the week
        (MONDAY + timedelta(days=1), 0),
        (SUMMER_MONDAY - timedelta(minutes=1), 0),
        (SUMMER_MONDAY, 1),
    ],
)
def test_it_comes_on_mondays_at_eight(at, expected):
    assert len(readers(at)) == expected


def test_to_hub_admins_alone_and_to_none_whose_role_has_ended(waits, grace):
    UserFactory(roles=["facilitator"])
    gone = UserFactory(roles=["hub_admin"])
    RoleGrant.objects.filter(user=gone).update(revoked_at=MONDAY - timedelta(days=30))
    assert readers(MONDAY) == ["grace@hub.example"]


def test_where_nothing_waits_nothing_is_sent(grace):
    assert readers(MONDAY) == []
    assert plan(at=MONDAY) == 0


def test_it_says_what_waits_and_what_could_not_be_delivered(waits, server):  # noqa: F811
    NotificationFactory(state=NotificationState.FAILED, claimed_at=MONDAY - timedelta(days=7) + timedelta(minutes=1))
    NotificationFactory(state=NotificationState.FAILED, claimed_at=MONDAY - timedelta(days=7))
    RefusedAddressFactory.create_batch(2)
    RefusedAddressFactory(lifted_at=MONDAY)
    plan(at=MONDAY)
    assert send_all(MONDAY, kind="hub_digest") == ["sent"]
    assert plan(at=MONDAY + timedelta(hours=1)) == 0
    words = " ".join(server.taken[0].get_body(("plain",)).get_content().split())
    assert "- 1 application to decide" in words
    assert "- 1 email of the last 7 days that could not be delivered" in words
    assert "- 2 addresses that take no mail" in words


def test_what_was_done_meanwhile_is_not_said(waits, server):  # noqa: F811
    plan(at=MONDAY)
    Application.objects.update(status="withdrawn", decided_at=MONDAY)
    assert send_all(MONDAY, kind="hub_digest") == ["skipped"]
    assert Notification.objects.get(kind="hub_digest").state == NotificationState.SKIPPED


def test_the_rehearsal_has_one_for_each_week(waits):
    lines = [one for one in foreseen(start=MONDAY, end=MONDAY + timedelta(days=22)) if one.what.kind == "hub_digest"]
    assert [one.at for one in lines] == [MONDAY + timedelta(days=7 * week) for week in range(4)]
