"""What is forgotten after a year, and what is not."""

from datetime import UTC, datetime, timedelta

import pytest
from time_machine import travel

from courses.actions.retention import forget_at_risk, forget_walk_ins
from courses.models import AtRiskEntry, AtRiskNote, WalkIn
from courses.tasks import forget_after_a_year
from npq_portal.celery import app
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import AtRiskEntryFactory, AtRiskNoteFactory, SessionFactory, WalkInFactory

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 11, 17, 12, tzinfo=UTC)
A_YEAR_LATER = datetime(2027, 11, 17, 12, tzinfo=UTC)


def test_an_entry_and_its_notes_go_a_year_after_it_was_closed():
    AtRiskNoteFactory(entry=AtRiskEntryFactory(closed_at=THEN))

    assert forget_at_risk(at=A_YEAR_LATER - timedelta(seconds=1)) == 0
    assert forget_at_risk(at=A_YEAR_LATER) == 1
    assert forget_at_risk(at=A_YEAR_LATER) == 0
    assert not AtRiskNote.objects.exists()


def test_an_open_entry_stays_however_old():
    entry = AtRiskEntryFactory(opened_at=THEN - timedelta(days=900))

    assert forget_at_risk(at=A_YEAR_LATER) == 0
    assert AtRiskEntry.objects.get() == entry


def walk_in(**facts) -> WalkIn:
    return WalkInFactory(session=SessionFactory(starts_at=THEN - timedelta(hours=1), ends_at=THEN), **facts)


@pytest.mark.parametrize("facts", [{}, {"settled_at": THEN}], ids=["nobody said who", "nobody of ours"])
def test_somebody_unknown_goes_a_year_after_the_session(facts):
    walk_in(**facts)

    assert forget_walk_ins(at=A_YEAR_LATER - timedelta(seconds=1)) == 0
    assert forget_walk_ins(at=A_YEAR_LATER) == 1
    assert not WalkIn.objects.exists()


def test_who_was_matched_stays():
    walk_in(settled_at=THEN, enrolment=EnrolmentFactory())

    assert forget_walk_ins(at=A_YEAR_LATER) == 0


def test_it_runs_every_night():
    walk_in()
    AtRiskEntryFactory(closed_at=THEN)

    with travel(A_YEAR_LATER, tick=False):
        assert forget_after_a_year() == 2
    assert "courses.tasks.forget_after_a_year" in {entry["task"] for entry in app.conf.beat_schedule.values()}
