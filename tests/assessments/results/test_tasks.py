"""What runs by itself, as the timetable calls it."""

import pytest

from assessments import tasks
from courses.choices import EnrolmentStatus
from npq_portal.celery import app
from tests.assessments.results.scenes import a_scene

pytestmark = pytest.mark.django_db


def test_the_task_completes_who_reached_the_engagement():
    scene = a_scene()
    entry = scene.marked(True, engaged=False)
    scene.release()
    scene.engaged(entry.enrolment)

    assert tasks.complete_who_reached_engagement() == 1
    entry.enrolment.refresh_from_db()
    assert entry.enrolment.status == EnrolmentStatus.COMPLETED


def test_the_task_compares_new_scripts_once():
    scene = a_scene()
    scene.marked(True)

    assert tasks.compare_scripts() == 1


def test_both_are_in_the_timetable():
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {"assessments.tasks.complete_who_reached_engagement", "assessments.tasks.compare_scripts"} <= named
