"""The alert is in the outbox with the very mark that causes it, once."""

from datetime import timedelta

import pytest

from courses.actions.engagement import after_change
from courses.choices import Mark
from courses.models import EngagementSummary, Enrolment
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from tests.courses.engagement.scenes import Course

pytestmark = pytest.mark.django_db

AT_RISK, OUT_OF_REACH = NotificationKind.ENGAGEMENT_AT_RISK, NotificationKind.ENGAGEMENT_OUT_OF_REACH


def alerts() -> list[str]:
    """The kinds of the alerts in the outbox, the oldest first."""
    rows = Notification.objects.filter(kind__in=[AT_RISK, OUT_OF_REACH]).order_by("created_at", "key")
    return list(rows.values_list("kind", flat=True))


def test_the_very_mark_that_leaves_nothing_to_spare_writes_the_alert():
    course = Course(20)

    course.mark(1, Mark.ABSENT)
    assert alerts() == []  # one more may be missed
    course.mark(2)
    assert alerts() == []
    course.mark(3, Mark.ABSENT)

    assert alerts() == [AT_RISK]


def test_the_next_absence_puts_it_out_of_reach_and_says_so():
    course = Course(10)

    course.mark(1, Mark.ABSENT)
    course.mark(2, Mark.ABSENT)

    assert alerts() == [AT_RISK, OUT_OF_REACH]


def test_where_nothing_may_be_missed_the_first_absence_is_the_one():
    course = Course(9)

    course.mark(1)
    course.mark(2, Mark.ABSENT)

    assert alerts() == [OUT_OF_REACH]


def test_it_is_written_in_the_transaction_of_the_mark(django_capture_on_commit_callbacks):
    course = Course(10)

    with django_capture_on_commit_callbacks(execute=False):
        course.mark(1, Mark.ABSENT)

    assert alerts() == [AT_RISK]
    assert EngagementSummary.objects.get().alert == "one_more_and_gone"


def test_the_same_mark_again_more_marks_and_time_write_nothing_more():
    course = Course(10)
    at = course.mark(1, Mark.ABSENT)

    course.mark(2)
    course.mark(3)
    after_change(enrolment_ids=[course.people[0].pk], at=at + timedelta(days=30))

    assert alerts() == [AT_RISK]


def test_a_register_put_right_and_wrong_again_says_nothing_new():
    course = Course(10)

    course.mark(1, Mark.ABSENT)
    course.mark(1, Mark.ATTENDED, at=course.after(1) + timedelta(minutes=1))
    assert EngagementSummary.objects.get().alert == ""
    course.mark(1, Mark.ABSENT, at=course.after(1) + timedelta(minutes=2))

    assert alerts() == [AT_RISK]
    assert EngagementSummary.objects.get().alert == "one_more_and_gone"


def test_another_loss_after_it_was_put_right_is_told_anew():
    course = Course(10)

    course.mark(1, Mark.ABSENT)
    course.mark(1, Mark.ATTENDED, at=course.after(1) + timedelta(minutes=1))
    course.mark(2, Mark.ABSENT)

    assert alerts() == [AT_RISK, AT_RISK]


def test_only_those_whom_it_concerns_are_told():
    course = Course(10, people=3)

    course.mark(1, Mark.ABSENT, course.people[1])
    course.mark(1, Mark.ATTENDED, course.people[0], course.people[2])

    assert [row.recipient for row in Notification.objects.filter(kind=AT_RISK)] == [course.people[1].participant.user]


@pytest.mark.parametrize("status", ["deferred", "withdrawn", "completed", "moved"])
def test_whoever_does_not_take_part_is_not_told(status):
    course = Course(10)
    Enrolment.objects.update(status=status)

    after_change(enrolment_ids=[course.people[0].pk], at=course.mark(1, Mark.ABSENT))

    assert alerts() == []


def test_time_alone_can_be_the_cause():
    """A unit whose last day passes is lost by no mark at all."""
    from tests.factories.engagement import StudyFactory

    course = Course(8)
    StudyFactory(cohort=course.cohort, minutes=61, due_on=course.after(1).date())
    after_change(enrolment_ids=[course.people[0].pk], at=course.mark(1))
    assert alerts() == []

    after_change(enrolment_ids=[course.people[0].pk], at=course.after(1) + timedelta(days=1))

    assert alerts() == [OUT_OF_REACH]


def test_the_letter_names_rule_figures_losses_and_what_to_do():
    course = Course(10)

    course.mark(1)
    course.mark(2, Mark.ABSENT)

    told = Notification.objects.get(kind=AT_RISK).context
    assert told["rule"] == "To pass, you need to engage with at least 90% of the course."
    assert told["figures"] == (
        "You have engaged with 60 of 120 minutes so far (50%). You have no minute to spare: one more absence puts 90% out"
        " of reach, unless you catch up."
    )
    assert told["missed"] == [
        "Seminar 2 (Tuesday 24 November 2026): 60 minutes missed; you can catch up until Tuesday 15 December 2026"
    ]
    assert told["what_to_do"][0] == "Come to Seminar 3, 3:45pm on Tuesday 1 December 2026."
    assert told["what_to_do"][1].startswith("Catch up on what you missed")
    assert told["url"].endswith(f"/my/npqs/{course.people[0].pk}/")


def test_out_of_reach_says_how_much_to_catch_up():
    course = Course(10)

    course.mark(1, Mark.ABSENT)
    course.mark(2, Mark.PART, minutes=30)

    told = Notification.objects.get(kind=OUT_OF_REACH).context
    assert "it brings you to 85%" in told["figures"]
    assert "At least 30 minutes are needed." in told["what_to_do"][1]
    assert len(told["missed"]) == 2
