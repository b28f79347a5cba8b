"""An alert waits a quarter of an hour, and is sent if it is still so: a slip that is put right alarms nobody."""

from datetime import datetime, timedelta

import pytest

from courses.actions.alerts import TOLD_AFTER
from courses.actions.engagement import after_change
from courses.choices import Mark
from courses.models import Enrolment
from npq_portal.notifications import outbox
from npq_portal.notifications.choices import NotificationKind, NotificationState
from npq_portal.notifications.models import Notification
from tests.courses.engagement.scenes import Course

pytestmark = pytest.mark.django_db

AT_RISK, OUT_OF_REACH = NotificationKind.ENGAGEMENT_AT_RISK, NotificationKind.ENGAGEMENT_OUT_OF_REACH
SENT, QUEUED, SKIPPED = NotificationState.SENT, NotificationState.QUEUED, NotificationState.SKIPPED
MINUTE = timedelta(minutes=1)


def sweep(at: datetime) -> None:
    """What the sweep of that minute does."""
    outbox.deliver_due(clock=lambda: at, until=at)


def alerts() -> list[tuple[str, str]]:
    """Kind and state of each, the oldest first."""
    rows = Notification.objects.filter(kind__in=[AT_RISK, OUT_OF_REACH]).order_by("created_at", "key")
    return list(rows.values_list("kind", "state"))


def test_it_is_sent_after_a_quarter_of_an_hour_and_not_before():
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)

    sweep(at + TOLD_AFTER - MINUTE)
    assert alerts() == [(AT_RISK, QUEUED)]
    sweep(at + TOLD_AFTER)
    assert alerts() == [(AT_RISK, SENT)]


def test_a_slip_put_right_within_that_time_tells_nobody_and_says_why():
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)
    course.mark(1, Mark.ATTENDED, at=at + MINUTE)

    sweep(at + TOLD_AFTER)

    assert alerts() == [(AT_RISK, SKIPPED)]
    assert Notification.objects.get(kind=AT_RISK).last_error.startswith("No longer so: a mark was corrected")


def test_the_same_absence_after_all_is_told_though_it_was_skipped_once():
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)
    course.mark(1, Mark.ATTENDED, at=at + MINUTE)
    sweep(at + TOLD_AFTER)

    again = course.mark(1, Mark.ABSENT, at=at + timedelta(hours=1))
    sweep(again + TOLD_AFTER)

    assert alerts() == [(AT_RISK, SKIPPED), (AT_RISK, SENT)]


def test_what_was_sent_is_not_said_again():
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)
    sweep(at + TOLD_AFTER)
    course.mark(1, Mark.ATTENDED, at=at + timedelta(hours=1))
    again = course.mark(1, Mark.ABSENT, at=at + timedelta(hours=2))
    sweep(again + TOLD_AFTER)

    assert alerts() == [(AT_RISK, SENT)]


def test_of_two_absences_within_that_time_the_worse_is_told():
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)
    course.mark(2, Mark.ABSENT, at=at + MINUTE)

    sweep(at + TOLD_AFTER)
    sweep(at + TOLD_AFTER + MINUTE)

    assert alerts() == [(AT_RISK, SKIPPED), (OUT_OF_REACH, SENT)]
    assert Notification.objects.get(state=SKIPPED).last_error.startswith("Out of date: another message")


def test_the_wrong_person_marked_and_then_the_wrong_session_names_what_was_missed_in_the_end():
    """Absent at the first, corrected, absent at the second, all before the first alert goes."""
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)
    course.mark(1, Mark.ATTENDED, at=at + MINUTE)
    course.mark(2, Mark.ABSENT, at=at + 2 * MINUTE)

    sweep(at + TOLD_AFTER)
    sweep(at + TOLD_AFTER + 2 * MINUTE)

    assert alerts() == [(AT_RISK, SKIPPED), (AT_RISK, SENT)]
    (missed,) = Notification.objects.get(state=SENT).context["missed"]
    assert missed.startswith("Seminar 2")


def test_what_is_left_of_an_alert_that_was_too_dark_is_still_told():
    """Two absences, one of them a slip that is put right after the first alert's turn: one more would be too many."""
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)
    later = course.mark(2, Mark.ABSENT, at=at + 10 * MINUTE)
    sweep(at + TOLD_AFTER)
    right = course.mark(2, Mark.ATTENDED, at=later + 10 * MINUTE)
    sweep(later + TOLD_AFTER)
    sweep(later + 2 * TOLD_AFTER)

    assert right < later + TOLD_AFTER
    assert sorted(alerts()) == sorted([(AT_RISK, SKIPPED), (OUT_OF_REACH, SKIPPED), (AT_RISK, SENT)])


@pytest.mark.parametrize("status", ["deferred", "withdrawn", "completed", "moved"])
def test_whoever_left_meanwhile_is_not_told(status):
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)
    Enrolment.objects.update(status=status)

    sweep(at + TOLD_AFTER)

    assert alerts() == [(AT_RISK, SKIPPED)]


def test_marks_that_change_nothing_of_it_do_not_hold_it_up():
    course = Course(20)
    course.mark(1, Mark.ABSENT)
    at = course.mark(2, Mark.ABSENT)
    course.mark(3, at=at + MINUTE)
    after_change(enrolment_ids=[course.people[0].pk], at=at + 2 * MINUTE)

    sweep(at + TOLD_AFTER)

    assert alerts() == [(AT_RISK, SENT)]


def test_each_of_many_is_asked_about_on_their_own():
    course = Course(10, people=3)
    at = course.mark(1, Mark.ABSENT)
    course.mark(1, Mark.ATTENDED, course.people[1], at=at + MINUTE)

    sweep(at + TOLD_AFTER)

    told = Notification.objects.filter(kind=AT_RISK, state=SENT).values_list("recipient", flat=True)
    assert set(told) == {course.people[0].participant.user_id, course.people[2].participant.user_id}
