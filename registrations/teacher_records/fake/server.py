"""The fake API over HTTP: a small threaded server of the standard library, for the demo and tests only."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer

from registrations.teacher_records.fake.answers import Answer, Manner
from registrations.teacher_records.fake.app import App, Request

#: How long (seconds) the server keeps silent where it is told never to answer: longer than any client should wait.
SILENCE = 60.0


class FakeServer(ThreadingHTTPServer):
    """Listens on `host` and `port` (0: any free one). `requests` is what came in, for tests to look at."""

    daemon_threads = True

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        today: Callable[[], date],
        monotonic: Callable[[], float] = time.monotonic,
        most_calls: int = 1000,
    ) -> None:
        super().__init__((host, port), _Handler)
        self.app = App(today=today, monotonic=monotonic, most_calls=most_calls)
        self.requests: list[Request] = []
        self.stopping = threading.Event()

    def server_bind(self) -> None:
        """Without http.server's look-up of our own name, which can take seconds on a machine without DNS."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.server_name}:{self.server_port}"

    @contextmanager
    def running(self) -> Iterator["FakeServer"]:
        """Serve from a thread of this process."""
        thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self.shutdown()
            thread.join()
            self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out in two writes, and must not wait for each other
    server: FakeServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: request lines hold birth dates."""

    def log_error(self, *args: object) -> None:
        """Say nothing either: what a client sends wrongly is in it."""

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(int(length) if length.isdigit() else 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(method=self.command, target=self.path, headers=headers, body=body)
        self.server.requests.append(request)
        # A client that stopped waiting is what some of the answers are for.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._send(self.server.app.answer(request))

    def _send(self, answer: Answer) -> None:
        if answer.manner is Manner.NEVER:
            self.server.stopping.wait(SILENCE)
        if answer.manner in {Manner.NEVER, Manner.HANG_UP}:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.body:
            self.send_header("Content-Type", answer.content_type)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self._send_body(answer)

    def _send_body(self, answer: Answer) -> None:
        half = len(answer.body) // 2
        if answer.manner is Manner.WHOLE:
            self.wfile.write(answer.body)
        elif answer.manner is Manner.TRICKLE:
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                if self.server.stopping.wait(0.2):
                    return
        else:
            self.wfile.write(answer.body[:half])
            if answer.manner is Manner.STALL:
                self.server.stopping.wait(SILENCE)
            self.close_connection = True
