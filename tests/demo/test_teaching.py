"""Two cohorts in mid-course: what the README's tour walks through is there, whenever the demo is loaded."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.choices import AtRiskRule, CatchUpState, RecordState
from courses.facts.standing import ledgers_of
from courses.models import AtRiskEntry, CatchUp, Cohort, EngagementRecord, Enrolment, Session
from courses.rules.engagement import Standing
from npq_portal import clock
from npq_portal.demo.cast import NADIA, OWEN, TOM
from npq_portal.demo.cohorts import LEADERSHIP, MARKED, RESITTING, RUNNING, SPECIALIST, cohort
from npq_portal.demo.load import load
from tests.demo.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def enrolment(person) -> Enrolment:
    return Enrolment.objects.get(participant__user__email=person.email)


def test_both_have_sessions_past_and_to_come_led_by_tom():
    for running in (SPECIALIST, LEADERSHIP):
        sessions = Session.objects.filter(component__cohort=cohort(running.provider, running.course, running.intake))
        assert sessions.filter(ends_at__lt=AT).count() >= 8
        assert sessions.filter(starts_at__gt=AT).count() >= 8
        assert sessions.exclude(facilitators__email=TOM.email).count() == 0


def test_two_are_taught_to_the_end_and_everybody_reached_the_threshold():
    for running in (RESITTING, MARKED):
        taught = cohort(running.provider, running.course, running.intake)
        ids = list(taught.enrolments.values_list("pk", flat=True))

        assert not Session.objects.filter(component__cohort=taught, ends_at__gt=AT).exists()
        assert {ledger.forecast.standing for ledger in ledgers_of(ids, at=AT).values()} == {Standing.MET}


def test_one_meets_on_the_day_itself():
    starts = Session.objects.filter(component__cohort__programme__course__identifier=SPECIALIST.course)
    assert clock.london_date(AT) in {clock.london_date(moment) for moment in starts.values_list("starts_at", flat=True)}


def test_one_register_waits_to_be_taken():
    waiting = Session.objects.filter(ends_at__lt=AT, register_closed_at=None)
    taught = cohort(LEADERSHIP.provider, LEADERSHIP.course, LEADERSHIP.intake)
    assert taught in {session.component.cohort for session in waiting}


def test_nadia_has_an_absence_that_she_can_still_catch_up():
    offer = CatchUp.objects.get(enrolment=enrolment(NADIA))
    assert offer.state == CatchUpState.OFFERED
    assert offer.due_on >= clock.london_date(AT)


def test_somebody_who_resumes_in_the_next_cohort_finds_the_same_parts_there():
    taught = enrolment(OWEN).cohort
    (later,) = Cohort.objects.filter(programme=taught.programme, starts_on__gt=taught.starts_on)
    assert set(later.components.values_list("origin", flat=True)) == set(
        taught.components.values_list("origin", flat=True)
    )


def test_owen_is_at_risk_and_nobody_looks_after_it_yet():
    entry = AtRiskEntry.objects.get(enrolment=enrolment(OWEN), closed_at=None)
    assert AtRiskRule.ONE_MORE_AND_GONE in {found["rule"] for found in entry.rules}
    assert entry.owner is None


def test_everybody_has_sums_that_their_records_give():
    ids = list(
        Enrolment.objects.filter(cohort__in=Cohort.objects.exclude(components=None)).values_list("pk", flat=True)
    )
    assert len(ids) == 35
    ledgers = ledgers_of(ids, at=AT)
    for one in Enrolment.objects.filter(pk__in=ids).select_related("summary"):
        parts = ledgers[one.pk].parts
        assert one.summary.total == sum(part.minutes for part in parts)
        assert one.summary.earned == sum(part.earned for part in parts)


def test_nothing_waits_for_a_decision_and_no_mark_lies_ahead():
    assert not EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).exists()
    assert not EngagementRecord.objects.filter(captured_at__gt=AT).exists()


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), id="the Sunday the clocks go forward"),
        pytest.param(datetime(2027, 7, 1, 22, 59, tzinfo=UTC), id="a summer evening"),
        pytest.param(datetime(2028, 2, 29, 12, tzinfo=UTC), id="a leap day"),
        pytest.param(datetime(2026, 11, 23, 12, tzinfo=UTC), id="a Monday"),
    ],
)
def test_whenever_it_is_loaded_they_are_weeks_old_and_began_on_a_school_day(at):
    for running in RUNNING:
        starts_on = running.starts_on(at)
        assert (clock.london_date(at) - starts_on).days in range(running.weeks * 7, running.weeks * 7 + 4)
        assert starts_on.weekday() < 5


def test_loading_weeks_later_takes_no_register_by_itself():
    records = EngagementRecord.objects.count()
    load(at=AT + timedelta(days=40))
    assert EngagementRecord.objects.count() == records
