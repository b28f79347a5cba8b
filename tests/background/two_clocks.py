"""The portal's Celery with a timetable of one line, each second, and a lock that is given up soon."""

from npq_portal.celery import app
from tests.background.a_worker import TICK

app.conf.beat_schedule = {"tick": {"task": TICK, "schedule": 1.0}}
app.conf.beat_max_loop_interval = 1
app.conf.redbeat_lock_timeout = 4
