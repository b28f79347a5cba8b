"""A virus scan by clamd, the daemon of ClamAV, over its INSTREAM command (clamd(8)).

settings.CLAMAV_ADDRESS is "host:port" or "unix:/path"; "" means that the hub has no scanner.
"""

import logging
import socket
import struct
from contextlib import closing
from typing import Final

from django.conf import settings

from assessments.choices import ScanResult

logger = logging.getLogger(__name__)

#: Seconds to reach the daemon, and for its answer.
_TO_CONNECT: Final = 5
_TO_ANSWER: Final = 30
_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096


class ScannerAwayError(Exception):
    """A scanner is configured and did not say whether the file is clean; the file is then not received."""


class InfectedError(Exception):
    """The scanner found something."""


def scan(content: bytes) -> ScanResult:
    """CLEAN, or NOT_CONFIGURED where the hub has no scanner. Raises InfectedError and ScannerAwayError."""
    if not settings.CLAMAV_ADDRESS:
        return ScanResult.NOT_CONFIGURED
    try:
        answer = _ask(settings.CLAMAV_ADDRESS, content)
    except OSError as error:
        logger.exception("The virus scanner cannot be reached.")
        raise ScannerAwayError from error
    if answer == "stream: OK":
        return ScanResult.CLEAN
    if answer.endswith(" FOUND"):
        logger.warning("The virus scanner found something in an upload: %s", answer)
        raise InfectedError
    logger.error("The virus scanner answered without a result: %r", answer)
    raise ScannerAwayError


def _ask(address: str, content: bytes) -> str:
    """One conversation: the command, each chunk after its length (4 bytes, the most significant first), a length of 0; then
    the answer up to its NUL."""
    with closing(_connected(address)) as daemon:
        daemon.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            daemon.sendall(struct.pack("!L", len(chunk)) + chunk)
        daemon.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            more = daemon.recv(_LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected(address: str) -> socket.socket:
    if address.startswith("unix:"):
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(_TO_CONNECT)
        daemon.connect(address.removeprefix("unix:"))
    else:
        host, _, port = address.rpartition(":")
        daemon = socket.create_connection((host.strip("[]"), int(port)), timeout=_TO_CONNECT)
    daemon.settimeout(_TO_ANSWER)
    return daemon
