"""Children stop when asked, and never outlive their parent."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from npq_portal.local import processes

PROJECT = Path(__file__).resolve().parents[2]


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits for its parent to notice does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_output_goes_to_the_log_and_is_appended(tmp_path):
    log = tmp_path / "log"
    for word in ("one", "two"):
        assert processes.start([sys.executable, "-c", f"print('{word}')"], log=log).wait() == 0
    assert log.read_text() == "one\ntwo\n"


def test_a_child_has_its_own_session_so_that_ctrl_c_passes_it_by(tmp_path):
    child = processes.start(["sleep", "60"], log=tmp_path / "log")
    assert os.getsid(child.pid) == child.pid != os.getsid(0)
    processes.stop(child, signal.SIGTERM, seconds=5)


def test_stop_waits_for_the_end_and_may_be_said_twice(tmp_path):
    child = processes.start(["sleep", "60"], log=tmp_path / "log")
    processes.stop(child, signal.SIGTERM, seconds=5)
    assert child.returncode == -signal.SIGTERM
    processes.stop(child, signal.SIGTERM, seconds=5)


def test_a_child_that_will_not_stop_is_killed_with_its_own_children(tmp_path):
    log = tmp_path / "log"
    child = processes.start(["sh", "-c", "trap '' TERM; sleep 60 & echo $!; wait; wait"], log=log)
    assert processes.wait_until(lambda: log.read_text().strip() != "", seconds=5)
    processes.stop(child, signal.SIGTERM, seconds=0.2)
    assert child.returncode == -signal.SIGKILL
    assert processes.wait_until(lambda: not alive(int(log.read_text())), seconds=5)


def test_waiting_ends_when_ready_when_time_is_up_and_when_the_process_ended(tmp_path):
    assert processes.wait_until(lambda: True, seconds=0)
    assert not processes.wait_until(lambda: False, seconds=0.05)
    ended = processes.start(["true"], log=tmp_path / "log")
    ended.wait()
    assert not processes.wait_until(lambda: False, seconds=60, process=ended)


def test_the_end_of_a_log(tmp_path):
    log = tmp_path / "log"
    assert processes.last_lines(log) == "(no log)"
    log.write_bytes(b"first\nsecond\nthird \xff\n")
    assert processes.last_lines(log, 2) == "    second\n    third \ufffd"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_does_not_outlive_a_killed_parent(tmp_path, end):
    code = textwrap.dedent(
        f"""
        import pathlib, time
        from npq_portal.local import processes
        print(processes.start(["sleep", "60"], log=pathlib.Path({str(tmp_path / "log")!r})).pid, flush=True)
        time.sleep(60)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.send_signal(end)
    parent.communicate()
    assert processes.wait_until(lambda: not alive(child), seconds=5)
