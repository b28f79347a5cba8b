"""The Celery app, its queues and the whole timetable: what runs by itself, when, and where it waits, is read here and nowhere
else. Why so: docs/adr/0105."""

import os
from typing import Final

from celery import Celery
from celery.schedules import crontab
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "npq_portal.settings")

app = Celery("npq_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

When = float | crontab

#: What people wait for in their inbox; what must happen at its minute; what walks over everything and may take long.
MAIL, PROMPT, HEAVY = "mail", "celery", "heavy"

#: By queue: the words the hub reads on its page "Background work", the task, and when.
TIMETABLE: Final[dict[str, dict[str, tuple[str, When]]]] = {
    MAIL: {
        "put reminders that fell due into the outbox": ("npq_portal.notifications.tasks.plan_reminders", 60.0),
        "send what is due and free what is stuck": ("npq_portal.notifications.tasks.sweep", 60.0),
    },
    PROMPT: {
        "deal with case-study windows that have closed": ("assessments.tasks.close_entries", 60.0),
        "let people into windows that have opened": ("assessments.tasks.open_windows", 60.0),
        "end requests for more time that nobody decided": ("assessments.tasks.expire_requests", 60.0),
        "add up engagement as sessions end": ("courses.tasks.engagement_as_time_passes", 900.0),
        "complete those who reached the engagement after their pass": (
            "assessments.tasks.complete_who_reached_engagement",
            900.0,
        ),
        "end catching up that was not sent in time": ("courses.tasks.lapse_catch_ups", crontab(hour="0", minute="20")),
    },
    HEAVY: {
        "try again TRN checks that could not be made": ("registrations.tasks.retry_trn_checks", 900.0),
        "read which emails GOV.UK Notify could not deliver": (
            "npq_portal.notifications.tasks.read_receipts",
            900.0,
        ),
        "make scripts of what was handed in": ("assessments.tasks.make_scripts", 900.0),
        "compare scripts that are new": ("assessments.tasks.compare_scripts", 900.0),
        "thin out the autosaves of drafts": ("assessments.tasks.thin_drafts", crontab(hour="3", minute="20")),
        "delete drafts left alone for 90 days": (
            "registrations.tasks.delete_old_drafts",
            crontab(hour="3", minute="30"),
        ),
        "forget applications that came to nothing a year ago": (
            "registrations.tasks.forget_old_applications",
            crontab(hour="3", minute="35"),
        ),
        "delete messages sent, and refused addresses lifted, a year ago": (
            "npq_portal.notifications.tasks.delete_old",
            crontab(hour="3", minute="40"),
        ),
        "delete the files of webinar reports read 90 days ago": (
            "courses.tasks.forget_webinar_files",
            crontab(hour="3", minute="45"),
        ),
        "forget at-risk entries and unknown walk-ins of a year ago": (
            "courses.tasks.forget_after_a_year",
            crontab(hour="3", minute="47"),
        ),
        "delete sign-ins that have ended": (
            "npq_portal.accounts.tasks.clear_sessions",
            crontab(hour="3", minute="50"),
        ),
        "forget what calendars were told of events that ended a year ago": (
            "npq_portal.calendars.tasks.forget_ended",
            crontab(hour="3", minute="52"),
        ),
        "delete evidence a year after its decision": (
            "assessments.tasks.forget_evidence",
            crontab(hour="3", minute="55"),
        ),
        "forget case studies of programmes that ended six years ago": (
            "assessments.tasks.forget_what_was_kept_long_enough",
            crontab(hour="3", minute="57"),
        ),
        "add up everybody’s engagement": ("courses.tasks.engagement_every_night", crontab(hour="4", minute="10")),
    },
}
#: Tasks that something else asks for, by queue.
ASKED_FOR: Final[dict[str, tuple[str, ...]]] = {
    MAIL: ("npq_portal.notifications.tasks.deliver", "npq_portal.notifications.tasks.help_with_sweep")
}

# Seconds. What is heavy may take so long; the rest keeps CELERY_TASK_TIME_LIMIT. All stay below the broker's visibility_timeout:
# past that Redis would hand a task that still runs to a second worker.
_HEAVY_LIMITS: Final = {"soft_time_limit": 1500, "time_limit": 1800}
_A_NIGHTS_WORK_WAITS: Final = 20 * 3600


def _waits(when: When) -> float:
    """Seconds after which a call that no worker took is dropped: the next one is about to come and does the same. So an hour
    without a worker leaves one sweep behind, not sixty."""
    return when * 0.9 if isinstance(when, float) else _A_NIGHTS_WORK_WAITS


def _route() -> dict[str, dict[str, str]]:
    timed = {task: {"queue": queue} for queue, rows in TIMETABLE.items() for task, _ in rows.values()}
    return timed | {task: {"queue": queue} for queue, tasks in ASKED_FOR.items() for task in tasks}


# A worker without --queues serves them all, and a misspelt queue is an error.
app.conf.task_queues = [Queue(name, routing_key=name) for name in (MAIL, PROMPT, HEAVY)]
app.conf.task_default_queue = PROMPT
app.conf.task_create_missing_queues = False
app.conf.task_routes = _route()
app.conf.task_annotations = {task: _HEAVY_LIMITS for task, route in _route().items() if route["queue"] == HEAVY}
app.conf.beat_schedule = {
    words: {"task": task, "schedule": when, "options": {"expires": _waits(when)}}
    for rows in TIMETABLE.values()
    for words, (task, when) in rows.items()
}
