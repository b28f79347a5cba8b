"""What the passing of time changes, found in time; and the command that makes all sums anew."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from courses import tasks
from courses.facts.passing import everybody, touched_by_time
from courses.models import EngagementSummary, Enrolment
from tests.courses.engagement.scenes import Course
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionPlaceFactory, StudyFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("minutes", "found"),
    [(-1, False), (0, True), (59, True), (60, False)],
    ids=["before", "at its end", "just", "over"],
)
def test_those_whose_session_ended_within_the_hour(minutes, found):
    course = Course(2, people=2)
    at = course.sessions[0].ends_at + timedelta(minutes=minutes)

    assert touched_by_time(since=at - HOUR, at=at) == ([person.pk for person in course.people] if found else [])


def test_a_guest_from_another_cohort_too_and_those_who_left_at_night_alone():
    course = Course(1)
    guest = EnrolmentFactory()
    SessionPlaceFactory(session=course.sessions[0], enrolment=guest)
    left = EnrolmentFactory(cohort=course.cohort, status="withdrawn")
    at = course.sessions[0].ends_at

    assert touched_by_time(since=at - HOUR, at=at) == [course.people[0].pk, guest.pk]
    assert everybody() == [course.people[0].pk, guest.pk, left.pk]


#: London's midnights after the last day, either side of the clock changes.
MIDNIGHTS = [
    pytest.param(date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC), id="BST"),
    pytest.param(date(2026, 10, 25), datetime(2026, 10, 26, 0, tzinfo=UTC), id="the night after the clocks went back"),
    pytest.param(date(2027, 3, 27), datetime(2027, 3, 28, 0, tzinfo=UTC), id="the night in which they go forward"),
    pytest.param(date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC), id="the night after"),
]


@pytest.mark.parametrize(("due_on", "midnight"), MIDNIGHTS)
def test_those_whose_unit_is_over_at_london_s_midnight(due_on, midnight):
    enrolment = EnrolmentFactory()
    StudyFactory(cohort=enrolment.cohort, due_on=due_on)

    before, just, later = midnight - timedelta(minutes=5), midnight + timedelta(minutes=5), midnight + 2 * HOUR
    assert [touched_by_time(since=at - HOUR, at=at) for at in (before, just, later)] == [[], [enrolment.pk], []]


def test_the_task_brings_the_sums_up_to_now():
    course = Course(2)
    with time_machine.travel(course.sessions[0].ends_at - HOUR, tick=False):
        tasks.engagement_every_night()
    before = EngagementSummary.objects.get()
    with time_machine.travel(course.after(1), tick=False):
        done = tasks.engagement_as_time_passes()
    after = EngagementSummary.objects.get()

    assert done == 1
    assert ((before.unknown, before.to_come), (after.unknown, after.to_come)) == ((0, 120), (60, 60))


def run(*options: str, at: datetime) -> str:
    out = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("rebuild_engagement", *options, stdout=out)
    return out.getvalue().strip()


def test_rebuilding_tells_what_changed():
    course = Course(2, people=3)
    at = course.mark(1)
    EngagementSummary.objects.filter(pk=course.people[0].pk).update(earned=7)
    EngagementSummary.objects.filter(pk=course.people[1].pk).delete()

    first = run("--batch", "2", at=at)

    assert first == "Rebuilt the engagement of 3 enrolments: 2 changed, 1 unchanged."
    assert run(at=at) == "Rebuilt the engagement of 3 enrolments: 0 changed, 3 unchanged."
    assert {row.earned for row in EngagementSummary.objects.all()} == {60}


def test_checking_changes_nothing_and_fails_on_a_difference():
    course = Course(2, people=3)
    at = course.mark(1)
    wrong = course.people[1].pk
    assert run("--check", at=at) == "All 3 stored sums are those of the records."
    EngagementSummary.objects.filter(pk=wrong).update(buckets={})

    with pytest.raises(CommandError, match=f"1 of 3 stored sums differ from the records: enrolments {wrong}") as told:
        run("--check", at=at)

    assert told.value.returncode == 1
    assert EngagementSummary.objects.get(pk=wrong).buckets == {}


def test_a_hub_without_anybody_is_rebuilt_at_once():
    assert not Enrolment.objects.exists()
    assert (
        run(at=datetime(2026, 11, 20, tzinfo=UTC)) == "Rebuilt the engagement of 0 enrolments: 0 changed, 0 unchanged."
    )


@pytest.mark.parametrize("batch", ["0", "-5", "many"])
def test_a_batch_is_a_number(batch):
    with pytest.raises(CommandError, match="not a number of enrolments"):
        run(f"--batch={batch}", at=datetime(2026, 11, 20, tzinfo=UTC))
