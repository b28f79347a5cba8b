"""What runs by itself for accounts."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from npq_portal import clock
from npq_portal.accounts import tasks
from npq_portal.celery import app


@pytest.mark.django_db
def test_sessions_that_have_ended_are_deleted_and_others_stay():
    store = import_module(settings.SESSION_ENGINE).SessionStore
    kept, ended = store(), store()
    for session in (kept, ended):
        session["begun"] = True
        session.save()
    Session.objects.filter(pk=ended.session_key).update(expire_date=clock.now() - timedelta(seconds=1))

    tasks.clear_sessions()

    assert list(Session.objects.values_list("pk", flat=True)) == [kept.session_key]


def test_the_timetable_names_tasks_that_are_there():
    app.loader.import_default_modules()
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert "npq_portal.accounts.tasks.clear_sessions" in named
    assert named - set(app.tasks) == set()
