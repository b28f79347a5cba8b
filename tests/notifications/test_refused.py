"""An address that is refused for good takes no more mail, until it is known to take some again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from npq_portal.accounts.actions import change_email
from npq_portal.notifications import actions, outbox, rechecks, refused
from npq_portal.notifications.answers import Fate
from npq_portal.notifications.choices import NotificationState, RefusedBecause
from npq_portal.notifications.models import Notification, RefusedAddress
from npq_portal.notifications.rechecks import Gone
from npq_portal.notifications.tasks import delete_old
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NotificationFactory, RefusedAddressFactory
from tests.notifications.mail_server import OK
from tests.notifications.test_races import at_once

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
GONE = "gone@school.example"
FLAT = "550 5.1.1 <gone@school.example>: User unknown"


def deliver(**facts) -> Notification:
    one = NotificationFactory(recipient_email=GONE, **facts)
    outbox.deliver(one.pk, clock=lambda: AT)
    one.refresh_from_db()
    return one


class TestStopping:
    def test_the_mail_servers_no_stops_the_address(self, server):
        server.at_recipient = lambda address: FLAT
        first = deliver()
        (row,) = RefusedAddress.objects.all()
        assert (row.email, row.because, row.since, row.noted_by) == (GONE, RefusedBecause.MAIL_SERVER, AT, None)
        assert "5.1.1 (address): User unknown" in row.said
        assert first.state == NotificationState.FAILED

    def test_from_then_on_nothing_is_handed_over(self, server):
        server.at_recipient = lambda address: FLAT
        deliver()
        server.at_recipient = lambda address: OK
        second = deliver()
        assert second.state == NotificationState.FAILED
        assert second.last_error == "This address takes no mail since 1 September 2026: the mail server refused it."
        assert server.taken == []

    @pytest.mark.parametrize("reply", ["550 5.7.1 Relaying denied", "552 5.2.2 Mailbox full", "450 5.1.1 busy"])
    def test_other_refusals_stop_nothing(self, server, reply):
        server.at_recipient = lambda address: reply
        deliver()
        assert not RefusedAddress.objects.exists()

    def test_a_refusal_of_the_message_stops_nothing(self, server):
        server.at_data = lambda address: FLAT
        assert deliver().state == NotificationState.FAILED
        assert not RefusedAddress.objects.exists()

    def test_others_get_theirs(self, server):
        RefusedAddressFactory(email=GONE)
        NotificationFactory(recipient_email=GONE)
        NotificationFactory.create_batch(3)
        assert outbox.deliver_due(clock=lambda: AT, until=AT) == 3

    def test_what_is_no_longer_so_is_left_out_and_not_failed(self, server, monkeypatch):
        monkeypatch.setattr(rechecks, "_ASKED", {})
        rechecks.ask_before_sending("trn_verified", lambda notification, at: Gone("Over."))
        RefusedAddressFactory(email=GONE)
        assert deliver().state == NotificationState.SKIPPED

    def test_a_whole_sweep_is_asked_about_in_one_query(self, server):
        for number in range(40):
            RefusedAddressFactory(email=f"r{number}@school.example")
            NotificationFactory(recipient_email=f"r{number}@school.example")
        with CaptureQueriesContext(connection) as queries:
            outbox.deliver_due(clock=lambda: AT, until=AT)
        asked = [one for one in queries if 'FROM "notifications_refusedaddress"' in one["sql"]]
        assert len(asked) == 1
        assert Notification.objects.filter(state=NotificationState.FAILED).count() == 40

    def test_twice_is_once_and_capitals_do_not_matter(self):
        said = {"because": RefusedBecause.HUB, "said": "", "at": AT}
        first, made = refused.refuse_address(email="Gone@School.example", **said)
        again, made_again = refused.refuse_address(email=GONE, **said)
        assert (first, made, made_again) == (again, True, False)


@pytest.mark.django_db(transaction=True)
def test_many_workers_that_hear_no_at_once_write_one_row(server):
    server.at_recipient = lambda address: FLAT
    rows = [NotificationFactory(recipient_email=GONE) for _ in range(8)]
    waiting = iter(rows)
    fates = at_once(8, lambda: outbox.deliver(next(waiting).pk, clock=lambda: AT))
    assert set(fates) == {Fate.NEVER}
    assert RefusedAddress.objects.count() == 1
    assert set(Notification.objects.values_list("state", flat=True)) == {NotificationState.FAILED}


class TestTakingMailAgain:
    def test_staff_lift_it_and_send_again_what_failed(self, server, hub_admin):
        row = RefusedAddressFactory(email=GONE)
        failed = deliver()
        assert refused.lift(refused=row, by=hub_admin, at=AT)
        assert not refused.lift(refused=row, by=hub_admin, at=AT), "twice is once"
        assert actions.resend(notification=failed, by=hub_admin, at=AT)
        assert outbox.deliver(failed.pk, clock=lambda: AT) == Fate.SENT
        row.refresh_from_db()
        assert (row.lifted_at, row.lifted_by) == (AT, hub_admin)

    def test_it_may_be_refused_again_and_both_are_kept(self, hub_admin):
        row = RefusedAddressFactory(email=GONE)
        refused.lift(refused=row, by=hub_admin, at=AT)
        refused.refuse_address(email=GONE, because=RefusedBecause.RETURNED, said="", at=AT + timedelta(days=1))
        assert RefusedAddress.objects.filter(email=GONE).count() == 2
        assert list(refused.standing([GONE])) == [GONE]

    def test_a_new_address_that_was_proved_takes_mail(self):
        RefusedAddressFactory(email=GONE)
        change_email(user=UserFactory(), email=GONE, at=AT)
        assert not refused.standing([GONE])

    def test_a_code_of_before_the_refusal_proves_nothing(self):
        RefusedAddressFactory(email=GONE, since=AT)
        assert not refused.mail_arrived(email=GONE, at=AT - timedelta(seconds=1))
        assert refused.standing([GONE])


@pytest.mark.parametrize(
    ("lifted_days_ago", "stays"), [(None, True), (365, True), (366, False)], ids=["stands", "a year", "more"]
)
def test_kept_one_year_after_it_was_lifted(lifted_days_ago, stays, time_machine):
    time_machine.move_to(AT)
    lifted_at = None if lifted_days_ago is None else AT - timedelta(days=lifted_days_ago)
    RefusedAddressFactory(since=AT - timedelta(days=900), lifted_at=lifted_at)
    delete_old()
    assert RefusedAddress.objects.exists() == stays
