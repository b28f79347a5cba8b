"""What the cohorts ask of the hub, on a hub admin's first page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from courses.choices import CatchUpState, EnrolmentStatus, RecordState
from courses.facts.cohorts import waiting
from npq_portal import clock
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import (
    AtRiskEntryFactory,
    CatchUpFactory,
    RecordFactory,
    SessionFactory,
    WalkInFactory,
)

pytestmark = pytest.mark.django_db


def _work(hub_admin, *, times: int = 1) -> None:
    """One of everything that waits, and of everything that does not."""
    now = clock.now()
    for _ in range(times):
        AtRiskEntryFactory()
        AtRiskEntryFactory(owner=hub_admin)
        AtRiskEntryFactory(closed_at=now, outcome="All is well.")
        AtRiskEntryFactory(enrolment=EnrolmentFactory(status=EnrolmentStatus.WITHDRAWN))
        ended = SessionFactory(starts_at=now - timedelta(days=1))
        closed = SessionFactory(starts_at=now - timedelta(days=1), register_saved_at=now, register_closed_at=now)
        SessionFactory(starts_at=now + timedelta(days=1))
        CatchUpFactory(session=closed, state=CatchUpState.SENT)
        CatchUpFactory(session=closed, state=CatchUpState.OFFERED)
        RecordFactory(session=ended, state=RecordState.TO_DECIDE, to_decide="clash")
        RecordFactory(session=ended)
        WalkInFactory(session=ended)
        WalkInFactory(session=ended, settled_at=now)


def test_what_waits_and_nothing_else_is_counted(hub_admin):
    _work(hub_admin)
    found = waiting(at=clock.now())
    assert (found.at_risk, found.unowned) == (2, 1)
    assert (found.catch_ups, found.registers, found.clashes, found.walk_ins) == (1, 1, 1, 1)


def test_it_stands_on_the_first_page_with_the_way_to_it(hub_admin, hub_admin_client):
    _work(hub_admin)
    page = hub_admin_client.get("/home/")
    for words in (
        "People at risk whom nobody sees to",
        "Catch-ups to decide about",
        "Registers still open",
        "Marks to decide between",
        "Walk-ins to match",
        'href="/hub/board/at-risk/?show=nobody"',
    ):
        assertContains(page, words)


def test_a_quiet_day(hub_admin_client):
    assertContains(hub_admin_client.get("/home/"), "Nothing waits for the hub in the cohorts today.")


def test_a_lot_of_work_takes_no_more_queries(hub_admin, hub_admin_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            hub_admin_client.get("/home/")
        return len(found)

    _work(hub_admin)
    queries()
    few = queries()
    _work(hub_admin, times=5)
    assert queries() == few
