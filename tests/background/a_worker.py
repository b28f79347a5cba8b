"""The portal's Celery with tasks that go well, fail and try again, for workers and clocks in processes of their own."""

import time

from celery.exceptions import SoftTimeLimitExceeded

from npq_portal.celery import app

GOES_WELL, FAILS, TRIES_AGAIN, TAKES_LONG = "tests.goes_well", "tests.fails", "tests.tries_again", "tests.takes_long"
TICK = "tests.tick"


@app.task(name=GOES_WELL)
def goes_well(**_: object) -> None:
    """Nothing to do."""


@app.task(name=FAILS)
def fails(**_: object) -> None:
    """What it says must not be counted anywhere."""
    raise ValueError("reader@school.example")


@app.task(name=TRIES_AGAIN, bind=True)
def tries_again(self, **_: object) -> None:
    """Once."""
    if not self.request.retries:
        raise self.retry(countdown=0)


@app.task(name=TAKES_LONG, soft_time_limit=1, time_limit=2)
def takes_long(**_: object) -> None:
    """Longer than it may, whatever it is told."""
    while True:
        try:
            time.sleep(60)
        except SoftTimeLimitExceeded:
            continue
