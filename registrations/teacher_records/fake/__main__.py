"""Run the fake Teaching Record System: python -m registrations.teacher_records.fake --port 8090."""

import argparse
import contextlib
import signal
import sys

from django.conf import settings

from npq_portal import clock
from registrations.teacher_records.fake.app import KEY
from registrations.teacher_records.fake.server import FakeServer


def main() -> None:
    """Serve until stopped. Prints the address once it listens."""
    parser = argparse.ArgumentParser(
        description="A server that behaves like the Teaching Record System, with invented people."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090, help="0 takes any free port")
    parser.add_argument("--most-calls", type=int, default=1000, help="calls a key may make in 60 seconds")
    options = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_TZ=True)  # all that the clock wants; nothing else of Django runs here
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with FakeServer(options.host, options.port, today=clock.today, most_calls=options.most_calls) as server:
        sys.stdout.write(f"Fake Teaching Record System at {server.url}, key {KEY}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


if __name__ == "__main__":
    main()
