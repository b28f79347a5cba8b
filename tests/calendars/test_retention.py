"""What calendars were told is forgotten a year after the event."""

from datetime import UTC, datetime, timedelta

import pytest

from npq_portal.calendars.models import ToldEvent
from npq_portal.calendars.tasks import forget_ended
from npq_portal.celery import app
from tests.factories.calendars import ToldEventFactory

NOW = datetime(2027, 11, 23, 4, tzinfo=UTC)
A_YEAR_AGO = NOW - timedelta(days=365)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_off", [False, True])
@pytest.mark.parametrize(
    ("ends_at", "stays"),
    [(A_YEAR_AGO - timedelta(seconds=1), False), (A_YEAR_AGO, True), (NOW + timedelta(days=9), True)],
)
def test_only_what_ended_more_than_a_year_ago_goes(time_machine, ends_at, stays, is_off):
    time_machine.move_to(NOW, tick=False)
    ToldEventFactory(ends_at=ends_at, is_off=is_off)
    assert forget_ended() == (0 if stays else 1)
    assert ToldEvent.objects.exists() == stays


def test_it_stands_in_the_timetable():
    assert forget_ended.name in {entry["task"] for entry in app.conf.beat_schedule.values()}
