"""These tests start services of their own, so the ones the suite runs on must not show through."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from npq_portal.local.finding import ServiceError, find_postgres, find_redis
from npq_portal.local.places import postgres_account, throw_away_folder


def available(find: Callable[[str], object]) -> list[str]:
    """The sources that this machine has, of the two that can be forced."""
    sources = []
    for source in ("machine", "embedded"):
        try:
            find(source)
        except ServiceError:
            continue
        sources.append(source)
    return sources


POSTGRES_SOURCES = available(find_postgres)
REDIS_SOURCES = available(find_redis)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a person's shell that sets nothing."""
    for name in ("DATABASE_URL", "REDIS_URL", "NPQ_SERVICES", "NPQ_DATA", "PORT", "HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that everyone may walk through (pytest's own tmp_path is private to the caller)."""
    import shutil

    folder = throw_away_folder(postgres_account())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def lines() -> list[str]:
    """What `say` was told; pass `lines.append`."""
    return []


@pytest.fixture
def make_program(tmp_path: Path) -> Callable[..., Path]:
    """Writes an executable shell script: make_program(folder, name, body)."""

    def make(folder: Path, name: str, body: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        return path

    return make


@pytest.fixture
def python_for_anyone() -> str:
    """A Python of at least 3.11 that an ordinary account may run; the one in use where that is the caller."""
    if os.geteuid() != 0:
        return sys.executable
    import subprocess

    from npq_portal.local.places import can_reach

    account = postgres_account()
    for candidate in (sys.executable, "/usr/local/bin/python3", "/usr/bin/python3"):
        path = Path(candidate)
        if not path.exists() or not can_reach(path.resolve(), account):
            continue
        new_enough = [candidate, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        if subprocess.run(new_enough, check=False).returncode == 0:
            return candidate
    pytest.skip("root's Python is the only one here, and an ordinary account may not run it")
