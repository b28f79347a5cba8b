"""The Celery app and the whole timetable: what runs by itself, and when, is read here and nowhere else."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "npq_portal.settings")

app = Celery("npq_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "put reminders that fell due into the outbox": {
        "task": "npq_portal.notifications.tasks.plan_reminders",
        "schedule": 60.0,
    },
    "send what is due and free what is stuck": {"task": "npq_portal.notifications.tasks.sweep", "schedule": 60.0},
    "delete messages sent, and refused addresses lifted, a year ago": {
        "task": "npq_portal.notifications.tasks.delete_old",
        "schedule": crontab(hour="3", minute="40"),
    },
    "delete drafts left alone for 90 days": {
        "task": "registrations.tasks.delete_old_drafts",
        "schedule": crontab(hour="3", minute="30"),
    },
    "forget applications that came to nothing a year ago": {
        "task": "registrations.tasks.forget_old_applications",
        "schedule": crontab(hour="3", minute="35"),
    },
    "delete the files of webinar reports read 90 days ago": {
        "task": "courses.tasks.forget_webinar_files",
        "schedule": crontab(hour="3", minute="45"),
    },
    "forget at-risk entries and unknown walk-ins of a year ago": {
        "task": "courses.tasks.forget_after_a_year",
        "schedule": crontab(hour="3", minute="47"),
    },
    "forget what calendars were told of events that ended a year ago": {
        "task": "npq_portal.calendars.tasks.forget_ended",
        "schedule": crontab(hour="3", minute="52"),
    },
    "delete sessions that have ended": {
        "task": "npq_portal.accounts.tasks.clear_sessions",
        "schedule": crontab(hour="3", minute="50"),
    },
    "engagement as sessions end": {"task": "courses.tasks.engagement_as_time_passes", "schedule": 900.0},
    "catching up that was not sent in time": {
        "task": "courses.tasks.lapse_catch_ups",
        "schedule": crontab(hour="0", minute="20"),
    },
    "everybody's engagement": {
        "task": "courses.tasks.engagement_every_night",
        "schedule": crontab(hour="4", minute="10"),
    },
    "try again TRN checks that could not be made": {"task": "registrations.tasks.retry_trn_checks", "schedule": 900.0},
    "deal with case-study windows that have closed": {"task": "assessments.tasks.close_entries", "schedule": 60.0},
    "complete those who reached the engagement after their pass": {
        "task": "assessments.tasks.complete_who_reached_engagement",
        "schedule": 900.0,
    },
    "compare scripts that are new": {"task": "assessments.tasks.compare_scripts", "schedule": 900.0},
    "let people into windows that have opened": {"task": "assessments.tasks.open_windows", "schedule": 60.0},
    "requests for more time that nobody decided": {"task": "assessments.tasks.expire_requests", "schedule": 60.0},
    "delete evidence a year after its decision": {
        "task": "assessments.tasks.forget_evidence",
        "schedule": crontab(hour="3", minute="55"),
    },
    "forget case studies of programmes that ended six years ago": {
        "task": "assessments.tasks.forget_what_was_kept_long_enough",
        "schedule": crontab(hour="3", minute="57"),
    },
    "make scripts of what was handed in": {"task": "assessments.tasks.make_scripts", "schedule": 900.0},
    "thin out the autosaves of drafts": {
        "task": "assessments.tasks.thin_drafts",
        "schedule": crontab(hour="3", minute="20"),
    },
}
