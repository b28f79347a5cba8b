"""The figures in the text form that Prometheus reads. docs/operating.md says which to watch."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from django.db import DatabaseError
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from npq_portal import clock
from npq_portal.background.figures import Figures, Seen, look
from npq_portal.background.mail import Mail, mail
from npq_portal.background.store import BUCKETS

logger = logging.getLogger(__name__)

_COUNTERS: Final[Mapping[str, tuple[str, Callable[[Figures], int]]]] = {
    "npq_task_runs": ("Runs that ended, well or not", lambda one: one.runs),
    "npq_task_failures": ("Runs that failed", lambda one: one.failures),
    "npq_task_retries": ("Runs that asked to be run again", lambda one: one.retries),
    "npq_task_dropped": ("Calls that no worker took in time", lambda one: one.dropped),
}
_MOMENTS: Final[Mapping[str, Callable[[Figures], datetime | None]]] = {
    "started": lambda one: one.started_at,
    "ended": lambda one: one.ended_at,
    "success": lambda one: one.succeeded_at,
    "failure": lambda one: one.failed_at,
}
_ENDS: Final = [*(str(end) for end in BUCKETS), "+Inf"]


class Background(Collector):
    """Asked anew at each reading. What cannot be asked is left out, and npq_up says so."""

    def collect(self) -> Iterator[Metric]:
        """All families."""
        seen, now = look(), clock.now()
        try:
            waiting = mail(at=now)
        except DatabaseError as error:
            logger.warning("The outbox could not be asked for its figures (%s); npq_up says so.", type(error).__name__)
            waiting = None
        up = GaugeMetricFamily("npq_up", "Whether the service answers", labels=["service"])
        up.add_metric(["redis"], int(seen is not None))
        up.add_metric(["database"], int(waiting is not None))
        yield up
        if seen is not None:
            yield from _of_tasks(seen)
            yield from _of_queues(seen)
        if waiting is not None:
            yield from _of_mail(waiting, at=now)


def text() -> bytes:
    """What is answered to whoever may read it."""
    registry = CollectorRegistry()
    registry.register(Background())
    return generate_latest(registry)


def _of_tasks(seen: Seen) -> Iterator[Metric]:
    for name, (says, figure) in _COUNTERS.items():
        counter = CounterMetricFamily(name, says, labels=["task"])
        for task, one in seen.tasks.items():
            counter.add_metric([task], figure(one))
        yield counter
    lengths = HistogramMetricFamily("npq_task_seconds", "How long runs took", labels=["task"])
    for task, one in seen.tasks.items():
        so_far = [sum(one.buckets[: place + 1]) for place in range(len(one.buckets))]
        lengths.add_metric([task], list(zip(_ENDS, so_far, strict=True)), sum_value=one.seconds)
    yield lengths
    for name, moment in _MOMENTS.items():
        last = GaugeMetricFamily(f"npq_task_last_{name}_timestamp_seconds", f"The last {name}, UTC", labels=["task"])
        for task, one in seen.tasks.items():
            if found := moment(one):
                last.add_metric([task], found.timestamp())
        yield last


def _of_queues(seen: Seen) -> Iterator[Metric]:
    queues = GaugeMetricFamily("npq_queue_length", "Calls that wait for a worker", labels=["queue"])
    for name, length in seen.queues.items():
        queues.add_metric([name], length)
    yield queues
    yield GaugeMetricFamily("npq_queue_in_hand", "Calls that a worker took and has not finished", value=seen.in_hand)


def _of_mail(waiting: Mail, *, at: datetime) -> Iterator[Metric]:
    def age(since: datetime | None) -> float:
        return (at - since).total_seconds() if since else 0

    said = {
        "npq_outbox_due": ("Messages due and not sent", waiting.due),
        "npq_outbox_oldest_due_age_seconds": ("How long the first of them is due", age(waiting.oldest_due_at)),
        "npq_outbox_in_hand": ("Messages a worker is sending", waiting.in_hand),
        "npq_outbox_oldest_claim_age_seconds": ("How long the first of them is", age(waiting.oldest_claimed_at)),
        "npq_outbox_failed_last_day": ("Messages given up within a day", waiting.failed_within_a_day),
    }
    for name, (says, value) in said.items():
        yield GaugeMetricFamily(name, says, value=value)
