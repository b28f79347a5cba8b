"""PostgreSQL and Redis for one machine: those named in the environment, else started here.

Order: DATABASE_URL and REDIS_URL where set; else programs found on the machine; else those inside the two wheels.
NPQ_SERVICES=machine or embedded forces a source and passes over the two addresses.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from npq_portal.local.finding import ServiceError, find_postgres, find_redis, wanted_source
from npq_portal.local.places import (
    Account,
    Say,
    data_folder,
    give,
    postgres_account,
    reachable_programs,
    socket_folder,
    throw_away_folder,
)
from npq_portal.local.postgres import Postgres, other_versions
from npq_portal.local.redis_server import Redis

#: Beside the demo's data while it runs: how to reach its services.
_NOTE = "running.json"


@dataclass(frozen=True)
class Services:
    """Where the two services answer, and the processes started for them (none when both were given)."""

    database_url: str
    redis_url: str
    processes: dict[str, Popen[bytes]]
    logs: Path

    def environment(self) -> dict[str, str]:
        """The variables that lead the portal's settings to the services."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


class AlreadyRunningError(ServiceError):
    """Another run holds the data folder."""


@contextmanager
def lasting_services(say: Say) -> Iterator[Services]:
    """Services whose data outlives the run (the demo). Raises ServiceError; a second run at once is refused."""
    account = postgres_account()
    folder = data_folder(account, say)
    with _alone(folder), ExitStack() as stack:
        services = _start(stack, folder, account, lasting=True, say=say)
        note = folder / _NOTE
        stack.callback(note.unlink, missing_ok=True)
        note.touch(mode=0o600)
        note.write_text(json.dumps(services.environment()))
        yield services


def running_services(say: Say) -> dict[str, str]:
    """The variables of the demo that runs now, for a command beside it. Raises ServiceError when none does."""
    note = data_folder(postgres_account(), say) / _NOTE
    try:
        return dict(json.loads(note.read_text()))
    except (OSError, ValueError) as error:
        raise ServiceError(
            "The demo is starting or stopping. Try again when it says that the portal is ready."
        ) from error


@contextmanager
def throw_away_services(say: Say) -> Iterator[Services]:
    """Services that forget everything when the block ends (tests): in a temporary folder, without waiting for disks."""
    account = postgres_account()
    folder = throw_away_folder(account)
    try:
        with ExitStack() as stack:
            yield _start(stack, folder, account, lasting=False, say=say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def restartable_services(say: Say) -> Iterator[tuple[Postgres, Redis]]:
    """The two servers themselves, for a run that stops and starts them: PostgreSQL waits for the disk as in production, and
    all of it goes when the block ends."""
    account = postgres_account()
    folder = throw_away_folder(account)
    try:
        with ExitStack() as stack:
            give(folder / "log", None)
            source = wanted_source()
            postgres = _postgres(stack, folder, account, source=source, lasting=True, say=say)
            yield postgres, _redis(stack, folder, source=source, lasting=False, say=say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(stack: ExitStack, folder: Path, account: Account | None, *, lasting: bool, say: Say) -> Services:
    """Starts what is not given; `stack` stops it again, in the other order."""
    source = wanted_source()
    database_url = os.environ.get("DATABASE_URL", "") if source == "auto" else ""
    redis_url = os.environ.get("REDIS_URL", "") if source == "auto" else ""
    logs = folder / "log"
    give(logs, None)
    processes: dict[str, Popen[bytes]] = {}
    if database_url:
        say("PostgreSQL: the one DATABASE_URL names")
    else:
        postgres = _postgres(stack, folder, account, source=source, lasting=lasting, say=say)
        database_url = postgres.url
        if postgres.process:
            processes["PostgreSQL"] = postgres.process
    if redis_url:
        say("Redis: the one REDIS_URL names")
    else:
        redis = _redis(stack, folder, source=source, lasting=lasting, say=say)
        redis_url = redis.url
        if redis.process:
            processes["Redis"] = redis.process
    return Services(database_url, redis_url, processes, logs)


def _postgres(
    stack: ExitStack, folder: Path, account: Account | None, *, source: str, lasting: bool, say: Say
) -> Postgres:
    programs = reachable_programs(find_postgres(source), account, say)
    # One folder a major version: a newer PostgreSQL cannot read an older one's files.
    data = folder / f"postgresql-{programs.major}"
    sockets = _sockets(stack, data.with_name("sockets-postgresql"), account)
    postgres = Postgres(programs, account, data, sockets, folder / "log" / "postgresql.log", lasting)
    who = f", as the account '{account.name}'" if account else ""
    say(f"PostgreSQL {programs.major}: {programs.source}, {programs.folder}{who}")
    for other in other_versions(data) if lasting and not data.exists() else []:
        say(
            f"Note: {other} was made by another version of PostgreSQL and is not used. This run begins with empty data."
        )
    stack.callback(postgres.stop)
    postgres.start()
    return postgres


def _redis(stack: ExitStack, folder: Path, *, source: str, lasting: bool, say: Say) -> Redis:
    program = find_redis(source)
    sockets = _sockets(stack, folder / "sockets-redis", None)
    redis = Redis(program, folder / "redis", sockets, folder / "log" / "redis.log", lasting)
    say(f"Redis: {program.source}, {program.path}")
    stack.callback(redis.stop)
    redis.start()
    return redis


def _sockets(stack: ExitStack, wanted: Path, account: Account | None) -> Path:
    folder, temporary = socket_folder(wanted, account)
    if not temporary:
        return folder
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    inner = folder / "s"
    inner.mkdir()
    return inner


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the data folder for this process; raises ServiceError when another run holds it."""
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunningError(
                f"The demo is already running from {folder}. Stop it first (Ctrl+C where it runs), "
                "or give this one its own data folder with NPQ_DATA."
            ) from error
        yield


def printing(prefix: str = "") -> Callable[[str], None]:
    """A `say` that prints lines at once, so that they keep their place among the output of children."""

    def say(line: str) -> None:
        print(f"{prefix}{line}", flush=True)

    return say
