"""`make demo` itself, once from nothing to its end: started, used, broken, started again, stopped."""

import http.client
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from npq_portal.local import processes
from npq_portal.local.demo import _static_fingerprint

PROJECT = Path(__file__).resolve().parents[2]
_SECONDS = 180


class Run:
    """One `python -m npq_portal.local demo`, its output followed in a file."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.output = folder / "output"
        self.output.write_bytes(b"")
        self.data = folder / "data"
        inherited = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DEMO", "STATIC_ROOT")}
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "npq_portal.local", "demo"],
                env={**inherited, "NPQ_DATA": str(self.data), **environment},
                cwd=PROJECT,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> int:
        """The port, once the address is printed."""
        assert processes.wait_until(
            lambda: "Ctrl+C stops everything" in self.text, seconds=_SECONDS, process=self.process
        ), self.text
        return int(re.search(r"http://localhost:(\d+)", self.text)[1])

    def wait_until_ended(self) -> int:
        return self.process.wait(_SECONDS)

    def children(self) -> dict[str, int]:
        """What runs for this demo: the command and its process id."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"PPid:\t{self.process.pid}\n" in (folder / "status").read_text():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[command] = int(folder.name)
            except (FileNotFoundError, ProcessLookupError):
                continue
        return found


@pytest.fixture
def start(open_folder):
    """Starts demos over one data folder, and ends what a failed test leaves."""
    runs: list[Run] = []

    def begin(**environment: str) -> Run:
        runs.append(Run(open_folder, **environment))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.process.terminate()
            run.process.wait(60)


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}/exe").exists() for pid in pids)


def test_the_demo_from_its_first_line_to_its_last(start):
    """One story in one test, since each start costs many seconds."""
    # First run: from nothing to the start page.
    run = start()
    port = run.wait_until_ready()
    status, page = get(port, "/")
    assert status == 200
    assert "<h1" in page
    assert get(port, "/healthz")[0] == get(port, "/readyz")[0] == 200
    assert get(port, "/demo/mail/")[0] == 200
    for role in ("participant", "facilitator", "assessor", "hub admin"):
        assert role in run.text.lower(), f"nobody to sign in as {role}"
    style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    assert get(port, style)[0] == 200
    assert "Style sheets and scripts are collected" in run.text
    static = _static_fingerprint()

    # A child that dies takes the rest along, and is named.
    children = run.children()
    beat = next(pid for command, pid in children.items() if " beat " in command)
    os.kill(beat, signal.SIGKILL)
    assert run.wait_until_ended() == 1
    assert "Beat has ended by itself, so everything stops." in run.text
    assert processes.wait_until(lambda: gone(list(children.values())), seconds=10)

    # Second run: the data is there, nothing is collected again, and Ctrl+C ends it well.
    run = start()
    port = run.wait_until_ready()
    # Unless someone edits them while this test runs.
    assert ("Style sheets and scripts are collected" in run.text) == (_static_fingerprint() != static)
    children = run.children()
    assert len(children) == 7, children
    run.process.send_signal(signal.SIGINT)
    assert run.wait_until_ended() == 0
    assert "Everything has stopped. The data is kept." in run.text
    assert gone(list(children.values()))
