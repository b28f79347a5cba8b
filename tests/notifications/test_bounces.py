"""Emails that come back later: the message is marked, the address stops, and nobody can stop it by a forged report."""

import io
import mailbox
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from npq_portal import clock
from npq_portal.notifications import outbox, rechecks, refused
from npq_portal.notifications.actions import resend
from npq_portal.notifications.choices import NotificationState, RefusedBecause
from npq_portal.notifications.models import Notification, RefusedAddress
from npq_portal.notifications.rules import bounces as rules
from tests.factories.notifications import NotificationFactory, RefusedAddressFactory, full_context
from tests.notifications.reports import report

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
GONE = "gone@school.example"
SHAPES = ["postfix", "exchange", "gmail"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day_later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=1))


@pytest.fixture
def sent() -> Notification:
    return NotificationFactory(
        recipient_email=GONE, state=NotificationState.SENT, sent_at=AT, claimed_at=AT, attempts=1
    )


@pytest.fixture
def read(monkeypatch, capsys):
    def _read(raw: bytes) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("read_bounces")
        return capsys.readouterr().out

    return _read


def id_of(message: Notification) -> str:
    return f"<{message.pk}@localhost>"


def is_untouched(message: Notification) -> bool:
    message.refresh_from_db()
    return message.state == NotificationState.SENT and not refused.standing([GONE])


class TestOurs:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_the_message_is_marked_and_the_address_stops(self, sent, read, shape):
        said = read(report(shape, message_id=id_of(sent)))
        sent.refresh_from_db()
        assert (sent.state, sent.sent_at, sent.failed_at) == (NotificationState.FAILED, None, AT + timedelta(days=1))
        assert sent.last_error.startswith("Sent at 10am on Tuesday 1 September 2026, and came back: 550")
        row = RefusedAddress.objects.get()
        assert (row.email, row.because, row.since) == (GONE, RefusedBecause.RETURNED, AT + timedelta(days=1))
        assert "Came back: 1 message. The address takes no mail from now on." in said
        assert GONE not in said + row.said + sent.last_error

    def test_twice_is_once(self, sent, read):
        raw = report("postfix", message_id=id_of(sent))
        read(raw)
        assert "Left alone" in read(raw)
        assert RefusedAddress.objects.count() == 1

    def test_a_report_about_the_first_says_nothing_of_what_staff_sent_again(self, sent, read, server, hub_admin):
        raw = report("postfix", message_id=id_of(sent))
        read(raw)
        later = AT + timedelta(days=2)
        refused.lift(refused=RefusedAddress.objects.get(), by=hub_admin, at=later)
        sent.refresh_from_db()
        assert resend(notification=sent, by=hub_admin, at=later)
        outbox.deliver(sent.pk, clock=lambda: later)
        assert "Left alone" in read(raw)
        sent.refresh_from_db()
        assert sent.state == NotificationState.SENT
        assert not refused.standing([GONE])
        assert "Came back: 1 message" in read(report("postfix", message_id=server.taken[0]["Message-ID"]))

    def test_capitals_do_not_matter(self, sent, read):
        read(report("exchange", message_id=id_of(sent), to="Gone@School.example"))
        assert not is_untouched(sent)

    @pytest.mark.parametrize(
        ("status", "said"),
        [
            ("5.2.2", "smtp; 552 5.2.2 Mailbox full"),
            ("5.7.1", "smtp; 550 5.7.1 blocked by policy"),
            ("4.4.1", "smtp; connect to mx.school.example: timed out"),
            ("5.4.4", "X-Postfix; Host or domain name not found"),
        ],
    )
    def test_a_refusal_of_something_else_marks_the_message_alone(self, sent, read, status, said):
        raw = report("postfix", message_id=id_of(sent)).decode()
        raw = raw.replace("Status: 5.1.1", f"Status: {status}")
        head, _, tail = raw.partition("Diagnostic-Code: ")
        raw = head + f"Diagnostic-Code: {said}\n\n" + tail.partition("\n\n")[2]
        assert "from now on" not in read(raw.encode())
        sent.refresh_from_db()
        assert sent.state == NotificationState.FAILED
        assert not refused.standing([GONE])

    def test_an_old_report_does_not_stop_what_was_found_to_work_since(self, sent, read):
        RefusedAddressFactory(email=GONE, since=AT - timedelta(days=2), lifted_at=AT + timedelta(hours=3))
        assert "Came back: 1 message. 550" in read(report("postfix", message_id=id_of(sent)))
        assert not refused.standing([GONE])


