"""A whole year of a cohort, from the first day of registration to the last deferral: every message of it, in a table that was
read line by line (cohort_year.txt).

Where the portal is meant to say something else from now on, run the test, read the difference, and take the new table from
test-results/cohort_year.txt.
"""

from pathlib import Path

import pytest
import time_machine

from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from tests.notifications.conftest import server  # noqa: F401
from tests.simulation import story as chapters
from tests.simulation.days import Days, london
from tests.simulation.ledger import Ledger
from tests.simulation.world import a_world

REVIEWED = Path(__file__).with_name("cohort_year.txt")
BEGIN = london("2026-09-01 08:00")

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(server, settings) -> Ledger:  # noqa: F811
    """What the year brought."""
    settings.HUB_EMAIL = "npq@hub.example"
    ledger = Ledger(server)
    with time_machine.travel(BEGIN, tick=False):
        world = a_world(at=BEGIN)
    told = chapters.Story(Days(BEGIN, ledger.write), world, ledger)
    for chapter in (chapters.applying, chapters.autumn, chapters.spring, chapters.the_window, chapters.results):
        chapter(told)
    return ledger


def test_the_ledger_of_a_year_is_the_one_that_was_reviewed(year, server):  # noqa: F811
    found = "\n".join(year.lines) + "\n"
    kept = Path("test-results")
    kept.mkdir(exist_ok=True)
    (kept / "cohort_year.txt").write_text(found)
    assert found.splitlines() == REVIEWED.read_text().splitlines()
    assert not Notification.objects.filter(state__in=[NotificationState.QUEUED, NotificationState.SENDING]).exists()
    assert max(server.message_ids().values()) == 1
