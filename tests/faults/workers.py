"""Celery as production runs it: two workers with several processes each, and two clocks, of which one would do."""

import os
import random
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from celery import current_app
from django.conf import settings

from npq_portal.local import processes
from npq_portal.local.finding import ServiceError

_NAMES = ("one", "two")
_WHOLE = 0.1  # how often it is a whole worker: one takes seconds to start again
_CELERY = (sys.executable, "-m", "celery", "-A", "npq_portal")


class Workers:
    """Started with so many processes in all; killed one at a time, and never left dead for long."""

    def __init__(self, number: int, *, logs: Path, mail_port: int) -> None:
        self._environment = {**os.environ, "EMAIL_PORT": str(mail_port), "EMAIL_TIMEOUT": "10"}
        self._logs = logs
        self._each = max(1, number // 2)
        self.parents = [self._start(name) for name in _NAMES]
        self.beats = [self._start_beat(name) for name in _NAMES]
        self.killed = {"a worker's process": 0, "a whole worker": 0}

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        words = ("worker", "--concurrency", str(self._each), "--hostname", f"{name}@faults", "--loglevel", "WARNING")
        return self._run(f"worker-{name}.log", *words)

    def _start_beat(self, name: str) -> subprocess.Popen[bytes]:
        return self._run(f"beat-{name}.log", "beat", "--loglevel", "WARNING", "--pidfile=")

    def _run(self, log: str, *words: str) -> subprocess.Popen[bytes]:
        return processes.start(
            (*_CELERY, *words), log=self._logs / log, env=self._environment, cwd=settings.BASE_DIR,
            when_orphaned=signal.SIGKILL,
        )  # fmt: skip

    def wait(self) -> None:
        """Until both have their processes. Raises ServiceError with the end of the log of one that does not start."""
        for name, parent in zip(_NAMES, self.parents, strict=True):
            ready = partial(self._is_ready, parent)
            if not processes.wait_until(ready, seconds=120, process=parent):
                raise ServiceError(processes.last_lines(self._logs / f"worker-{name}.log"))

    def _is_ready(self, parent: subprocess.Popen[bytes]) -> bool:
        return len(_children(parent.pid)) >= self._each

    def revive(self) -> int:
        """Start what has ended by itself again, as `restart: unless-stopped` does; how many that was."""
        ended = 0
        for running, start in ((self.parents, self._start), (self.beats, self._start_beat)):
            for place, process in enumerate(running):
                if process.poll() is not None:
                    running[place] = start(_NAMES[place])
                    ended += 1
        return ended

    def answering(self) -> int:
        """How many of the two answer through the broker, within two minutes: one that was just killed has to start, and one that
        ended because its process was killed while it started is started again, as ever."""
        for _ in range(12):
            self.revive()
            answers = current_app.control.ping(timeout=10)
            if len(answers) == len(self.parents):
                break
        return len(answers)

    def kill_one(self, by: random.Random) -> str:
        """SIGKILL to one of the processes that send, or now and then to a whole worker, which is started again. Who is just
        starting is let be: a run is about those that work."""
        working = [place for place, parent in enumerate(self.parents) if _children(parent.pid)]
        if not working:
            return "nobody: both workers are starting"
        place = by.choice(working)
        parent = self.parents[place]
        children = _children(parent.pid)
        if by.random() < _WHOLE:
            for pid in [*children, parent.pid]:
                _kill(pid)
            parent.wait()
            self.parents[place] = self._start(_NAMES[place])
            what = "a whole worker"
        else:
            _kill(by.choice(children))
            what = "a worker's process"
        self.killed[what] += 1
        return what

    def end(self) -> None:
        """As a deployment stops them: they finish what they have in hand."""
        for process in [*self.beats, *self.parents]:
            processes.stop(process, signal.SIGTERM, seconds=60)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it had ended by itself


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
