"""Two real connections to PostgreSQL that want the same rows. For tests marked `django_db(transaction=True)`."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection, transaction

_PATIENCE = 20

Work = Callable[[], object]


def race(first: Work, second: Work) -> object:
    """Run `first` in a transaction that stays open until `second`, on a connection of its own, waits for a lock or has
    ended; then commit. What `second` gave back, or the exception it raised."""
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        first()
        other = pool.submit(_with_its_own_connection, second)
        _wait_until_blocked_or_done(other)
    return _outcome(other)


def beside(first: Work, second: Work) -> object:
    """Run `second` to its end, on a connection of its own, while the transaction of `first` is still open. Raises
    OperationalError where it would have to wait."""

    def impatient() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return second()

    with transaction.atomic():
        first()
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(_with_its_own_connection, impatient).result(timeout=_PATIENCE)


def at_once(*works: Work) -> list[object]:
    """All begin together; what each gave back, or the exception it raised, in their order."""
    barrier = threading.Barrier(len(works))

    def run(work: Work) -> object:
        barrier.wait()
        return _with_its_own_connection(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return [_outcome(started) for started in [pool.submit(run, work) for work in works]]


def _outcome(done: Future) -> object:
    return done.exception(timeout=_PATIENCE) or done.result()


def _with_its_own_connection(work: Work) -> object:
    try:
        return work()
    finally:
        connection.close()


def _wait_until_blocked_or_done(other: Future) -> None:
    until = time.monotonic() + _PATIENCE
    while not other.done() and not _somebody_waits():
        assert time.monotonic() < until, "The second neither waits for a lock nor ends."
        time.sleep(0.01)


def _somebody_waits() -> bool:
    """Whether another connection waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0
