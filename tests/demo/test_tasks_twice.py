"""Each task of the timetable twice on the invented hub, at several times of its life: the second time changes no row."""

from datetime import timedelta

import pytest
from celery import current_app
from django.apps import apps
from django.db import connection

from npq_portal import clock
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db


def rows() -> dict[str, tuple[int, int]]:
    """Of each table how many rows there are, and a sum over what stands in them."""
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))
    each = (f"SELECT '{one}', count(*), coalesce(sum(hashtext(t::text)), 0) FROM \"{one}\" t" for one in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {name: (number, summed) for name, number, summed in cursor.fetchall()}


def changed(before: dict, after: dict) -> set[str]:
    return {name for name in after if before[name] != after[name]}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("days", [1, 120, 800, 3000])
def test_the_second_time_changes_nothing(monkeypatch, days):
    monkeypatch.setattr(clock, "now", lambda: clock.in_london(AT + timedelta(days=days)))
    current_app.loader.import_default_modules()
    did, again = set(), {}
    for entry in current_app.conf.beat_schedule.values():
        task = current_app.tasks[entry["task"]]
        before = rows()
        task()
        once = rows()
        task()
        did |= changed(before, once)
        if twice := changed(once, rows()):
            again[task.name] = twice
    assert again == {}
    assert did, "no task had anything to do, so this shows nothing"
