"""Folders: where data, sockets and logs of the services live, and who may reach them.

PostgreSQL refuses to run as root, so a root shell runs it as `nobody`; that account must be able to walk through every
parent of its data and of its programs. No rights of existing folders are ever changed: where the project's own folder
cannot be walked through, one data folder under /var/lib is used instead, and said.
"""

import hashlib
import os
import pwd
import re
import shutil
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from npq_portal.local.finding import PostgresPrograms, ServiceError

PROJECT = Path(__file__).resolve().parents[2]
FOLDER_FOR_ROOT = Path("/var/lib/npq-portal")
# A Unix socket's path holds at most 107 bytes; PostgreSQL appends this name to the folder.
LONGEST_SOCKET_PATH = 107
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432"
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Account:
    """The account PostgreSQL runs as when the caller is root."""

    name: str
    uid: int
    gid: int


def postgres_account() -> Account | None:
    """`nobody` for root, None for anyone else; raises ServiceError when the system has no such account."""
    if os.geteuid() != 0:
        return None
    for name in ("nobody", "daemon"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServiceError("PostgreSQL may not run as root, and this system has no account 'nobody' to run it as.")


def can_reach(path: Path, account: Account | None) -> bool:
    """Whether `account` may walk through every folder down to `path` and read it; always True without an account."""
    if account is None:
        return True
    path = path.resolve()
    return all(_may_enter(folder, account) for folder in (path, *path.parents) if folder.is_dir())


def _may_enter(folder: Path, account: Account) -> bool:
    facts = folder.stat()
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def data_folder(account: Account | None, say: Say, project: Path = PROJECT) -> Path:
    """The lasting data folder, made if need be: NPQ_DATA, else .data in the project, else (root only) under /var/lib.

    Raises ServiceError when the folder cannot be made or reached.
    """
    named = os.environ.get("NPQ_DATA")
    if named:
        folder = Path(named).expanduser().resolve()
    elif can_reach(project, account):
        folder = project / ".data"
    else:
        mark = hashlib.sha256(str(project).encode()).hexdigest()[:8]
        folder = FOLDER_FOR_ROOT / f"data-{mark}"
        say(f"{project} is closed to the account '{account and account.name}', so the data is kept in {folder}.")
    _make(folder)
    if not can_reach(folder, account):
        raise ServiceError(
            f"The account '{account and account.name}', which runs PostgreSQL for root, may not enter {folder}. "
            "Set NPQ_DATA to a folder that everyone may walk through, such as /var/lib/npq-portal."
        )
    return folder


def throw_away_folder(account: Account | None) -> Path:
    """A new temporary folder with a short path that `account` can reach; the caller deletes it."""
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        if (
            can_reach(Path(parent), account)
            and os.access(parent, os.W_OK)
            and _fits_a_socket(Path(parent, "npq-12345678", "s"))
        ):
            folder = Path(tempfile.mkdtemp(prefix="npq-", dir=parent))
            if account:
                folder.chmod(0o711)  # the account walks through; only the owner lists
            return folder
    raise ServiceError("No temporary folder can be used: set TMPDIR to a short path that everyone may walk through.")


def socket_folder(wanted: Path, account: Account | None) -> tuple[Path, bool]:
    """A folder for sockets: `wanted`, or a temporary one where its path is too long or not plain (True: delete it)."""
    if _fits_a_socket(wanted):
        _make(wanted)
        return wanted, False
    return throw_away_folder(account), True


def _fits_a_socket(folder: Path) -> bool:
    path = f"{folder}{LONGEST_SOCKET_NAME}"
    return len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and _PLAIN_PATH.fullmatch(path) is not None


def give(folder: Path, account: Account | None) -> None:
    """Makes `folder` private (0700) and hands it to `account`; raises ServiceError when it is someone else's."""
    _make(folder)
    owner = account.uid if account else os.geteuid()
    if account:
        os.chown(folder, account.uid, account.gid)
    if folder.stat().st_uid != owner:
        raise ServiceError(
            f"{folder} belongs to another account, perhaps from a run as root. Delete it (the demo's data with it), "
            "or set NPQ_DATA to another folder."
        )
    folder.chmod(0o700)


def reachable_programs(programs: PostgresPrograms, account: Account | None, say: Say) -> PostgresPrograms:
    """`programs`, or a copy of the wheel's where `account` cannot reach it (a virtual environment under /root).

    Raises ServiceError when a PostgreSQL of the machine cannot be reached: that is for the machine's keeper to mend.
    """
    if can_reach(programs.folder, account):
        return programs
    if programs.source != "embedded":
        raise ServiceError(
            f"The account '{account and account.name}', which runs PostgreSQL for root, may not enter {programs.folder}. "
            "Set NPQ_SERVICES=embedded, or DATABASE_URL."
        )
    package = programs.folder.parents[1]
    facts = (programs.folder / "postgres").stat()
    target = FOLDER_FOR_ROOT / f"postgresql-{programs.major}-{facts.st_size}-{int(facts.st_mtime)}"
    if not target.exists():
        say(f"{package} is closed to the account that runs PostgreSQL, so its programs are copied to {target}.")
        _copy(package, target)
    return replace(programs, folder=target / package.name / programs.folder.relative_to(package))


def _copy(package: Path, target: Path) -> None:
    """Copies an installed package and the libraries its wheel put beside it, readable for everyone."""
    _make(FOLDER_FOR_ROOT)
    # Copied beside and then renamed: two runs at once never see half a copy.
    unfinished = Path(tempfile.mkdtemp(prefix="copying-", dir=FOLDER_FOR_ROOT))
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, unfinished / folder.name, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        unfinished.rename(target)
    except OSError:
        if not target.exists():
            raise
        shutil.rmtree(unfinished)  # another run was quicker


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServiceError(
            f"{folder} cannot be made ({error.strerror}). Set NPQ_DATA to a folder you may write to."
        ) from error
