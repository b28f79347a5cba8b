"""Last days that come near: catching up, self-study, the end of a deferral. Each while it is so, and never after it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.choices import CatchUpState, Mark
from courses.models import CatchUp, Component, Enrolment
from courses.reminders import catch_ups, deferrals, studying
from npq_portal.notifications.reminders import LOOK_BACK, going, plan
from npq_portal.periods import LONDON
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import CatchUpFactory, HolidayPeriodFactory, RecordFactory, StudyFactory
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

LAST_DAY = date(2026, 12, 8)  # a Tuesday


def london(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def stages(source, at: datetime) -> list[str]:
    """The stage of everything that goes."""
    return [one.stage for batch in source(since=at - LOOK_BACK, by=at) for one in going(batch, at=at)]


def days_before(days: int, hour: int = 9, minute: int = 0) -> datetime:
    return london(LAST_DAY - timedelta(days=days), hour, minute)


# -- catching up -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (days_before(4), []),
        (days_before(3, 6, 59), []),
        (days_before(3, 7), ["3d"]),
        (days_before(2), ["3d"]),
        (days_before(1, 7), ["1d"]),
        (days_before(0, 20, 59), ["1d"]),
        (days_before(0, 21), []),  # it can wait, and in the morning it is too late
        (days_before(-1), []),
    ],
)
def test_an_offer_is_reminded_of_three_days_and_a_day_before_its_last_day(at, expected):
    CatchUpFactory(due_on=LAST_DAY)
    assert stages(catch_ups.source, at) == expected


@pytest.mark.parametrize("state", sorted(set(CatchUpState) - {CatchUpState.OFFERED, CatchUpState.RETURNED}))
def test_nothing_is_said_where_it_is_not_their_turn(state):
    CatchUpFactory(due_on=LAST_DAY, state=state)
    assert stages(catch_ups.source, days_before(2)) == []


def test_what_was_sent_in_meanwhile_is_not_asked_for(server):
    offer = CatchUpFactory(due_on=LAST_DAY)
    plan(at=days_before(2))
    CatchUp.objects.filter(pk=offer.pk).update(state=CatchUpState.SENT)
    assert send_all(days_before(2), kind="catch_up_due") == ["skipped"]


def test_the_letter_says_until_when(server):
    offer = CatchUpFactory(due_on=LAST_DAY)
    plan(at=days_before(2))
    assert send_all(days_before(2), kind="catch_up_due") == ["sent"]
    assert "Tuesday 8 December 2026, 11:59pm (UK time)" in server.taken[0]["Subject"]
    assert f"/my/catch-up/{offer.pk}/" in server.taken[0].get_body(("plain",)).get_content()


def test_more_time_is_another_reminder():
    offer = CatchUpFactory(due_on=LAST_DAY)
    plan(at=days_before(2))
    CatchUp.objects.filter(pk=offer.pk).update(due_on=LAST_DAY + timedelta(days=7))
    assert plan(at=days_before(2)) == 0
    assert plan(at=days_before(-4)) == 1


# -- self-study --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (days_before(8), []),
        (days_before(7, 7), ["7d"]),
        (days_before(2), ["7d"]),
        (days_before(1, 7), ["1d"]),
        (days_before(0), ["1d"]),
        (days_before(-1), []),
    ],
)
def test_a_unit_is_reminded_of_a_week_and_a_day_before_its_last_day(at, expected):
    EnrolmentFactory(cohort=StudyFactory(due_on=LAST_DAY).cohort)
    assert stages(studying.source, at) == expected


def test_whoever_has_done_it_paused_or_left_is_not_reminded():
    unit = StudyFactory(due_on=LAST_DAY)
    done, paused, left, still = EnrolmentFactory.create_batch(4, cohort=unit.cohort)
    RecordFactory(enrolment=done, component=unit, session=None, slot="study", mark=Mark.STUDIED, minutes=120)
    Enrolment.objects.filter(pk=paused.pk).update(status="deferred")
    Enrolment.objects.filter(pk=left.pk).update(status="withdrawn")

    batches = studying.source(since=days_before(30), by=days_before(2))
    assert {one.to for batch in batches for one in batch} == {still.participant.user}


@pytest.mark.parametrize("change", [{"is_off": True}, {"due_on": None}])
def test_a_unit_that_is_left_out_or_has_no_last_day_is_not_reminded_of(change):
    unit = StudyFactory(due_on=LAST_DAY)
    EnrolmentFactory(cohort=unit.cohort)
    Component.objects.filter(pk=unit.pk).update(**change)
    assert stages(studying.source, days_before(2)) == []


def test_queries_do_not_grow_with_people():
    unit = StudyFactory(due_on=LAST_DAY)
    EnrolmentFactory(cohort=unit.cohort)
    with CaptureQueriesContext(connection) as few:
        stages(studying.source, days_before(2))
    EnrolmentFactory.create_batch(20, cohort=unit.cohort)
    with CaptureQueriesContext(connection) as many:
        assert len(stages(studying.source, days_before(2))) == 21
    assert len(many) == len(few)


# -- deferrals ---------------------------------------------------------------------------------------------------------
BACK = date(2027, 1, 19)
ASKED = london(BACK - timedelta(days=28), 7)  # Tuesday 22 December


@pytest.fixture
def deferred() -> Enrolment:
    return EnrolmentFactory(status="deferred", expected_back_on=BACK)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (ASKED - timedelta(minutes=1), []),
        (ASKED, ["28d"]),
        (london(BACK, 0) - timedelta(hours=5), ["28d"]),
        (london(BACK, 9), []),
    ],
)
def test_four_weeks_before_they_mean_to_be_back_they_are_asked(deferred, at, expected):
    assert stages(deferrals.source, at) == expected


def test_holidays_are_kept(deferred):
    HolidayPeriodFactory(first_day=date(2026, 12, 21), last_day=date(2027, 1, 3))
    assert stages(deferrals.source, ASKED) == []
    assert stages(deferrals.source, london(date(2027, 1, 4), 7)) == ["28d"]


def test_who_is_back_is_not_asked(deferred, server):
    plan(at=ASKED)
    Enrolment.objects.update(status="active", expected_back_on=None)
    assert send_all(ASKED) == ["skipped"]


def test_the_clocks_change_and_seven_is_still_seven():
    CatchUpFactory(due_on=date(2027, 3, 31))  # three days before it the clocks go forward
    assert stages(catch_ups.source, datetime(2027, 3, 28, 5, 59, tzinfo=UTC)) == []
    assert stages(catch_ups.source, datetime(2027, 3, 28, 6, tzinfo=UTC)) == ["3d"]
