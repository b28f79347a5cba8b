"""A server that answers as GOV.UK Notify's documentation says: what it took, by reference, and what it could not deliver."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "hub-11111111-2222-4333-8444-555555555555-66666666-7777-4888-9999-000000000000"


class NotifyServer:
    """`refuse` is what it says to the next messages instead of yes: a status and the error. `breaks_off` takes a message and
    says nothing. `status` is what became of those it took."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.undelivered: list[dict[str, Any]] = []
        self.refuse: tuple[int, dict[str, str]] | None = None
        self.breaks_off = False
        self.status = "delivered"
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Quietly."""

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if outer.refuse:
                    status, error = outer.refuse
                    self._answer(status, {"status_code": status, "errors": [error]})
                    return
                outer.taken.append(said)
                if outer.breaks_off:
                    self.close_connection = True
                    return
                self._answer(201, {"id": "1", "reference": said.get("reference")})

            def do_GET(self) -> None:
                asked = parse_qs(urlsplit(self.path).query)
                if "reference" in asked:
                    outer.asked.append(asked["reference"][0])
                    ours = [one for one in outer.taken if one.get("reference") == asked["reference"][0]]
                    found = [one | {"status": outer.status} for one in ours]
                else:
                    found = [one for one in outer.undelivered if one["status"] in asked["status"]]
                self._answer(200, {"notifications": found, "links": {"next": "none"}})

            def _answer(self, status: int, body: object) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def could_not_deliver(self, reference: str, email: str, *, at: datetime, status: str = "permanent-failure") -> None:
        one = {"reference": reference, "email_address": email, "created_at": at.isoformat(), "status": status}
        self.undelivered.append(one)

    @contextmanager
    def running(self) -> Iterator["NotifyServer"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
