"""A client of the fake server that does not sleep, and a server that says whatever a test scripts."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from registrations.teacher_records import gateway
from registrations.teacher_records.client import TeacherRecordsClient
from registrations.teacher_records.config import Config
from registrations.teacher_records.fake.app import KEY
from registrations.teacher_records.fake.server import FakeServer
from registrations.teacher_records.transport import Transport
from tests.fixtures_trs import trs_on, trs_server

__all__ = ["trs_on", "trs_server"]


@dataclass
class Patience:
    """Stands in for waiting: `waits` are the pauses asked for, `now` a clock that only they move."""

    waits: list[float] = field(default_factory=list)
    now: float = 1000.0

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def patience() -> Patience:
    return Patience()


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway's clients try again at once."""
    monkeypatch.setattr(gateway, "Transport", partial(Transport, wait=lambda seconds: None))


@pytest.fixture
def open_to(patience: Patience) -> Iterator[Callable[..., TeacherRecordsClient]]:
    """Opens clients of any server; all are closed in the end."""
    opened: list[Transport] = []

    def open_client(base_url: str, *, api_key: str = KEY, breaker=None, clock=None, **config) -> TeacherRecordsClient:
        times = {"connect_seconds": 5.0, "read_seconds": 10.0} | config
        transport = Transport(
            Config(base_url=base_url, api_key=api_key, through_proxy=False, **times),
            breaker=breaker,
            wait=patience.wait,
            monotonic=clock or patience.monotonic,
        )
        opened.append(transport)
        return TeacherRecordsClient(transport)

    yield open_client
    for transport in opened:
        transport.close()


@pytest.fixture
def client(trs_server: FakeServer, open_to) -> TeacherRecordsClient:
    return open_to(trs_server.url)


@dataclass
class Scripted:
    """A real server that gives the scripted answers in turn, the last one again and again."""

    url: str
    answers: list[tuple[int, dict[str, str], bytes]]
    seen: list[str] = field(default_factory=list)


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    servers: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start(*answers: tuple[int, dict[str, str], bytes]) -> Scripted:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.tell()

            def do_POST(self):
                self.tell()

            def tell(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                script.seen.append(f"{self.command} {self.path}")
                status, headers, body = script.answers[min(len(script.seen), len(script.answers)) - 1]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_request(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        servers.append((server, thread))
        script = Scripted(url=f"http://127.0.0.1:{server.server_address[1]}", answers=list(answers))
        return script

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()
