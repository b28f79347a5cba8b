"""Each task has its queue, each queue a worker, and what nobody took in time is not done many times over."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from celery import current_app
from celery.schedules import crontab
from django.conf import settings

from npq_portal.celery import ASKED_FOR, HEAVY, MAIL, PROMPT, TIMETABLE
from npq_portal.local.children import Ports, children
from npq_portal.notifications.dispatch import DELIVER_TASK
from tests.faults import workers

PROJECT = Path(settings.BASE_DIR)
QUEUES = {MAIL, PROMPT, HEAVY}
PORTAL = ("npq_portal.", "registrations.", "courses.", "assessments.")


def portal_tasks() -> list[str]:
    current_app.loader.import_default_modules()
    return sorted(name for name in current_app.tasks if name.startswith(PORTAL))


def test_every_task_is_named_once_with_its_queue():
    named = Counter(task for rows in TIMETABLE.values() for task, _ in rows.values())
    named.update(task for tasks in ASKED_FOR.values() for task in tasks)
    assert named == Counter(portal_tasks())
    assert len(named) == 25


def test_no_two_lines_of_the_timetable_have_the_same_words():
    assert len(current_app.conf.beat_schedule) == sum(map(len, TIMETABLE.values()))


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        (DELIVER_TASK, "mail"),
        ("npq_portal.notifications.tasks.sweep", "mail"),
        ("assessments.tasks.close_entries", "celery"),
        ("courses.tasks.engagement_every_night", "heavy"),
        ("assessments.tasks.compare_scripts", "heavy"),
    ],
)
def test_a_call_goes_to_its_queue(task, queue):
    assert current_app.amqp.router.route({}, task)["queue"].name == queue


def test_a_misspelt_queue_is_an_error():
    with pytest.raises(Exception, match="maill"):
        current_app.amqp.router.route({"queue": "maill"}, DELIVER_TASK)


def consumed(command: list[str] | tuple[str, ...]) -> set[str]:
    """The queues of a worker's command line: all there are where it names none."""
    if "--queues" in command:
        return set(command[command.index("--queues") + 1].split(","))
    assert "-Q" not in command
    return {queue.name for queue in current_app.conf.task_queues}


def test_every_queue_has_a_worker_in_compose_and_heavy_work_one_of_its_own():
    services = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
    served = {name: consumed(one["command"]) for name, one in services.items() if "worker" in one.get("command", [])}
    assert served == {"worker": {MAIL, PROMPT}, "worker-heavy": {HEAVY}}


def test_the_workers_of_the_demo_and_of_the_fault_run_serve_all(tmp_path, monkeypatch):
    demo = next(one.command for one in children(tmp_path, Ports("127.0.0.1", 1, 2, 3)) if one.name == "Worker")
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(workers.Workers, "_run", lambda self, log, *words: started.append(words))
    workers.Workers(2, logs=tmp_path, mail_port=1)
    assert [consumed(one) for one in (demo, *(words for words in started if words[0] == "worker"))] == [QUEUES] * 3


def test_every_task_is_taken_back_when_its_worker_is_lost_and_ends_in_time():
    longest = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    for name in portal_tasks():
        task = current_app.tasks[name]
        heavy = current_app.conf.task_routes[name]["queue"] == HEAVY
        assert (task.acks_late, task.reject_on_worker_lost, task.ignore_result) == (True, True, True), name
        limit = task.time_limit or settings.CELERY_TASK_TIME_LIMIT
        soft = task.soft_time_limit or settings.CELERY_TASK_SOFT_TIME_LIMIT
        assert (soft, limit) == ((1500, 1800) if heavy else (240, 300)), name
        assert soft < limit < longest, name


def test_a_call_that_waited_is_dropped_before_the_next_but_one_comes():
    for entry in current_app.conf.beat_schedule.values():
        when, expires = entry["schedule"], entry["options"]["expires"]
        if isinstance(when, crontab):
            assert when.day_of_week == set(range(7)), "the page and its alarms take it for every day"
            assert len(when.hour) == len(when.minute) == 1
            assert expires == 20 * 3600
        else:
            assert when * 0.8 <= expires < when


def test_no_other_place_names_a_timetable():
    files = [path for path in PROJECT.glob("*/**/*.py") if not {".venv", "tests"} & set(path.parts)]
    naming = {
        path.name
        for path in files
        if re.search(r"beat_schedule\s*=|CELERY_BEAT_SCHEDULE\b|crontab\(h", path.read_text())
    }
    assert naming == {"celery.py"}, os.fspath(PROJECT)
