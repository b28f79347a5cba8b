"""The night's thinning of drafts, on rows; which versions go is tested in tests/assessments/rules/test_drafts.py."""

from datetime import timedelta

import pytest

from assessments.actions.thinning import thin
from assessments.choices import VersionSource
from assessments.models import DraftVersion
from assessments.tasks import thin_drafts
from npq_portal.celery import app
from tests.assessments.writing.conftest import AT
from tests.factories.assessments import DraftVersionFactory, EntryFactory, SubmissionFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def numbers() -> list[int]:
    return list(DraftVersion.objects.order_by("number").values_list("number", flat=True))


def test_a_month_later_the_last_of_each_five_minutes_is_left(write):
    for number in range(6):
        write("word " * (number + 1), number, at=AT + timedelta(minutes=2 * number))

    assert thin(at=AT + timedelta(hours=23)) == 0
    assert thin(at=LATER) == 3
    assert numbers() == [3, 5, 6]
    assert thin(at=LATER) == 0


def test_the_newest_and_what_was_submitted_stay(entry):
    for number in (1, 2, 3):
        DraftVersionFactory(entry=entry, number=number, saved_at=AT)
    entry.newest_version = 2
    entry.save()
    SubmissionFactory(entry=entry, version=DraftVersion.objects.get(number=1))

    assert thin(at=LATER) == 0
    assert numbers() == [1, 2, 3]


def test_each_entry_is_thinned_by_itself(entry):
    other = EntryFactory(window=entry.window)
    for one in (entry, other):
        DraftVersionFactory(entry=one, number=1, saved_at=AT)
    DraftVersionFactory(entry=other, number=2, saved_at=AT, source=VersionSource.SAVED)

    assert thin(at=LATER) == 1
    assert DraftVersion.objects.filter(entry=entry).count() == 1


def test_it_runs_every_night(entry):
    DraftVersionFactory(entry=entry, number=1, saved_at=AT - timedelta(days=800))
    DraftVersionFactory(entry=entry, number=2, saved_at=AT - timedelta(days=800))

    assert thin_drafts() == 1
    assert "assessments.tasks.thin_drafts" in {row["task"] for row in app.conf.beat_schedule.values()}
