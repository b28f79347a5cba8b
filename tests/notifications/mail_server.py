"""A real SMTP server for tests. It can be told to refuse, to answer slowly, and to break off after it said yes."""

import email
import logging
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own, which tells every line it hears

OK = "250 OK"
Reply = Callable[[str], str]


def free_port() -> int:
    """A port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class MailServer:
    """What it took is in `taken`. `at_sender`, `at_recipient` and `at_data` get an address and give the reply."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.connections = 0
        self.at_recipient: Reply = lambda address: OK
        self.at_data: Reply = lambda address: OK
        self.at_sender: Reply = lambda address: OK
        self.port = free_port()
        self._lock = threading.Lock()
        for verb in ("EHLO", "MAIL", "RCPT", "DATA"):
            setattr(self, f"handle_{verb}", getattr(self, f"on_{verb.lower()}"))  # the names aiosmtpd looks for
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        self._controller.start()

    def pause(self) -> None:
        """Nobody listens any more; what was taken is kept."""
        self._controller.stop()

    def resume(self) -> None:
        """Listens again, on the same port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def message_ids(self) -> Counter[str]:
        return Counter(message["Message-ID"] for message in self.taken)

    def stop(self) -> None:
        if self._controller.server:
            self._controller.stop()

    async def on_ehlo(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def on_mail(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.at_sender(address)
        if reply.startswith("2"):
            envelope.mail_from = address
        return reply

    async def on_rcpt(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.at_recipient(address)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def on_data(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = self.at_data(envelope.rcpt_tos[0])
        if reply.startswith("2"):
            with self._lock:
                self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        return reply


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that listens on a port of its own."""
    server = MailServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
