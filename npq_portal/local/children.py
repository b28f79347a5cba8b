"""What the demo runs beside the services: which programs, with which environment, on which ports."""

import os
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from npq_portal.local.finding import ServiceError
from npq_portal.local.places import PROJECT, Say

_FIRST_PORT = 8000
_PORTS_TRIED = 20
_HERE = "127.0.0.1"


@dataclass(frozen=True)
class Child:
    """One program of the demo; `name` is what messages call it and, in lower case, its log."""

    name: str
    command: tuple[str, ...]

    @property
    def log_name(self) -> str:
        """The file name of its log."""
        return f"{self.name.lower().replace(' ', '-')}.log"


@dataclass(frozen=True)
class Ports:
    """The TCP ports of one run. Only the web's is fixed; nobody types the other two."""

    host: str
    web: int
    mail: int
    teacher_records: int

    @property
    def address(self) -> str:
        """The demo's address as a person on this machine types it."""
        return f"http://localhost:{self.web}"


def choose_ports(say: Say) -> Ports:
    """Free ports: PORT and HOST where set, else the first free one from 8000 on. Raises ServiceError when PORT is busy."""
    host = os.environ.get("HOST", _HERE)
    wanted = os.environ.get("PORT", "")
    if wanted and not wanted.isdigit():
        raise ServiceError(f"PORT is {wanted!r}. Use a number such as {_FIRST_PORT}.")
    if wanted:
        if not is_free(host, int(wanted)):
            raise ServiceError(
                f"Port {wanted} is busy: another program listens there. Stop it, or choose another PORT."
            )
        web = int(wanted)
    else:
        web = _first_free(host, say)
    return Ports(host, web, _any_free(), _any_free())


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port whose last connections are still being forgotten counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _first_free(host: str, say: Say) -> int:
    for port in range(_FIRST_PORT, _FIRST_PORT + _PORTS_TRIED):
        if is_free(host, port):
            if port != _FIRST_PORT:
                say(f"Port {_FIRST_PORT} is busy, so the portal answers on port {port}.")
            return port
    raise ServiceError(
        f"Ports {_FIRST_PORT} to {_FIRST_PORT + _PORTS_TRIED - 1} are all busy. Choose another: PORT=9000 make demo."
    )


def _any_free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((_HERE, 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, ports: Ports, services: dict[str, str]) -> dict[str, str]:
    """The demo's environment: the caller's, the services' addresses, and the demo's own mail and teacher records."""
    return {
        **os.environ,
        **services,
        "DEMO": "true",
        "DEBUG": "false",
        "SECRET_KEY": _secret_key(folder),
        "SITE_URL": ports.address,
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]" if ports.host == _HERE else "*",
        "STATIC_ROOT": str(folder / "static"),
        "MAIL_BACKEND": "smtp",
        "EMAIL_HOST": _HERE,
        "EMAIL_PORT": str(ports.mail),
        "EMAIL_HOST_USER": "",
        "EMAIL_USE_TLS": "false",
        "DEMO_MAIL_FOLDER": str(folder / "mail"),
        "TEACHER_RECORDS": "fake",
        "TRS_BASE_URL": f"http://{_HERE}:{ports.teacher_records}",
        "TRS_API_KEY": "fake-key",  # as in registrations/teacher_records/fake
        "DJANGO_SETTINGS_MODULE": "npq_portal.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _secret_key(folder: Path) -> str:
    """A random key, made once and kept, so that a restart signs nobody out."""
    path = folder / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def children(folder: Path, ports: Ports) -> list[Child]:
    """The programs, in the order they start; they stop in the other order."""
    python = sys.executable
    celery = (python, "-m", "celery", "-A", "npq_portal")
    mailbox = ("--class", "aiosmtpd.handlers.Mailbox", str(folder / "mail"))
    return [
        Child("Mail catcher", (python, "-m", "aiosmtpd", "--nosetuid", "--listen", f"{_HERE}:{ports.mail}", *mailbox)),
        Child(
            "Teacher records",
            (python, "-m", "registrations.teacher_records.fake", "--port", str(ports.teacher_records)),
        ),
        Child(
            "Web",
            (
                python,
                "-m",
                "gunicorn",
                "--config",
                "python:npq_portal.gunicorn",
                "--bind",
                f"{ports.host}:{ports.web}",
                "npq_portal.wsgi:application",
            ),
        ),
        Child(
            "Worker",
            (*celery, "worker", "--concurrency", "3", "--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        ),
        Child("Beat", (*celery, "beat", "--loglevel", "INFO", "--pidfile=")),
    ]


def manage(*words: str) -> tuple[str, ...]:
    """A manage.py command line."""
    return (sys.executable, str(PROJECT / "manage.py"), *words)
