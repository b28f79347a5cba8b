"""The mail the demo's catcher has caught: a Maildir that aiosmtpd writes and the pages read. Nothing is ever delivered."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from npq_portal.periods import LONDON

NEWEST = 50  # how many messages the list shows
_NAME = re.compile(r"[^/\\]+")


@dataclass(frozen=True)
class Mail:
    """One caught message. `at` is when it was caught, London time; `html` is empty for a plain message."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str


def caught() -> list[Mail]:
    """The newest messages, newest first; empty where no catcher runs."""
    newest = sorted(_files(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in newest[:NEWEST]]


def one(name: str) -> Mail | None:
    """The message with this name, or None."""
    folder = _folder()
    if folder is None or not _NAME.fullmatch(name) or name in {".", ".."}:
        return None
    path = folder / "new" / name
    return _read(path) if path.is_file() else None


def _folder() -> Path | None:
    return Path(settings.DEMO_MAIL_FOLDER) if settings.DEMO_MAIL_FOLDER else None


def _files() -> Iterator[Path]:
    folder = _folder()
    if folder and (folder / "new").is_dir():
        yield from (folder / "new").iterdir()


def _read(path: Path) -> Mail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Mail(
        name=path.name,
        at=datetime.fromtimestamp(path.stat().st_mtime, tz=LONDON),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body else ""
