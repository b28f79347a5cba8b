"""Where the figures lie in Redis: a hash for each task. They can be lost: no task needs them, and counting begins anew."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Final

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from npq_portal import clock

logger = logging.getLogger(__name__)

KEPT: Final = timedelta(days=30)
#: Upper ends of the histogram in seconds; one more bucket holds what took longer.
BUCKETS: Final = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0)
TASKS: Final = "background:tasks"
SINCE: Final = "background:since"
_TIMEOUT_SECONDS: Final = 1


def key_of(task: str) -> str:
    """The hash of one task."""
    return f"background:task:{task}"


def bucket_of(seconds: float) -> str:
    """The field of the bucket a length falls into."""
    return f"bucket:{sum(seconds > end for end in BUCKETS)}"


def connection() -> "redis.Redis":
    """A client that gives up soon: nobody waits for figures."""
    return _connection(settings.REDIS_URL)


@lru_cache(maxsize=4)
def _connection(url: str) -> "redis.Redis":
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=_TIMEOUT_SECONDS,
        socket_connect_timeout=_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 1),  # a connection that went stale; a Redis that is away is not waited for
    )


def note(task: str, *, counts: Iterable[str] = (), moments: Iterable[str] = (), seconds: float | None = None) -> None:
    """Count something that happened to a task, in one round trip. A Redis that is away is logged, and a run goes uncounted."""
    now, key = clock.now().timestamp(), key_of(task)
    try:
        with connection().pipeline(transaction=False) as pipe:
            pipe.sadd(TASKS, task)
            pipe.set(SINCE, now, nx=True)
            for field in counts:
                pipe.hincrby(key, field, 1)
            if seconds is not None:
                pipe.hincrbyfloat(key, "seconds", seconds)
                pipe.hincrby(key, bucket_of(seconds), 1)
            for field in moments:
                pipe.hset(key, field, now)
            for one in (TASKS, SINCE, key):
                pipe.expire(one, KEPT)
            pipe.execute()
    except redis.RedisError as error:
        logger.warning("Redis is away: the figures of %s miss something (%s).", task, type(error).__name__)
