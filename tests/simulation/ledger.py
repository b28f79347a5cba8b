"""What arrived in a simulated year, as lines that people can read: when (in London), for whom, of which kind, and its subject."""

import re
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage

from npq_portal import clock
from npq_portal.notifications import mailer
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from tests.notifications.mail_server import MailServer


class Ledger:
    """Lines in the order of the year. What people do is a line of its own, so that the rest can be understood."""

    def __init__(self, server: MailServer) -> None:
        self.lines: list[str] = []
        self._server = server
        self._read = 0
        self._seen: set[object] = set()

    def tell(self, moment: datetime, words: str) -> None:
        """What somebody does, which is no message."""
        self.lines.append(f"{_stamp(moment)}  * {words}")

    def write(self) -> None:
        """What became of messages since it was asked last."""
        ended = Notification.objects.exclude(state=NotificationState.QUEUED).exclude(pk__in=self._seen)
        rows = list(ended.order_by("recipient_email", "kind", "key"))
        self._seen |= {row.pk for row in rows}
        sent = [row for row in rows if row.state == NotificationState.SENT]
        mails, self._read = self._server.taken[self._read :], len(self._server.taken)
        said = [self._mail(mail, sent) for mail in mails]
        said += [_unsent(row) for row in rows if row.state != NotificationState.SENT]
        readers: dict[tuple[datetime, str], list[str]] = {}
        for moment, reader, words in said:
            readers.setdefault((moment, words), []).append(reader.partition("@")[0])
        self.lines += sorted(
            f"{_stamp(moment)}  {', '.join(sorted(names))}: {words}" for (moment, words), names in readers.items()
        )

    def _mail(self, mail: EmailMessage, sent: Sequence[Notification]) -> tuple[datetime, str, str]:
        """An email and the rows that went in it: when, for whom, and of which kinds under which subject."""
        theirs = [row for row in sent if row.recipient_email == mail["To"]]
        alone = [row for row in theirs if mailer.message_id(row.pk) == mail["Message-ID"]]
        rows = alone or [row for row in theirs if not self._went_alone(row)]
        if not rows or rows[0].sent_at is None:
            raise AssertionError(f"An email to {mail['To']} that no row accounts for: {mail['Subject']}")
        return rows[0].sent_at, str(mail["To"]), f"{' + '.join(row.kind for row in rows)}: {_subject(mail)}"

    def _went_alone(self, row: Notification) -> bool:
        return mailer.message_id(row.pk) in self._server.message_ids()


def _subject(mail: EmailMessage) -> str:
    """Without what is different every time: a receipt's reference."""
    return re.sub(r"\bCS(-\w{4}){3}", "CS-...", mail["Subject"])


def _unsent(row: Notification) -> tuple[datetime, str, str]:
    return clock.now(), row.recipient_email, f"({row.kind} is not sent: {row.last_error})"


def _stamp(moment: datetime) -> str:
    return f"{clock.in_london(moment):%a %d %b %Y %H:%M %Z}"
