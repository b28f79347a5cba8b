"""Sending by GOV.UK Notify: what it gets, what its answers mean, and that a second try asks first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from npq_portal.notifications import actions, mailer, outbox, rechecks
from npq_portal.notifications.answers import Fate
from npq_portal.notifications.choices import NotificationKind as Kind
from npq_portal.notifications.choices import NotificationState as State
from npq_portal.notifications.mailer import MailServerError
from npq_portal.notifications.models import Notification, RefusedAddress
from npq_portal.notifications.tasks import read_receipts
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NotificationFactory, full_context
from tests.notifications.notify_server import KEY, NotifyServer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def notify(settings) -> Iterator[NotifyServer]:
    with NotifyServer().running() as server:
        settings.MAIL_BACKEND = "notify"
        settings.EMAIL_BACKEND = "npq_portal.notifications.govuk_notify.EmailBackend"
        settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = server.url, KEY
        settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_REPLY_TO_ID = "a-template", "a-reply-to"
        yield server


def waiting(**more) -> Notification:
    return NotificationFactory(recipient_email="reader@school.example", created_at=AT, due_at=AT, **more)


def deliver(row: Notification, *, at: datetime = AT) -> Fate | None:
    return outbox.deliver(row.pk, clock=lambda: at)


def test_what_notify_gets(notify):
    row = waiting()
    assert deliver(row) == Fate.SENT
    (taken,) = notify.taken
    letter = mailer.render(row.kind, row.context)
    assert taken == {
        "email_address": "reader@school.example",
        "template_id": "a-template",
        "personalisation": {"subject": letter.subject, "body": letter.text},
        "reference": mailer.message_id(row.pk).strip("<>"),
        "email_reply_to_id": "a-reply-to",
    }
    assert notify.asked == []


@pytest.mark.parametrize(("site", "one_click"), [("https://npq.example", True), ("http://localhost:8000", False)])
def test_what_can_be_switched_off_says_so_in_one_click_where_notify_takes_that(
    notify, settings, monkeypatch, site, one_click
):
    """Notify refuses the whole message for an address without https, as there is where somebody tries the portal out."""
    settings.SITE_URL = site
    monkeypatch.setattr(rechecks, "_ASKED", {})
    reader = UserFactory(email="reader@school.example")
    deliver(waiting(kind=Kind.SESSION_TOMORROW, context=full_context(Kind.SESSION_TOMORROW), recipient=reader))
    assert notify.taken[0].get("one_click_unsubscribe_url", "").startswith(f"{site}/unsubscribe/") is one_click
    assert "/unsubscribe/" in notify.taken[0]["personalisation"]["body"]


@pytest.mark.parametrize(
    ("status", "error", "message", "fate", "state", "stops"),
    [
        (400, "ValidationError", "email_address Not a valid email address", Fate.NEVER, State.FAILED, True),
        (400, "ValidationError", "email_address is too long", Fate.NEVER, State.FAILED, False),
        (400, "BadRequestError", "Can’t send to this recipient using a team-only API key", Fate.SERVER_AWAY, State.QUEUED, False),
        (400, "BadRequestError", "Template not found", Fate.SERVER_AWAY, State.QUEUED, False),
        (403, "AuthError", "Invalid token: API key not found", Fate.SERVER_AWAY, State.QUEUED, False),
        (429, "RateLimitError", "Exceeded rate limit", Fate.SERVER_AWAY, State.QUEUED, False),
        (429, "TooManyRequestsError", "Exceeded send limits (50) for today", Fate.SERVER_AWAY, State.QUEUED, False),
        (500, "Exception", "Internal server error", Fate.SERVER_AWAY, State.QUEUED, False),
        (503, "Exception", "Service unavailable", Fate.SERVER_AWAY, State.QUEUED, False),
    ],
)  # fmt: skip
def test_what_its_answers_mean(notify, status, error, message, fate, state, stops):
    notify.refuse = (status, {"error": error, "message": message})
    row = waiting()
    assert deliver(row) == fate
    row.refresh_from_db()
    assert row.state == state
    assert f"GOV.UK Notify {status}" in row.last_error
    assert RefusedAddress.objects.exists() is stops


def test_no_log_holds_the_address_that_notify_repeats(notify, caplog):
    notify.refuse = (400, {"error": "ValidationError", "message": "email_address 'reader@school.example' is too long"})
    row = waiting()
    deliver(row)
    row.refresh_from_db()
    assert "is too long" in row.last_error
    assert "reader@school.example" not in row.last_error + caplog.text


def test_notify_that_is_not_there_is_away(notify, settings):
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    assert deliver(waiting()) == Fate.SERVER_AWAY


def test_taken_and_not_heard_of_it_is_asked_for_and_not_sent_twice(notify):
    notify.breaks_off = True
    row = waiting()
    assert deliver(row) == Fate.SERVER_AWAY
    notify.breaks_off = False
    assert deliver(row, at=AT + timedelta(hours=1)) == Fate.SENT
    assert len(notify.taken) == 1
    assert notify.asked == [mailer.message_id(row.pk).strip("<>")]


def test_what_came_back_and_staff_send_again_is_sent_again_also_at_the_second_try(notify, hub_admin):
    """Notify still knows the first one by its reference, and that it failed."""
    row = waiting()
    deliver(row)
    notify.status = "permanent-failure"
    Notification.objects.filter(pk=row.pk).update(state=State.FAILED, sent_at=None, failed_at=AT)
    row.refresh_from_db()
    actions.resend(notification=row, by=hub_admin, at=AT + timedelta(hours=2))
    notify.refuse = (503, {"error": "Exception", "message": "away"})
    deliver(row, at=AT + timedelta(hours=2))
    notify.refuse = None
    assert deliver(row, at=AT + timedelta(hours=3)) == Fate.SENT
    assert len(notify.taken) == 2


def test_not_taken_it_is_sent_at_the_second_try(notify):
    notify.refuse = (503, {"error": "Exception", "message": "away"})
    row = waiting()
    deliver(row)
    notify.refuse = None
    assert deliver(row, at=AT + timedelta(hours=1)) == Fate.SENT
    assert len(notify.taken) == 1


def test_a_code_that_is_not_taken_is_told_to_who_waits_for_it(notify):
    notify.refuse = (500, {"error": "Exception", "message": "Internal server error"})
    with pytest.raises(MailServerError):
        mailer.send_now("sign_in_code", to="reader@school.example", values={"code": "1234 5678", "minutes": 15})
    notify.refuse = None
    mailer.send_now("sign_in_code", to="reader@school.example", values={"code": "1234 5678", "minutes": 15})
    assert "1234 5678" in notify.taken[0]["personalisation"]["body"]


@pytest.mark.parametrize(
    ("status", "stops"), [("permanent-failure", True), ("temporary-failure", False), ("technical-failure", False)]
)
def test_what_could_not_be_delivered_is_marked_and_stops_an_address_that_is_none(notify, status, stops):
    row = waiting()
    deliver(row)
    notify.could_not_deliver(mailer.message_id(row.pk).strip("<>"), row.recipient_email, at=AT, status=status)
    notify.could_not_deliver("somebody-elses", "other@school.example", at=AT)
    with time_machine.travel(AT + timedelta(minutes=15), tick=False):
        assert [read_receipts(), read_receipts()] == [1, 0]
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert status.replace("-", " ") in row.last_error
    assert list(RefusedAddress.objects.values_list("email", flat=True)) == ["reader@school.example"] * stops


def test_by_a_mail_server_nobody_asks_notify(settings):
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    assert read_receipts() == 0


def test_what_is_filled_in_is_no_markup_to_notify(notify):
    context = full_context(Kind.COHORT_MESSAGE) | {"paragraphs": ["10.30am, see [us](https://bad.example)"]}
    deliver(waiting(kind=Kind.COHORT_MESSAGE, context=context))
    body = notify.taken[0]["personalisation"]["body"]
    assert "\n- \u200b10.30am, see [us]\u200b(https://bad.example)" in body
