"""The portal's own web server beside a measurement, as production runs it: gunicorn, two workers of four threads."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

_SECONDS_TO_START = 120


@contextmanager
def serving(application: str) -> Iterator[int]:
    """Serves "module:name" on a free port of this machine, which is given, with the database of this process."""
    port = _free_port()
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    command = ["-m", "gunicorn", "--config", "python:npq_portal.gunicorn", "--bind", f"127.0.0.1:{port}", application]
    server = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, "DATABASE_URL": urlunsplit(address), "LOG_LEVEL": "ERROR"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            asked = HTTPConnection("127.0.0.1", port, timeout=30)
            asked.request("GET", "/healthz")
            asked.getresponse().read()
        except OSError as error:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The server did not start.") from error
            time.sleep(0.1)
        else:
            asked.close()
            return
