"""How fast mail goes out: what the mail server or GOV.UK Notify lets us send, counted in Redis for all workers together."""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import Final

from django.conf import settings
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from npq_portal import clock

logger = logging.getLogger(__name__)

#: So many seconds are waited for the next free moment; what would take longer is left to the next sweep.
_WAITED_FOR: Final = 2.0
_WHAT: Final = "mail"
#: More than any rate: what is never held back is counted as if so many might go.
_ANY_NUMBER: Final = 1_000_000


class Pace:
    """Of one run of sending. Without MAIL_RATE nothing is counted. While Redis is away nothing is held back: a mail server
    that is asked too much says so itself, and its "later" is obeyed."""

    def __init__(self, *, wait: Callable[[float], None] = time.sleep) -> None:
        self._limit: RateLimitItem | None = parse(settings.MAIL_RATE) if settings.MAIL_RATE else None
        self._wait = wait

    def has_room(self) -> bool:
        """Take a place among those that may go in this time, waiting shortly for it; False where there is none so soon."""
        if self._limit is None:
            return True
        try:
            return self._take(self._limit)
        except (RedisError, StorageError) as error:
            logger.warning("How fast mail goes cannot be counted (%s); nothing is held back.", type(error).__name__)
            self._limit = None
            return True

    def count(self) -> None:
        """A message that is never held back, such as a code somebody waits for, takes its place too."""
        if self._limit is not None:
            try:
                # hit() would leave it out where there is no room, and the next ones would go too early.
                store, limit = _storage(settings.REDIS_URL), self._limit
                store.acquire_entry(limit.key_for(_WHAT), _ANY_NUMBER, limit.get_expiry())
            except (RedisError, StorageError) as error:
                logger.warning("How fast mail goes cannot be counted (%s).", type(error).__name__)

    def _take(self, limit: RateLimitItem) -> bool:
        limiter = _limiter(settings.REDIS_URL)
        waited = 0.0
        while not limiter.hit(limit, _WHAT):
            until_free = max(limiter.get_window_stats(limit, _WHAT).reset_time - clock.now().timestamp(), 0.01)
            if waited + until_free > _WAITED_FOR:
                return False
            self._wait(until_free)
            waited += until_free
        return True


def _limiter(redis_url: str) -> MovingWindowRateLimiter:
    """Any moment and the time before it: never twice the number around the turn of a minute."""
    return MovingWindowRateLimiter(_storage(redis_url))


@cache
def _storage(redis_url: str) -> RedisStorage:
    """A Redis that accepts and says nothing is away too, and asked once: somebody waits for a code meanwhile."""
    at = redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
    at_once = Retry(NoBackoff(), retries=0)
    return RedisStorage(at, wrap_exceptions=True, retry=at_once, **settings.CACHES["default"]["OPTIONS"])
