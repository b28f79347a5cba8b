"""Celery in processes of its own, over the test's Redis and database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection

SECONDS = 40


@contextmanager
def celery(module: str, *words: str) -> Iterator[subprocess.Popen]:
    """`celery -A module words`, ended with the block."""
    environment = os.environ | {"DATABASE_URL": _database_url(), "REDIS_URL": settings.REDIS_URL}
    command = [sys.executable, "-m", "celery", "-A", module, *words, "--loglevel", "WARNING"]
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def _database_url() -> str:
    facts = connection.get_connection_params()
    user, password = quote(facts.get("user") or ""), quote(facts.get("password") or "")
    host, port = facts.get("host") or "", facts.get("port") or ""
    return f"postgres://{user}:{password}@/{facts['dbname']}?host={host}&port={port}"
