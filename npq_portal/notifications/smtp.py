"""What an attempt to send came to. The mail server's answer decides between "later" and "never"."""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from npq_portal.notifications.rules.refusals import for_staff, read, stops_address


class Fate(StrEnum):
    """What to do with the message now."""

    SENT = "sent"
    LATER = "later"  # this message, in a while
    SERVER_AWAY = "server_away"  # no message, for now: the trouble is the server's
    NEVER = "never"
    SKIPPED = "skipped"  # it is no longer so: not handed over at all
    WAITS = "waits"  # not at this hour: not handed over yet


@dataclass(frozen=True)
class Answer:
    """A fate and why, without anybody's address; of what waits, until when; of what never goes, whether it is the address that
    is refused, and not this message alone."""

    fate: Fate
    reason: str = ""
    until: datetime | None = None
    address_refused: bool = False


class Outgoing:
    """One connection to the mail server, opened at the first message and kept for the next ones."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()

    def send(self, mail: EmailMultiAlternatives) -> Answer:
        """Hand a message over. Errors that are not about mail are not caught: the row stays claimed until the sweep."""
        try:
            self._connection.open()
        except (smtplib.SMTPException, OSError) as error:
            # A wrong password or greeting is a 5xx too, but no fault of the message.
            return Answer(Fate.SERVER_AWAY, _words(error))
        try:
            self._connection.send_messages([mail])
        except (smtplib.SMTPException, OSError, ValueError) as error:
            answer = _answer(error)
            if answer.fate != Fate.NEVER:
                self._connection.close()  # whatever state it is in; the next message opens a new one
            return answer
        return Answer(Fate.SENT)


def _answer(error: Exception) -> Answer:
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPSenderRefused):
        # Refusing the sender is about how the portal is set up, and would end every message as failed.
        return Answer(Fate.SERVER_AWAY, _words(error))
    code, said = _reply(error)
    if code is not None:
        if not 500 <= code < 600:
            return Answer(Fate.LATER, _words(error))
        # Only a reply to RCPT is about the address by where it stands; one to DATA is about the message.
        about_the_address = isinstance(error, smtplib.SMTPRecipientsRefused) and stops_address(read(f"{code} {said}"))
        return Answer(Fate.NEVER, _words(error), address_refused=about_the_address)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return Answer(Fate.SERVER_AWAY, _words(error))
    # A header or an address that cannot be written (ValueError), or one the server has no means for
    # (SMTPNotSupportedError): the same tomorrow as today.
    return Answer(Fate.NEVER, _words(error))


def _reply(error: Exception) -> tuple[int | None, str]:
    """The server's three digits and its words, if it said any."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return None, ""
    return code, said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _words(error: Exception) -> str:
    """What went wrong, for staff: the kind of error and the server's words, with every address taken out."""
    code, said = _reply(error)
    if code is not None:
        said = f"{code} {said}"
    elif isinstance(error, OSError) and error.strerror:
        said = error.strerror
    return f"{type(error).__name__}: {for_staff(said)}".removesuffix(": ")
