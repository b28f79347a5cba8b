"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from npq_portal.local.places import Account

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.02


def start(
    command: Sequence[str],
    *,
    log: Path,
    account: Account | None = None,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    when_orphaned: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Starts `command` in its own session, as `account` where given, its output appended to `log`.

    On Linux the kernel sends it `when_orphaned` if this process dies, even by SIGKILL. Its own session keeps the
    terminal's Ctrl+C away from it: only the supervisor decides when and in which order children stop.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_follow_parent(when_orphaned),
            cwd="/" if account else cwd,
            env=env,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def _follow_parent(when_orphaned: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    # Loaded before the fork: between fork and exec the child must not take locks that a thread may hold.
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(when_orphaned))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_the_kernel


def stop(process: subprocess.Popen[bytes], how: signal.Signals, seconds: float) -> None:
    """Asks `process` to stop with `how` and waits; after `seconds` the whole group is killed. Twice is harmless."""
    stop_together([process], how, seconds)


def stop_together(children: Sequence[subprocess.Popen[bytes]], how: signal.Signals, seconds: float) -> None:
    """Asks all `children` to stop and waits for all of them; the groups of those that take too long are killed."""
    for child in children:
        if child.poll() is None:
            child.send_signal(how)
    deadline = time.monotonic() + seconds
    for child in children:
        try:
            child.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def wait_until(ready: Callable[[], bool], *, seconds: float, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Polls `ready` until it says True; False after `seconds`, or as soon as `process` has ended."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline or (process is not None and process.poll() is not None):
            return False
        time.sleep(_POLL_SECONDS)
    return True


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, for an error message."""
    if not log.exists():
        return "(no log)"
    return "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-count:])
