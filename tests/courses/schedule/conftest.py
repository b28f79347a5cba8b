"""A cohort in mid-course: two live sessions with dates, people on it, and somebody who leads."""

from datetime import date, datetime

import pytest

from courses.models import Cohort
from tests.courses.timetable import LONDON, component, session
from tests.factories.courses import CohortFactory, EnrolmentFactory

NOW = datetime(2026, 11, 16, 12, tzinfo=LONDON)


@pytest.fixture
def cohort(db) -> Cohort:
    return CohortFactory(name="Autumn cohort", starts_on=date(2026, 11, 9), ends_on=date(2027, 12, 17))


@pytest.fixture
def first(cohort, facilitator):
    """Tuesday 17 November 2026, 4pm to 5pm."""
    return session(component(cohort, "Live session 1", position=1), led_by=[facilitator])


@pytest.fixture
def second(cohort, facilitator):
    """Tuesday 24 November 2026, 4pm to 5pm."""
    return session(component(cohort, "Live session 2", position=2), "2026-11-24 16:00", led_by=[facilitator])


@pytest.fixture
def priya(cohort, participant):
    """Priya of the cast, enrolled."""
    return EnrolmentFactory(cohort=cohort, participant=participant.participant)


@pytest.fixture
def pat(cohort):
    return EnrolmentFactory(cohort=cohort)
