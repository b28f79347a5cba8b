"""Warnings about sessions as they are stored or planned, and in words; plans of sessions to be made."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.choices import EnrolmentStatus, SessionState
from courses.facts import clashes, plans
from courses.facts.snapshots import NewSession
from courses.models import HolidayPeriod
from courses.rules.clashes import WarningCode
from courses.rules.schedule import Pattern, WhyClosed
from tests.courses.schedule.conftest import NOW
from tests.courses.timetable import component, place, session
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory

pytestmark = pytest.mark.django_db

NOTHING = NewSession(0, NOW, NOW)


@pytest.fixture
def other(db):
    """Another cohort, of another programme."""
    return CohortFactory(name="Other cohort", intake=IntakeFactory(identifier="2027a"))


def said(cohort, *sessions):
    return clashes.words(clashes.of_sessions(cohort, [one.pk for one in sessions]))


def tuesdays(**facts):
    usual = {"first_on": date(2026, 11, 17), "weekdays": frozenset({1}), "starts": time(16), "minutes": 60, "count": 2}
    return Pattern(**usual | facts)


def test_everything_odd_in_words(cohort, first, other, facilitator, priya):
    EnrolmentFactory(cohort=other, participant=priya.participant)
    session(component(other, "Conference"), "2026-11-17 16:30", venue="room 1", led_by=[facilitator])

    assert said(cohort, first) == {
        f"session:{first.pk}": [
            "Femi Invented leads Conference of Other cohort at the same time.",
            "Room 1 is also taken by Conference of Other cohort.",
            "1 participant is expected at Conference of Other cohort at the same time.",
        ]
    }


def test_a_participant_who_goes_to_the_repeat_is_in_nobodys_way(cohort, first, other, priya):
    EnrolmentFactory(cohort=other, participant=priya.participant)
    theirs = session(component(other), "2026-11-17 16:30", venue="Elsewhere")
    assert said(cohort, first)
    place(priya, session(first.component, "2026-12-01 16:00"))

    assert said(cohort, first) == {}
    assert theirs.takes_place


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.NOT_HELD])
def test_what_does_not_take_place_is_in_nobodys_way(cohort, first, other, state):
    session(component(other), state=state, state_reason="Snow")

    assert said(cohort, first) == {}


def test_another_cohorts_draft_is_a_plan_to_be_told(cohort, first, other):
    session(component(other), state=SessionState.DRAFT)

    assert said(cohort, first)[f"session:{first.pk}"] == ["Room 1 is also taken by Live session 1 of Other cohort."]


def test_closed_days_are_bank_holidays_then_the_hubs(db):
    HolidayPeriod.objects.create(name="Easter, Suffolk", first_day="2027-03-25", last_day="2027-04-09")
    HolidayPeriod.objects.create(name="Summer", first_day="2027-07-22", last_day="2027-08-31")

    found = clashes.closed_days(date(2027, 3, 28), date(2027, 4, 1))

    assert [(one.name, one.why) for one in found] == [
        ("Easter Monday", WhyClosed.BANK_HOLIDAY),
        ("Easter, Suffolk", WhyClosed.SCHOOL_HOLIDAY),
    ]


# -- plans ---------------------------------------------------------------------------------------------------------------
def test_a_plan_says_what_is_there_and_what_is_odd(cohort, first, hub_admin, facilitator):
    details = NewSession(0, NOW, NOW, venue="Room 1", facilitators=(facilitator.pk,))

    plan = plans.by_pattern(cohort, tuesdays(), [first.component], details, leave_out_holidays=True)

    assert [(one.is_there, one.warnings) for one in plan.sessions] == [(True, ()), (False, ())]
    assert [new.starts_at.isoformat() for new in plan.to_make] == ["2026-11-24T16:00:00+00:00"]


def test_sessions_of_one_plan_can_be_in_each_others_way(cohort, priya, facilitator):
    parts = [component(cohort, f"Part {number}") for number in (1, 2)]
    plan = plans.by_pattern(cohort, tuesdays(), parts, NOTHING, leave_out_holidays=False)
    both = plans.by_file(
        cohort, b"Component,Date,Start,Venue\nPart 1,17/11/2026,16:00,Hall\nPart 2,17/11/2026,16:30,Hall"
    )

    assert [one.warnings for one in plan.sessions] == [(), ()]
    assert both.sessions[0].warnings == (
        "Hall is also taken by another session made here.",
        "1 participant is expected at another session made here at the same time.",
    )


def test_a_repeat_takes_nobody_from_where_they_are_expected(cohort, first, second, priya):
    plan = plans.by_pattern(
        cohort, tuesdays(first_on=date(2026, 11, 24), count=1), [first.component], NOTHING, leave_out_holidays=False
    )

    assert plan.sessions[0].warnings == ()


def test_the_digest_is_of_everything_shown(cohort, first):
    def digest(**changes):
        facts = {"pattern": tuesdays(), "details": NOTHING} | changes
        return plans.by_pattern(
            cohort, facts["pattern"], [first.component], facts["details"], leave_out_holidays=True
        ).digest

    before = digest()
    assert before == digest()
    assert before != digest(pattern=tuesdays(count=3))
    assert before != digest(details=NewSession(0, NOW, NOW, capacity=5))
    HolidayPeriod.objects.create(name="Closed", first_day="2026-11-24", last_day="2026-11-24")
    assert before != digest()


def test_people_who_left_the_course_are_in_nobodys_way(cohort, other, first, priya):
    EnrolmentFactory(cohort=other, participant=priya.participant, status=EnrolmentStatus.WITHDRAWN)
    session(component(other), "2026-11-17 16:30", venue="Elsewhere")

    assert said(cohort, first) == {}


def test_the_number_of_sessions_and_people_does_not_change_the_number_of_queries(cohort, first, facilitator):
    counts = []
    for week in (1, 2):
        for number in range(3):
            EnrolmentFactory(cohort=cohort)
            session(component(cohort, f"Part {week} {number}"), f"2026-12-{week}{number} 16:00", led_by=[facilitator])
        ids = list(cohort.components.values_list("sessions", flat=True))
        with CaptureQueriesContext(connection) as queries:
            found = clashes.of_sessions(cohort, ids)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert {one.code for one in found} <= {WarningCode.WEEKEND}
