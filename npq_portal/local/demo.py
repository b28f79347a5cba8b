"""The demo's supervisor: everything from the database to the timetable, started, watched and stopped together."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from types import FrameType

from npq_portal.local import processes
from npq_portal.local.children import Child, Ports, children, choose_ports, environment, manage
from npq_portal.local.finding import ServiceError
from npq_portal.local.healthy import answers
from npq_portal.local.places import PROJECT
from npq_portal.local.services import Services, lasting_services

_SECONDS_TO_GET_HEALTHY = 120
_SECONDS_TO_STOP = 10


class Demo:
    """One run of the demo, from the first line it prints to the last."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._asked_to_stop = Event()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: dict[str, Path] = {}

    def run(self) -> int:
        """Runs until Ctrl+C, SIGTERM or the end of a child; 0 when it was asked to stop. Raises ServiceError."""
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, self._on_signal)
        with lasting_services(self.say) as services, ExitStack() as stack:
            folder = services.logs.parent
            ports = choose_ports(self.say)
            env = environment(folder, ports, services.environment())
            self._running.update(services.processes)
            people = self._prepare(folder, env)
            started: list[subprocess.Popen[bytes]] = []
            stack.callback(processes.stop_together, started, signal.SIGTERM, _SECONDS_TO_STOP)
            started.extend(self._start(child, services, env) for child in children(folder, ports))
            if self._wait_until_healthy(ports, env):
                self._welcome(ports, folder, people)
                self._watch()
            ended = self._ended()
            self.say("Stopping ..." if not ended else f"{ended} has ended by itself, so everything stops.")
        if ended:
            log = self._logs.get(ended)
            print(f"\nThe end of {log}:\n{processes.last_lines(log)}" if log else "", file=sys.stderr)
            return 1
        self.say("Everything has stopped. The data is kept.")
        return 0

    def say(self, line: str) -> None:
        """Prints a line with the seconds since the start."""
        print(f"[{time.monotonic() - self._began:5.1f} s] {line}", flush=True)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop.set()

    def _prepare(self, folder: Path, env: dict[str, str]) -> str:
        """Brings tables, static files and the invented hub up to date; gives what load_demo says about people."""
        if self._asked_to_stop.is_set():
            return ""
        self._manage(env, "migrate", "--no-input", "--verbosity", "0")
        self.say("The tables are up to date.")
        self._collect_static(folder, env)
        people = self._manage(env, "load_demo")
        self.say("The invented hub is loaded.")
        return people

    def _manage(self, env: dict[str, str], *words: str) -> str:
        # In its own session, like the children: Ctrl+C lets it finish and is then obeyed.
        done = subprocess.run(
            manage(*words), env=env, cwd=PROJECT, capture_output=True, text=True, check=False, start_new_session=True
        )
        if done.returncode != 0:
            raise ServiceError(f"manage.py {words[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def _collect_static(self, folder: Path, env: dict[str, str]) -> None:
        stamp, now = folder / "static-stamp", _static_fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        self._manage(env, "collectstatic", "--no-input", "--clear", "--verbosity", "0")
        stamp.write_text(now)
        self.say("Style sheets and scripts are collected.")

    def _start(self, child: Child, services: Services, env: dict[str, str]) -> subprocess.Popen[bytes]:
        self._logs[child.name] = services.logs / child.log_name
        process = processes.start(child.command, log=self._logs[child.name], env=env, cwd=PROJECT)
        self._running[child.name] = process
        return process

    def _wait_until_healthy(self, ports: Ports, env: dict[str, str]) -> bool:
        """False when asked to stop or a child ended meanwhile; raises ServiceError when nothing gets healthy."""
        deadline = time.monotonic() + _SECONDS_TO_GET_HEALTHY
        checks: dict[str, Callable[[], bool]] = {
            "Web": lambda: answers(ports.web, "/healthz"),
            "Worker": lambda: _pings(env),
        }
        for name, healthy in checks.items():
            while not healthy():
                if self._asked_to_stop.is_set() or self._ended():
                    return False
                if time.monotonic() > deadline:
                    log = self._logs[name]
                    raise ServiceError(f"{name} did not get healthy. The end of {log}:\n{processes.last_lines(log)}")
                self._asked_to_stop.wait(0.2)
            self.say(f"{name} is healthy.")
        return True

    def _watch(self) -> None:
        while not self._asked_to_stop.wait(0.5) and not self._ended():
            pass

    def _ended(self) -> str:
        """The name of a child that has ended without being asked, or nothing."""
        if self._asked_to_stop.is_set():
            return ""
        return next((name for name, process in self._running.items() if process.poll() is not None), "")

    def _welcome(self, ports: Ports, folder: Path, people: str) -> None:
        print(
            f"\nThe portal is ready:  {ports.address}\n"
            f"Sign-in codes and all other mail it sends:  {ports.address}/demo/mail/\n\n"
            f"{people.strip()}\n\n"
            f"Data and logs are in {folder} (delete it to begin anew).  Ctrl+C stops everything.",
            flush=True,
        )


def _static_fingerprint() -> str:
    """Changes whenever a static file or an installed package does."""
    facts = [
        (str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in sorted((PROJECT / "static").rglob("*"))
    ]
    lock = (PROJECT / "requirements" / "base.txt").read_bytes()
    return hashlib.sha256(repr(facts).encode() + lock).hexdigest()


def _pings(env: dict[str, str]) -> bool:
    """Whether a Celery worker answers a ping through the broker."""
    command = [sys.executable, "-m", "celery", "-A", "npq_portal", "inspect", "ping", "--timeout", "2"]
    return subprocess.run(command, env=env, cwd=PROJECT, capture_output=True, check=False).returncode == 0


def main() -> int:
    """Runs the demo; returns the exit code."""
    os.umask(0o022)
    return Demo().run()
