"""When a message that could not be sent is tried again. Pure."""

from datetime import datetime, timedelta
from typing import Final

# After the first, second, third and every later attempt: a busy server answers in minutes, a broken one in hours.
DELAYS: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
# RFC 5321, 4.5.4.1: "the give-up time generally needs to be at least 4-5 days".
GIVE_UP_AFTER: Final = timedelta(days=5)


def next_try(*, attempts: int, since: datetime, at: datetime, jitter: float) -> datetime | None:
    """When to try again after `attempts` failures (1 or more), or None when it is time to give up.

    `since` is when the message was written or last asked for by staff. `jitter` from 0 to 1 adds up to a quarter, so
    that messages which failed together do not come back together.
    """
    if at - since >= GIVE_UP_AFTER:
        return None
    delay = DELAYS[min(max(attempts, 1), len(DELAYS)) - 1]
    return at + delay * (1 + jitter / 4)
