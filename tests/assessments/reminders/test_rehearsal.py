"""The rehearsal as a command: what would be sent in a span to come, and what would not; and it is what is then sent."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from npq_portal import clock
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.reminders import plan
from tests.assessments.windows.scenes import BEFORE, OPENS, a_window, engaged, inside
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BEFORE)


def rehearsed(*arguments: str) -> list[list[str]]:
    out = StringIO()
    call_command("rehearse_reminders", *arguments, stdout=out)
    return [line.split("\t") for line in out.getvalue().splitlines()]


def test_it_says_who_gets_what_and_when():
    person = engaged(a_window())
    *lines, sum_ = rehearsed("--from", "2027-02-02", "--to", "2027-02-11")
    assert [(when, kind) for when, kind, *_rest in lines] == [
        ("2 February 2027, 7am", "Case study window opens tomorrow"),
        ("3 February 2027, 7am", "Case study window open"),
        ("7 February 2027, 7am", "Half of a window over, nothing saved"),
        ("9 February 2027, 7am", "Window closes soon, nothing submitted"),
        ("10 February 2027, 7am", "Window closes soon, nothing submitted"),
        ("10 February 2027, 9pm", "Last hours of a window, nothing submitted"),
    ]
    assert {email for _, _, email, *_rest in lines} == {person.participant.user.email}
    assert sum_ == ["6 would be sent, 0 would not."]


def test_of_one_cohort_alone():
    mine, other = engaged(a_window()), engaged(a_window())
    *lines, _sum = rehearsed("--from", "2027-02-02", "--to", "2027-02-02", "--cohort", str(mine.cohort_id))
    assert [line[2] for line in lines] == [mine.participant.user.email]
    assert len(rehearsed("--from", "2027-02-02", "--to", "2027-02-02")) == 3, other


def test_what_was_over_before_the_span_is_not_in_it(monkeypatch):
    window = a_window()
    inside(window, case_opened_at=OPENS)
    monkeypatch.setattr(clock, "now", lambda: window.closes_at)
    assert rehearsed("--from", "2027-02-11", "--to", "2027-02-11") == [["0 would be sent, 0 would not."]]


def test_nothing_is_sent_or_written():
    engaged(a_window())
    rehearsed("--from", "2027-02-02", "--to", "2027-02-28")
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2027-02-05", "--to", "2027-02-04"), "before 2027-02-05"),
        (("--from", "2026-12-01", "--to", "2026-12-31"), "still to come"),
        (("--from", "yesterday", "--to", "2027-02-04"), "is not a day"),
    ],
)
def test_a_span_that_is_none_is_refused(arguments, words):
    with pytest.raises(CommandError, match=words):
        rehearsed(*arguments)


def test_it_is_what_is_then_sent(server, monkeypatch):
    """On the same data, from the morning of the fourth day, hour by hour, with quiet hours and all."""
    window = a_window()
    inside(window, case_opened_at=OPENS)
    begin, end = datetime(2027, 2, 6, 9, tzinfo=UTC), datetime(2027, 2, 11, 1, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: begin)
    *foreseen, _sum = rehearsed("--from", "2027-02-06", "--to", "2027-02-10")

    at = begin
    while at < end:
        plan(at=at)
        send_all(at)
        at += timedelta(hours=1)
    sent = Notification.objects.filter(state=NotificationState.SENT).order_by("sent_at")
    assert [(one.get_kind_display(), one.recipient_email) for one in sent] == [(line[1], line[2]) for line in foreseen]
    assert [one.sent_at.hour for one in sent] == [7, 7, 7, 21]
