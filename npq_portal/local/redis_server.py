"""One Redis or Valkey server on a Unix socket."""

import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from npq_portal.local import processes
from npq_portal.local.finding import RedisProgram, ServiceError
from npq_portal.local.places import give

DATABASES = 64  # one a test worker, and some to spare


@dataclass
class Redis:
    """A server that keeps its data in `data` when `lasting`, and in memory only when not (tests)."""

    program: RedisProgram
    data: Path
    sockets: Path
    log: Path
    lasting: bool
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def socket_path(self) -> Path:
        """The server's socket."""
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        """The address in the form of REDIS_URL."""
        return f"unix://{self.socket_path}"

    def start(self) -> None:
        """Starts the server and waits until it answers; raises ServiceError with the end of its log."""
        give(self.data, None)
        give(self.sockets, None)
        # Each write reaches the append-only file, so tasks that wait survive a restart of the demo.
        keeping = ["--appendonly", "yes"] if self.lasting else ["--save", "", "--appendonly", "no"]
        command = [str(self.program.path), "--port", "0", "--unixsocket", str(self.socket_path)]
        command += ["--unixsocketperm", "700", "--dir", str(self.data), "--databases", str(DATABASES), *keeping]
        self.process = processes.start(command, log=self.log)
        if not processes.wait_until(self._ready, seconds=30, process=self.process):
            self.stop()
            raise ServiceError(f"Redis did not start. The end of {self.log}:\n{processes.last_lines(self.log)}")

    def stop(self) -> None:
        """Stops cleanly, writing what is to be kept."""
        if self.process:
            processes.stop(self.process, signal.SIGTERM, seconds=10)

    def _ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket_path))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
