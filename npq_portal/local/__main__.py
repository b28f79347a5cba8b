"""`python -m npq_portal.local demo`, `... chromium` and `... run [--keep] -- COMMAND`."""

import argparse
import os
import subprocess
import sys

from npq_portal.local import chromium, demo
from npq_portal.local.finding import ServiceError
from npq_portal.local.services import (
    AlreadyRunningError,
    lasting_services,
    printing,
    running_services,
    throw_away_services,
)


def main(arguments: list[str]) -> int:
    """Runs the chosen command and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m npq_portal.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="start everything, with an invented hub")
    commands.add_parser("chromium", help="find Chromium for the browser tests, or install it")
    run = commands.add_parser("run", help="run a command with PostgreSQL and Redis beside it")
    run.add_argument(
        "--keep",
        action="store_true",
        help="use the demo's services and data, whether it runs or not, instead of empty, throw-away ones",
    )
    run.add_argument("words", nargs="+", metavar="COMMAND")
    options = parser.parse_args(arguments)
    try:
        if options.command == "demo":
            return demo.main()
        if options.command == "chromium":
            return chromium.main()
        return _run(options.words, keep=options.keep)
    except ServiceError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def _run(command: list[str], *, keep: bool) -> int:
    """With `keep`, beside the demo that runs, or else on its data."""
    say = printing("services: ")
    try:
        with (lasting_services if keep else throw_away_services)(say) as services:
            return _beside(services.environment(), command)
    except AlreadyRunningError:
        return _beside(running_services(say), command)


def _beside(services: dict[str, str], command: list[str]) -> int:
    environment = {"DEBUG": "true", **os.environ, **services}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
