"""Handing messages over, to whoever carries the mail and no faster than it may be."""

import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from npq_portal.notifications import smtp
from npq_portal.notifications.answers import Answer, Fate, NotTakenError
from npq_portal.notifications.pace import Pace


class Outgoing:
    """One connection, opened at the first message and kept for the next ones."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend = get_connection()
        self._pace = Pace()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()

    def send(self, mail: EmailMultiAlternatives) -> Answer:
        """Hand a message over. Errors that are not about mail are not caught: the row stays claimed until the sweep."""
        if not self._pace.has_room():
            return Answer(Fate.TOO_FAST, "As many emails have gone as may in this time.")
        try:
            self._connection.open()
        except (smtplib.SMTPException, OSError) as error:
            return smtp.no_connection(error)
        try:
            self._connection.send_messages([mail])
        except NotTakenError as error:
            return error.answer
        except (smtplib.SMTPException, OSError, ValueError) as error:
            answer = smtp.answer_of(error)
            if answer.fate != Fate.NEVER:
                self._connection.close()  # whatever state it is in; the next message opens a new one
            return answer
        return Answer(Fate.SENT)
