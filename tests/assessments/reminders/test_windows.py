"""What is said of a window: that it opens tomorrow and is open, half-way, and before each person's own end; while it is so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.choices import EntryState
from assessments.models import Entry, Window
from assessments.reminders import windows
from npq_portal.notifications import reminders
from npq_portal.notifications.models import Notification
from npq_portal.notifications.reminders import LOOK_BACK, Reminder, going, plan
from npq_portal.notifications.rules.choosing import Verdict
from npq_portal.periods import LONDON
from tests.assessments.windows.scenes import BEFORE, CLOSES, OPENS, a_window, engaged, idle, inside
from tests.factories.accounts import UserFactory
from tests.factories.assessments import DraftVersionFactory, SubmissionFactory, UploadedFileFactory
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def february(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 2, day, hour, minute, tzinfo=UTC)


def goes(at: datetime) -> list[Reminder]:
    return [one for batch in windows.source(since=at - LOOK_BACK, by=at) for one in going(batch, at=at)]


def stages(at: datetime) -> list[str]:
    return [one.stage for one in goes(at)]


# -- when --------------------------------------------------------------------------------------------------------------
#: The window is from 3 to 10 February 2027; somebody is in it, has not opened the case and has written nothing.
NOTHING_DONE = [
    (february(3, 6, 59), []),  # it opens at midnight; the morning is soon enough
    (february(3, 7), ["open"]),
    (february(6, 20, 59), ["open"]),
    (february(7, 6, 59), []),
    (february(7, 7), ["half-way"]),
    (february(8, 20), ["half-way"]),
    (february(9, 7), ["48h"]),
    (february(10, 7), ["24h"]),
    (february(10, 20, 59), ["24h"]),
    (february(10, 21), ["3h"]),  # at any hour: it cannot wait
    (february(10, 23, 59), ["3h"]),
    (february(11, 0), []),
    (february(11, 7), []),
]


@pytest.mark.parametrize(
    ("at", "expected"), NOTHING_DONE, ids=lambda value: f"{value:%d %H:%M}" if hasattr(value, "hour") else ""
)
def test_of_a_window_the_newest_that_is_due_goes(at, expected):
    inside(a_window())
    assert stages(at) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (february(2, 0), []),
        (february(2, 6, 59), []),
        (february(2, 7), ["tomorrow"]),
        (february(2, 20, 59), ["tomorrow"]),
        (february(2, 21), []),  # in the morning it is open
    ],
)
def test_the_day_before_it_opens_everybody_is_told_whose_it_is(at, expected):
    engaged(a_window())
    assert stages(at) == expected


def test_the_clocks_change_and_the_last_hours_are_three():
    """They go forward on 28 March 2027, inside the window; its last minute is 11:59pm British Summer Time."""
    opens, closes = datetime(2027, 3, 24, tzinfo=LONDON), datetime(2027, 4, 1, tzinfo=LONDON)
    inside(a_window(opens_at=opens, closes_at=closes, opens_on=opens.date()), closes_at=closes, case_opened_at=opens)
    assert stages(datetime(2027, 3, 30, 5, 59, tzinfo=UTC)) == []
    assert stages(datetime(2027, 3, 30, 6, tzinfo=UTC)) == ["48h"]
    assert stages(datetime(2027, 3, 31, 19, 59, tzinfo=UTC)) == ["24h"]
    assert stages(datetime(2027, 3, 31, 20, tzinfo=UTC)) == ["3h"]


def test_the_clocks_go_back_in_a_window_too():
    opens, closes = datetime(2027, 10, 27, tzinfo=LONDON), datetime(2027, 11, 4, tzinfo=LONDON)
    inside(a_window(opens_at=opens, closes_at=closes, opens_on=opens.date()), closes_at=closes, case_opened_at=opens)
    assert stages(datetime(2027, 11, 3, 20, 59, tzinfo=UTC)) == ["24h"]
    assert stages(datetime(2027, 11, 3, 21, tzinfo=UTC)) == ["3h"]


# -- to whom -----------------------------------------------------------------------------------------------------------
def saved(entry: Entry) -> None:
    DraftVersionFactory(entry=entry, number=1, words=812)
    Entry.objects.filter(pk=entry.pk).update(newest_version=1)


#: What somebody has done, and what is still said at half-time and on the last morning.
DONE = {
    "nothing": (lambda entry: None, ["half-way"], ["24h"]),
    "saved a text": (saved, [], ["24h"]),
    "sent a file": (lambda entry: UploadedFileFactory(entry=entry), [], ["24h"]),
    "submitted": (lambda entry: SubmissionFactory(entry=entry), [], []),
    "taken it back": (lambda entry: SubmissionFactory(entry=entry, withdrawn_at=february(5, 9)), ["half-way"], ["24h"]),
    "moved to the next": (lambda entry: Entry.objects.update(state=EntryState.MOVED_ON), [], []),
    "left the course": (lambda entry: Entry.objects.update(state=EntryState.LEFT, left_at=february(5, 9)), [], []),
}


@pytest.mark.parametrize(("done", "half_way", "last_morning"), DONE.values(), ids=DONE.keys())
def test_nothing_is_said_that_is_done(done, half_way, last_morning):
    entry = inside(a_window(), case_opened_at=OPENS + HOUR)
    done(entry)
    assert (stages(february(7, 9)), stages(february(10, 9))) == (half_way, last_morning)


def test_who_has_opened_the_case_knows_that_it_is_open():
    inside(a_window(), case_opened_at=OPENS + HOUR)
    assert stages(february(3, 9)) == []


def test_with_more_time_it_is_their_own_end_that_counts():
    entry = inside(a_window(), closes_at=CLOSES + DAY, case_opened_at=OPENS)
    assert stages(february(10, 9)) == ["48h"]
    assert {one.moment for one in goes(february(10, 9))} == {entry.closes_at}


def test_of_a_window_that_was_called_off_nothing_is_said():
    window = a_window()
    engaged(window)
    Window.objects.filter(pk=window.pk).update(
        called_off_at=BEFORE, called_off_reason="Too few", called_off_by=UserFactory()
    )
    assert stages(february(2, 9)) == []


def test_more_people_take_no_more_queries():
    window = a_window()
    inside(window)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert len(goes(february(10, 9))) == 1
    for number in range(4):
        inside(window, f"Person{number} Invented")
    with CaptureQueriesContext(connection) as many:
        assert len(goes(february(10, 9))) == 5
    assert len(many) == len(few)


# -- sending -----------------------------------------------------------------------------------------------------------
def test_the_letter_says_the_end_and_what_we_have(server):
    saved(inside(a_window(), case_opened_at=OPENS))
    assert plan(at=february(10, 21)) == 1
    assert plan(at=february(10, 21, 1)) == 0
    assert send_all(february(10, 21), kind="window_last_hours") == ["sent"]
    letter = server.taken[0]
    assert "Wednesday 10 February 2027, 11:59pm (UK time)" in letter["Subject"]
    words = " ".join(letter.get_body(("plain",)).get_content().split())
    assert "You have saved 812 words and have not submitted." in words


def test_who_asked_us_to_submit_is_told_that_we_do(server):
    entry = inside(a_window(), case_opened_at=OPENS, submit_at_closing={"statements": [], "used_ai": False})
    saved(entry)
    plan(at=february(10, 9))
    send_all(february(10, 9), kind="window_closes_soon")
    words = " ".join(server.taken[0].get_body(("plain",)).get_content().split())
    assert "As you asked, we submit what you saved last" in words


def test_what_was_submitted_meanwhile_is_not_reminded_of(server):
    entry = inside(a_window(), case_opened_at=OPENS)
    plan(at=february(10, 21))
    SubmissionFactory(entry=entry)
    assert send_all(february(10, 21), kind="window_last_hours") == ["skipped"]


def test_a_moved_end_is_another_reminder_and_the_old_one_is_skipped(server):
    entry = inside(a_window(), case_opened_at=OPENS)
    plan(at=february(10, 9))
    Entry.objects.filter(pk=entry.pk).update(closes_at=CLOSES + 3 * DAY)
    assert send_all(february(10, 9), kind="window_closes_soon") == ["skipped"]
    assert plan(at=february(12, 9)) == 1


def test_who_is_not_ready_reads_what_would_make_them_ready(server):
    window = a_window()
    engaged(window), idle(window)
    assert plan(at=february(2, 9)) == 2
    send_all(february(2, 9), kind="window_opens_tomorrow")
    said = sorted(" ".join(one.get_body(("plain",)).get_content().split()) for one in server.taken)
    assert "You have not yet engaged with enough of the course." in said[0]
    assert "You are ready. You are let in when it opens." in said[1]


# -- rehearsed ---------------------------------------------------------------------------------------------------------
def test_the_rehearsal_foresees_what_is_then_planned_hour_by_hour():
    window = a_window()
    engaged(window)
    foreseen = {
        (one.what.key, one.at)
        for one in reminders.foreseen(start=BEFORE, end=CLOSES + DAY)
        if one.verdict == Verdict.GOES and one.what.kind in windows.KINDS
    }
    at = BEFORE
    while at < CLOSES + DAY:
        if at == OPENS:
            inside_now(window)
        plan(at=at)
        at += HOUR
    planned = Notification.objects.filter(kind__in=windows.KINDS).values_list("key", "created_at")
    assert len(foreseen) == 6
    assert set(planned) == foreseen


def inside_now(window: Window) -> None:
    """Whoever is ready is let in, as the minute's task does."""
    from assessments.actions.admission import open_windows

    assert open_windows(at=OPENS) == 1
