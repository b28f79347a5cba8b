"""Celery's signals, counted. Arguments, results and the words of an error are left alone: they may tell of people."""

import time
from collections import deque
from typing import Any

from celery import Task, states
from celery.signals import task_failure, task_postrun, task_prerun, task_retry, task_revoked

from npq_portal.background.store import note

_began: dict[str, float] = {}
# Celery says twice that a task ran past its limit.
_failed: deque[str] = deque(maxlen=100)


def listen() -> None:
    """Connect all of it; a second call changes nothing."""
    task_prerun.connect(begun)
    task_postrun.connect(ended)
    task_failure.connect(failed)
    task_retry.connect(retried)
    task_revoked.connect(dropped)


def begun(*, task_id: str, task: Task, **_: Any) -> None:
    """A worker took it."""
    _began[task_id] = time.monotonic()
    note(task.name, moments=["started_at"])


def ended(*, task_id: str, task: Task, state: str | None = None, **_: Any) -> None:
    """It ended, well or not. One whose process was killed outright does not come here."""
    moments = ["ended_at", *(["succeeded_at"] if state == states.SUCCESS else [])]
    seconds = time.monotonic() - _began.pop(task_id, time.monotonic())
    note(task.name, counts=["runs"], moments=moments, seconds=seconds)


def failed(*, sender: Task, task_id: str, **_: Any) -> None:
    """It raised, or ran past its time limit. One that took its process down is put back by Celery, which says nothing of it."""
    if task_id in _failed:
        return
    _failed.append(task_id)
    note(sender.name, counts=["failures"], moments=["failed_at"])


def retried(*, sender: Task, **_: Any) -> None:
    """It asked to be run again."""
    note(sender.name, counts=["retries"])


def dropped(*, sender: Task, **_: Any) -> None:
    """It waited past its time (expired) or was called off."""
    note(sender.name, counts=["dropped"])
