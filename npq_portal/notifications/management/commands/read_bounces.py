"""Reads emails that say that others came back, from a mail server's pipe or from files, and stops the addresses they name."""

import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from mailbox import mbox
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from npq_portal import clock
from npq_portal.notifications.bounces import Taken, take
from npq_portal.notifications.rules.bounces import Returned, read

logger = logging.getLogger(__name__)

#: A report holds headers and perhaps one of our letters. What is larger than this is none, and is not read into memory.
_MOST_BYTES: Final = 5_000_000


class Command(BaseCommand):
    """`manage.py read_bounces < one.eml`, or `manage.py read_bounces mailbox.mbox report.eml`."""

    help = (
        "Reads one email from the standard input, or emails from files (.eml, or a whole mailbox as .mbox), and acts on those "
        "that report that an email of the portal came back. Other emails are left alone. Safe to do twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="an .eml or .mbox file")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """What was done, in a line each, and a sum. A file that is not there is the only fault."""
        missing = [str(file) for file in files if not file.is_file()]
        if missing:
            raise CommandError(f"There is no such file: {', '.join(missing)}. Nothing was read.")
        emails, reports = 0, 0
        for raw in self._emails(files):
            emails += 1
            found = _read(raw)
            reports += bool(found)
            for one in found:
                self.stdout.write(_words(take(one, at=clock.now())))
        self.stdout.write(f"Emails read: {emails:,}. Reports of mail that came back: {reports:,}.")

    def _emails(self, files: list[Path]) -> Iterator[bytes]:
        """A pipe holds one email, also where the mail server writes its "From " before it."""
        if not files:
            yield sys.stdin.buffer.read(_MOST_BYTES + 1)
        for file in files:
            yield from _of_file(file)


def _read(raw: bytes) -> list[Returned]:
    """What the email reports; nothing of one that is too large, or that the parser cannot take apart: that is logged."""
    if len(raw) > _MOST_BYTES:
        return []
    try:
        return read(raw)
    except Exception:  # anybody may have written it
        logger.exception("An email could not be read as a report of mail that came back. It is left alone.")
        return []


def _of_file(file: Path) -> Iterator[bytes]:
    """A mailbox begins with "From " and is read email by email; anything else is one email, cut where it is too large."""
    with file.open("rb") as opened:
        is_mailbox = opened.read(5) == b"From "
        opened.seek(0)
        if not is_mailbox:
            yield opened.read(_MOST_BYTES + 1)
            return
    box = mbox(file, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)
    finally:
        box.close()


def _words(taken: Taken) -> str:
    if not taken.messages:
        return (
            "Left alone: it names no email that the portal sent to that address in the last 14 days, or one that is known to "
            f"have come back. {taken.said}"
        )
    messages = "1 message" if taken.messages == 1 else f"{taken.messages} messages"
    then = " The address takes no mail from now on." if taken.stopped else ""
    return f"Came back: {messages}.{then} {taken.said}"