class TestTogether:
    def test_all_that_stood_in_one_email_came_back(self, server, read, monkeypatch):
        """Thirteen units are two emails; two of those are over, so that the first holds eight."""
        monkeypatch.setattr(rechecks, "_ASKED", {})
        for unit in range(13):
            context = full_context("self_study_due") | {"component": f"unit {unit}."}
            NotificationFactory(kind="self_study_due", recipient_email=GONE, context=context)
        NotificationFactory(recipient_email=GONE)
        units = Notification.objects.filter(kind="self_study_due").order_by("due_at", "created_at", "pk")
        over = set(units.values_list("pk", flat=True)[2:4])
        gone = rechecks.Gone("Over.")
        for kind in ("self_study_due", "trn_verified"):
            rechecks.ask_before_sending(kind, lambda one, at: gone if one.pk in over else rechecks.Fresh())
        outbox.deliver_due(clock=lambda: AT, until=AT)
        sent = Notification.objects.filter(state=NotificationState.SENT).count()
        counts = []
        for mail in server.taken:
            read(report("gmail", message_id=mail["Message-ID"]))
            left = Notification.objects.filter(state=NotificationState.SENT).count()
            counts.append(sent - left)
            sent = left
        assert sent == 0
        assert sum(counts) == 12
        assert len(counts) == len(server.taken) == 3
        assert all(counts)


class TestHostile:
    @pytest.mark.parametrize("shape", SHAPES)
    @pytest.mark.parametrize(
        "message_id",
        ["<{other}@localhost>", "<{ours}@elsewhere.example>", "<guess@localhost>", "", "<'; --@localhost>"],
    )
    def test_a_message_id_that_is_not_ours_stops_nobody(self, sent, read, shape, message_id):
        read(report(shape, message_id=message_id.format(other=uuid4(), ours=sent.pk)))
        assert is_untouched(sent)

    def test_our_email_to_somebody_else_stops_nobody(self, sent, read):
        """Whoever got an email from us knows its Message-ID, and could report another's address."""
        mine = NotificationFactory(state=NotificationState.SENT, sent_at=AT, claimed_at=AT)
        assert "Left alone" in read(report("postfix", message_id=id_of(mine)))
        assert is_untouched(sent)

    def test_after_fourteen_days_it_is_not_believed(self, sent, read, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=14, seconds=1))
        assert "Left alone" in read(report("postfix", message_id=id_of(sent)))
        assert is_untouched(sent)

    @pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
    def test_what_has_not_failed_is_left_alone(self, sent, read, action):
        raw = report("postfix", message_id=id_of(sent)).replace(b"Action: failed", f"Action: {action}".encode())
        assert "Reports of mail that came back: 0." in read(raw)
        assert is_untouched(sent)

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\x00\xff\xfe",
            b"From: somebody\n\nHello, I am away until Monday.",
            b"Content-Type: multipart/report\n\nno parts",
            b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nAction: failed\n--x--",
            b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
            b"a" * 5_000_001,
        ],
        ids=["empty", "bytes", "a reply", "no parts", "no message-id", "nested 3000 deep", "too large"],
    )
    def test_garbage_does_nothing(self, read, raw):
        assert "Emails read: 1. Reports of mail that came back: 0." in read(raw)

    @pytest.mark.parametrize("evil", [b"\x00", b"\xff\xfe", b"=?nonsense?Q?x?=", b"<script>", b"\xe2\x80\xae"])
    def test_what_the_server_said_may_hold_anything(self, sent, read, evil):
        raw = report("postfix", message_id=id_of(sent)).replace(b"User unknown", b"User unknown " + evil)
        read(raw)
        assert refused.standing([GONE])


@given(where=st.integers(0, 3000), what=st.binary(max_size=40))
@example(where=700, what=b"\x00")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_report_spoilt_anywhere_is_read_or_is_none(where, what):
    raw = report("postfix", message_id="<a@localhost>")
    for one in rules.read(raw[:where] + what + raw[where + len(what) :]):
        assert all(address.isprintable() and len(address) <= 254 for address in one.addresses)


class TestFiles:
    def test_a_whole_mailbox_and_single_emails(self, sent, tmp_path, capsys):
        other = NotificationFactory(
            recipient_email="two@school.example", state=NotificationState.SENT, sent_at=AT, claimed_at=AT
        )
        box = mailbox.mbox(tmp_path / "hub.mbox")
        box.add(b"From: somebody\n\nHello")
        box.add(report("postfix", message_id=id_of(sent)))
        box.close()
        single = tmp_path / "one.eml"
        single.write_bytes(report("exchange", message_id=id_of(other), to="two@school.example"))
        call_command("read_bounces", str(tmp_path / "hub.mbox"), str(single))
        assert "Emails read: 3. Reports of mail that came back: 2." in capsys.readouterr().out
        assert set(refused.standing([GONE, "two@school.example"])) == {GONE, "two@school.example"}

    def test_a_pipe_that_begins_with_the_mail_servers_own_line(self, sent, read):
        read(b"From MAILER-DAEMON  Tue Sep  1 10:00:04 2026\n" + report("postfix", message_id=id_of(sent)))
        assert refused.standing([GONE])

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(CommandError, match=r"no such file: .*none\.eml"):
            call_command("read_bounces", str(tmp_path / "none.eml"))
