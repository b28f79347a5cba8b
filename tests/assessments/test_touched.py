"""Releasing a schedule says which case study windows it touches."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from assessments.facts.touched import windows_touched
from assessments.models import Waiver
from courses.choices import SessionState
from courses.facts.touches import SessionMoved
from npq_portal.periods import Period
from tests.factories.assessments import CLOSES_AT, OPENS_AT, EntryFactory, WindowFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory, SessionFactory

pytestmark = pytest.mark.django_db

BEFORE = OPENS_AT - timedelta(days=30)
HOUR = timedelta(hours=1)


def moved(starts_at: datetime) -> SessionMoved:
    return SessionMoved("Seminar 4", Period(starts_at, starts_at + HOUR))


@pytest.mark.parametrize(
    ("starts_at", "said"),
    [
        (OPENS_AT - HOUR, []),
        (
            OPENS_AT,
            [
                "Seminar 4 on Wednesday 3 February 2027 falls into the window that opens on Wednesday 3 February 2027.",
            ],
        ),
        (
            CLOSES_AT - HOUR,
            [
                "Seminar 4 on Wednesday 10 February 2027 falls into the window that opens on Wednesday 3 February 2027.",
            ],
        ),
        (
            CLOSES_AT,
            [
                (
                    "Seminar 4 on Thursday 11 February 2027 comes after the window that opens on Wednesday 3 February 2027: "
                    "its minutes cannot count towards being let in."
                ),
            ],
        ),
    ],
    ids=["ends as it opens", "at its opening", "ends as it closes", "at its end"],
)
def test_a_session_is_told_by_where_it_lies(starts_at, said):
    window = WindowFactory()

    assert windows_touched(cohort=window.cohort, sessions=[moved(starts_at)], worse=frozenset(), at=BEFORE) == said


def test_a_window_that_is_over_is_nobodys_news():
    window = WindowFactory()

    assert windows_touched(cohort=window.cohort, sessions=[moved(OPENS_AT)], worse=frozenset({1}), at=CLOSES_AT) == []


def test_people_who_may_not_get_in_are_counted_but_those_let_in_or_waived(hub_admin):
    window = WindowFactory()
    outside, another, inside, waived = (EnrolmentFactory(cohort=window.cohort) for _ in range(4))
    EntryFactory(window=window, enrolment=inside)
    Waiver.objects.create(window=window, enrolment=waived, reason="Joined late", at=BEFORE, by=hub_admin)
    worse = frozenset(one.pk for one in (outside, another, inside, waived))

    assert windows_touched(cohort=window.cohort, sessions=[], worse=worse, at=BEFORE) == [
        "2 people may not be let into the window that opens on Wednesday 3 February 2027: see “Engagement” above."
    ]


def test_the_release_page_shows_it(hub_admin_client):
    window = WindowFactory(
        opens_at=datetime(2099, 2, 3, tzinfo=UTC), closes_at=datetime(2099, 2, 11, tzinfo=UTC), opens_on="2099-02-03"
    )
    component = ComponentFactory(cohort=window.cohort, title="Clinic")
    starts_at = datetime(2099, 2, 4, 16, tzinfo=UTC)
    SessionFactory(component=component, starts_at=starts_at, ends_at=starts_at + HOUR, state=SessionState.DRAFT)

    page = hub_admin_client.get(reverse("schedule:release", args=[window.cohort_id]))

    assert "Clinic on Wednesday 4 February 2099 falls into the window" in page.content.decode()
