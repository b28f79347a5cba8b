"""What was counted, and what waits in the queues."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import redis
from celery import current_app

from npq_portal.background.store import BUCKETS, SINCE, TASKS, connection, key_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Figures:
    """Of one task, since counting began. `runs` are those that ended, however; `dropped` were never begun."""

    runs: int = 0
    failures: int = 0
    retries: int = 0
    dropped: int = 0
    seconds: float = 0.0
    buckets: tuple[int, ...] = (0,) * (len(BUCKETS) + 1)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None

    @property
    def mean(self) -> float | None:
        """Seconds of a run."""
        return self.seconds / self.runs if self.runs else None

    @property
    def failed_last(self) -> bool:
        """Whether nothing went well since it last failed."""
        return self.failed_at is not None and (self.succeeded_at is None or self.succeeded_at < self.failed_at)


@dataclass(frozen=True)
class Seen:
    """All that Redis says. `since` is when counting began, None where nothing was ever counted."""

    since: datetime | None = None
    tasks: Mapping[str, Figures] = field(default_factory=dict)
    queues: Mapping[str, int] = field(default_factory=dict)
    in_hand: int = 0


def look() -> Seen | None:
    """All of it, in two round trips; None where Redis is away."""
    queues = [queue.name for queue in current_app.conf.task_queues]
    try:
        client = connection()
        names = sorted(str(name) for name in client.smembers(TASKS))
        with client.pipeline(transaction=False) as pipe:
            pipe.get(SINCE)
            pipe.hlen("unacked")  # where kombu keeps what a worker took and has not finished
            for queue in queues:
                pipe.llen(queue)
            for name in names:
                pipe.hgetall(key_of(name))
            since, in_hand, *rest = pipe.execute()
    except redis.RedisError as error:
        logger.warning("Redis is away: there are no figures of background work (%s).", type(error).__name__)
        return None
    lengths, hashes = rest[: len(queues)], rest[len(queues) :]
    return Seen(
        since=_moment(since),
        tasks={name: _figures(said) for name, said in zip(names, hashes, strict=True)},
        queues=dict(zip(queues, lengths, strict=True)),
        in_hand=in_hand,
    )


def _figures(said: Mapping[str, str]) -> Figures:
    return Figures(
        runs=int(said.get("runs", 0)),
        failures=int(said.get("failures", 0)),
        retries=int(said.get("retries", 0)),
        dropped=int(said.get("dropped", 0)),
        started_at=_moment(said.get("started_at")),
        ended_at=_moment(said.get("ended_at")),
        succeeded_at=_moment(said.get("succeeded_at")),
        failed_at=_moment(said.get("failed_at")),
        seconds=float(said.get("seconds", 0)),
        buckets=tuple(int(said.get(f"bucket:{place}", 0)) for place in range(len(BUCKETS) + 1)),
    )


def _moment(epoch: str | None) -> datetime | None:
    return datetime.fromtimestamp(float(epoch), UTC) if epoch else None
