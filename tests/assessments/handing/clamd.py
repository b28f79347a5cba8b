"""A daemon that speaks clamd's INSTREAM protocol on a real socket, for tests: finds EICAR's harmless test string."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The string every scanner is to find (eicar.org); in two halves, so that no scanner finds this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LONGEST = 10 * 1024 * 1024


class _Conversation(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        command = self._read(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            self.request.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!L", self._read(4))[0]:
            content += self._read(size)
            if len(content) > LONGEST:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(content)
        answer = self.server.answer or (b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK")
        for sign in answer + b"\0" if answer != b"hang up" else b"":
            self.request.sendall(bytes([sign]))  # one by one, as a network may

    def _read(self, size: int) -> bytes:
        read = b""
        while len(read) < size:
            more = self.request.recv(size - len(read))
            if not more:
                raise ConnectionError
            read += more
        return read


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def running(socket: Path | None = None, answer: bytes = b"") -> Iterator[tuple[str, list[bytes]]]:
    """Its address as CLAMAV_ADDRESS takes it, and what it was sent. `answer` replaces its own; b"hang up" is none."""
    server = _Unix(str(socket), _Conversation) if socket else _Tcp(("127.0.0.1", 0), _Conversation)
    server.seen, server.answer = [], answer
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"unix:{socket}" if socket else "127.0.0.1:{1}".format(*server.server_address), server.seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
