"""A real worker runs tasks that go well, fail, try again, run too long and waited too long; what was counted of them."""

import time

import pytest
from celery import current_app

from npq_portal.background.figures import look
from npq_portal.background.metrics import text
from npq_portal.background.store import connection
from tests.background.a_worker import FAILS, GOES_WELL, TAKES_LONG, TICK, TRIES_AGAIN
from tests.background.running import celery, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat")


def counted(task: str, field: str) -> int:
    return getattr(look().tasks[task], field) if task in look().tasks else 0


def test_what_a_worker_did_is_counted_and_counted_anew_when_redis_lost_it():
    current_app.send_task(GOES_WELL, expires=0.001)
    time.sleep(0.01)
    for task in (GOES_WELL, GOES_WELL, FAILS, TRIES_AGAIN, TAKES_LONG):
        current_app.send_task(task, queue="heavy" if task == FAILS else None)
    assert look().queues == {"mail": 0, "celery": 5, "heavy": 1}

    with celery("tests.background.a_worker", *WORKER):
        wait_for(lambda: counted(TAKES_LONG, "failures") and counted(TRIES_AGAIN, "runs") == 2)
        wait_for(lambda: counted(FAILS, "runs") == 1 and look().in_hand == 0)
        seen, said = look(), text().decode()
        kept = {key: connection().hgetall(key) for key in connection().keys("*") if connection().type(key) == "hash"}
        connection().flushdb()
        current_app.send_task(GOES_WELL)
        wait_for(lambda: counted(GOES_WELL, "runs") == 1)

    well, fails, again, long = (seen.tasks[one] for one in (GOES_WELL, FAILS, TRIES_AGAIN, TAKES_LONG))
    assert (well.runs, well.failures, well.dropped, well.failed_last) == (2, 0, 1, False)
    assert (fails.runs, fails.failures, fails.retries, fails.failed_last) == (1, 1, 0, True)
    assert (again.runs, again.failures, again.retries, again.failed_last) == (2, 0, 1, False)
    assert (long.failures, long.succeeded_at, long.failed_last) == (1, None, True)
    assert sum(well.buckets) == 2
    assert seen.since <= well.started_at <= well.ended_at
    assert seen.queues == {"mail": 0, "celery": 0, "heavy": 0}
    assert f'npq_task_failures_total{{task="{FAILS}"}} 1.0' in said
    assert f'npq_task_retries_total{{task="{TRIES_AGAIN}"}} 1.0' in said
    assert kept
    assert "reader@school.example" not in said + str(kept)
    assert set(look().tasks) == {GOES_WELL}


def test_of_two_clocks_one_works_and_the_other_takes_over_when_it_is_killed():
    def ticks() -> int:
        return connection().llen("celery")

    beat = ("tests.background.two_clocks", "beat", "--pidfile=")
    with celery(*beat) as first:
        wait_for(ticks)
        with celery(*beat):
            before, began = ticks(), time.monotonic()
            time.sleep(6)  # long enough for the second to have started
            both, lasted = ticks() - before, time.monotonic() - began
            first.kill()
            first.wait()
            alone = ticks()
            wait_for(lambda: ticks() > alone)
    connection().flushdb()
    assert 2 <= both <= lasted + 2, f"{both} calls of {TICK} in {lasted:.1f} seconds"
