"""Marking that is late: told on the morning after, once for each day on which something was due."""

from datetime import date, datetime, timedelta

import pytest

from assessments.choices import MarkingStage, MarkingState
from assessments.models import Marking
from assessments.reminders import marking
from npq_portal.notifications.reminders import LOOK_BACK, going, plan
from npq_portal.periods import LONDON
from tests.factories.accounts import UserFactory
from tests.factories.assessments import MarkingFactory
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

DUE_ON = date(2027, 3, 28)  # on this day the clocks go forward
MARKED = {"state": MarkingState.DONE, "done_at": datetime(2027, 3, 20, tzinfo=LONDON), "percent": 70}


def after(days: int, hour: int = 9, minute: int = 0) -> datetime:
    day = DUE_ON + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def goes(at: datetime) -> int:
    return sum(len(going(batch, at=at)) for batch in marking.source(since=at - LOOK_BACK, by=at))


@pytest.mark.parametrize(
    ("at", "expected"),
    [(after(0), 0), (after(1, 6, 59), 0), (after(1, 7), 1), (after(14), 1), (after(15, 7), 0)],
)
def test_it_is_said_on_the_morning_after_and_for_two_weeks(at, expected):
    MarkingFactory(due_on=DUE_ON)
    assert goes(at) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"state": MarkingState.ALLOCATED}, 1),
        ({"state": MarkingState.CLAIMED}, 1),
        (MARKED, 0),
        ({"state": MarkingState.HANDED_BACK}, 0),
        ({"stage": MarkingStage.STANDARDISATION}, 0),
    ],
)
def test_only_of_what_waits_for_them_and_counts(facts, expected):
    made = MarkingFactory(due_on=DUE_ON)
    Marking.objects.filter(pk=made.pk).update(**facts)
    assert goes(after(1)) == expected


def test_several_are_one_letter_that_counts_them(server):
    marker = UserFactory(roles=["assessor"])
    for days in (-2, 0, 0):
        MarkingFactory(marker=marker, due_on=DUE_ON + timedelta(days=days))
    assert plan(at=after(1)) == 1
    assert send_all(after(1), kind="marking_overdue") == ["sent"]
    assert "3 scripts" in server.taken[0]["Subject"]
    assert "Sunday 28 March 2027" in server.taken[0].get_body(("plain",)).get_content()


def test_what_was_marked_meanwhile_is_not_asked_for(server):
    made = MarkingFactory(due_on=DUE_ON)
    plan(at=after(1))
    Marking.objects.filter(pk=made.pk).update(**MARKED)
    assert send_all(after(1), kind="marking_overdue") == ["skipped"]
