"""One PostgreSQL server, made and started on a Unix socket in a private folder."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from npq_portal.local import processes
from npq_portal.local.finding import PostgresPrograms, ServiceError
from npq_portal.local.places import Account, give

USER = "postgres"
DATABASE = "npq_portal"
_FIRST_WITH_BUILTIN_LOCALE = 17
_QUICK_AND_UNSAFE = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


@dataclass
class Postgres:
    """A server over `data`; `lasting` False trades safety after a power cut for speed (tests).

    Whoever can open the socket is trusted, so the socket's folder is private (0700).
    """

    programs: PostgresPrograms
    account: Account | None
    data: Path
    sockets: Path
    log: Path
    lasting: bool
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """The address in the form of DATABASE_URL."""
        return f"postgres://{USER}@/{DATABASE}?host={self.sockets}"

    def start(self) -> None:
        """Makes the data folder on the first run, starts the server and waits; raises ServiceError with the log."""
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        give(self.data, self.account)
        give(self.sockets, self.account)
        processes.wait_until(self._no_other_server, seconds=10)
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.sockets}"]
        options += ["-c", "unix_socket_permissions=0700", "-c", "max_connections=200"]
        options += [] if self.lasting else _QUICK_AND_UNSAFE
        self.process = processes.start(
            [self.programs.program("postgres"), "-D", str(self.data), *options],
            log=self.log,
            account=self.account,
            when_orphaned=signal.SIGINT,
        )
        if not processes.wait_until(self._ready, seconds=60, process=self.process):
            self.stop()
            raise ServiceError(f"PostgreSQL did not start. The end of {self.log}:\n{processes.last_lines(self.log)}")
        self._make_database()

    def stop(self) -> None:
        """Stops at once but cleanly (SIGINT is PostgreSQL's fast shutdown)."""
        if self.process:
            processes.stop(self.process, signal.SIGINT, seconds=20)

    def _make_cluster(self) -> None:
        # Made beside and renamed, so that a broken-off first run leaves nothing that looks finished.
        unfinished = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        give(unfinished, self.account)
        command = [self.programs.program("initdb"), "-D", str(unfinished), "-U", USER, "--auth=trust", "-E", "UTF8"]
        command += self._locale_options() + ([] if self.lasting else ["--no-sync"])
        made = processes.start(command, log=self.log, account=self.account)
        if made.wait() != 0:
            raise ServiceError(f"PostgreSQL could not make {self.data}:\n{processes.last_lines(self.log)}")
        unfinished.rename(self.data)

    def _locale_options(self) -> list[str]:
        """Unicode letters in ILIKE and lower(), without depending on the machine's locales."""
        if self.programs.major >= _FIRST_WITH_BUILTIN_LOCALE:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]

    def _no_other_server(self) -> bool:
        """Whether the server of a killed run, which still shuts down cleanly, has let go of the data."""
        note = self.data / "postmaster.pid"
        try:
            os.kill(int(note.read_text().splitlines()[0]), 0)
        except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
            return True
        return False

    def _ready(self) -> bool:
        command = [self.programs.program("pg_isready"), "-q", "-h", str(self.sockets)]
        return subprocess.run(command, check=False).returncode == 0

    def _make_database(self) -> None:
        if DATABASE not in self._ask("psql", "-tAc", "SELECT datname FROM pg_database", "postgres").split():
            self._ask("createdb", DATABASE)

    def _ask(self, program: str, *arguments: str) -> str:
        command = [self.programs.program(program), "-h", str(self.sockets), "-U", USER, *arguments]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode != 0:
            raise ServiceError(f"PostgreSQL started but {program} failed: {answer.stderr.strip()}")
        return answer.stdout


def other_versions(data: Path) -> list[Path]:
    """Data folders beside `data` that another major version made; they are left alone."""
    return sorted(path for path in data.parent.glob("postgresql-*") if path != data and (path / "PG_VERSION").exists())
