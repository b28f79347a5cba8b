"""Planning a window, and letting somebody in without the engagement it asks for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessments.actions.windows import WindowRefusedError, end_waiver, plan, waive
from assessments.choices import WindowRule
from assessments.facts.windows import windows_of
from assessments.models import Entry, Waiver, Window
from courses.choices import EnrolmentStatus
from tests.assessments.windows.scenes import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    TERMS,
    a_cohort,
    a_window,
    another_case,
    idle,
    inside,
    letters,
)
from tests.factories.assessments import CaseStudyFactory
from tests.factories.courses import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return a_cohort()


@pytest.fixture
def case(cohort):
    return CaseStudyFactory(programme=cohort.programme)


# -- planning ----------------------------------------------------------------------------------------------------------
def test_a_window_keeps_its_rule_and_both_instants(cohort, case, hub_admin):
    window = plan(cohort=cohort, case_study=case, terms=TERMS, by=hub_admin, at=BEFORE)

    assert (window.rule, window.days, window.opens_on) == (WindowRule.CALENDAR_DAYS, 8, date(2027, 2, 3))
    assert (window.opens_at, window.closes_at) == (OPENS, CLOSES)
    event = window.events.get()
    assert (event.what, event.by, event.at) == ("Planned", hub_admin, BEFORE)
    assert event.after["terms"].startswith("opens Wednesday 3 February 2027, 00:00; closes Wednesday 10 February")


def test_everybody_it_is_for_is_written_to_once(cohort, case, hub_admin):
    person = EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, status=EnrolmentStatus.WITHDRAWN)
    EnrolmentFactory(cohort=cohort, status=EnrolmentStatus.COMPLETED)

    for _ in range(2):
        plan(cohort=cohort, case_study=case, terms=TERMS, by=hub_admin, at=BEFORE)

    ((email, told),) = letters("window_changed")
    assert email == person.participant.user.email
    assert told["opens"] == "Wednesday 3 February 2027, 00:00 (UK time)"
    assert told["closes"] == "Wednesday 10 February 2027, 11:59pm (UK time)"
    assert Window.objects.count() == 1


def test_what_somebody_has_by_a_standing_adjustment_is_in_their_letter(cohort, case, hub_admin):
    person = EnrolmentFactory(cohort=cohort).participant
    person.standing_adjustments.create(extra_hours=24, given_at=BEFORE - timedelta(days=1), given_by=hub_admin)
    plan(cohort=cohort, case_study=case, terms=TERMS, by=hub_admin, at=BEFORE)
    assert letters("window_changed")[0][1]["closes"].startswith("Thursday 11 February 2027, 11:59pm")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": 0}, "from 1 to 60 days"),
        ({"opens_on": date(2027, 1, 27)}, "must open in the future"),
        ({"rule": "eight_days"}, "Choose how the days are counted"),
    ],
)
def test_what_makes_no_window_is_refused(cohort, case, hub_admin, changes, words):
    with pytest.raises(WindowRefusedError, match=words):
        plan(cohort=cohort, case_study=case, terms=replace(TERMS, **changes), by=hub_admin, at=BEFORE)
    assert not Window.objects.exists()


def test_a_case_of_another_programme_is_refused(cohort, hub_admin):
    with pytest.raises(WindowRefusedError, match="another programme"):
        plan(cohort=cohort, case_study=CaseStudyFactory(), terms=TERMS, by=hub_admin, at=BEFORE)


def test_two_windows_of_a_cohort_do_not_open_on_one_day(cohort, case, hub_admin):
    window = a_window(cohort)
    with pytest.raises(WindowRefusedError, match="opens on this day already"):
        plan(cohort=cohort, case_study=case, terms=TERMS, by=hub_admin, at=BEFORE)
    assert list(windows_of(cohort)) == [window]


# -- waiving -----------------------------------------------------------------------------------------------------------
def test_a_waiver_lets_in_at_once_where_the_window_is_open(hub_admin):
    window = a_window()
    enrolment = idle(window)

    waiver = waive(window=window, enrolment=enrolment, reason=" A flood ", by=hub_admin, at=INSIDE)

    assert waiver.reason == "A flood"
    assert Entry.objects.get().enrolment == enrolment
    assert window.events.get().what == "Engagement waived: Idle Invented"


def test_before_the_opening_it_waits(hub_admin):
    window = a_window()
    waive(window=window, enrolment=idle(window), reason="A flood", by=hub_admin, at=BEFORE)
    assert not Entry.objects.exists()


def test_waived_twice_is_waived_once(hub_admin):
    window = a_window()
    enrolment = idle(window)
    facts = {"window": window, "enrolment": enrolment, "by": hub_admin, "at": BEFORE}
    assert waive(reason="A flood", **facts) == waive(reason="Another", **facts)
    assert (Waiver.objects.count(), window.events.count()) == (1, 1)


def test_a_waiver_needs_a_reason_and_a_window_that_goes_on(hub_admin):
    window = a_window()
    with pytest.raises(WindowRefusedError, match="Enter why"):
        waive(window=window, enrolment=idle(window), reason="  ", by=hub_admin, at=BEFORE)
    with pytest.raises(WindowRefusedError, match="is over"):
        waive(window=window, enrolment=idle(window), reason="A flood", by=hub_admin, at=CLOSES)


def test_a_waiver_can_be_ended_until_somebody_is_in(hub_admin):
    window = a_window()
    waiver = waive(window=window, enrolment=idle(window), reason="A flood", by=hub_admin, at=BEFORE)
    assert end_waiver(waiver=waiver, by=hub_admin, at=BEFORE) is True
    assert end_waiver(waiver=waiver, by=hub_admin, at=BEFORE) is False

    other = waive(window=window, enrolment=idle(window, "In Invented"), reason="A flood", by=hub_admin, at=INSIDE)
    with pytest.raises(WindowRefusedError, match="are in the window already"):
        end_waiver(waiver=other, by=hub_admin, at=INSIDE)


def test_another_case_is_of_the_same_programme():
    window = a_window()
    assert another_case(window).programme == window.cohort.programme
    assert inside(window).window == window
