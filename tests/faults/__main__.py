"""`python -m tests.faults`: messages go out while workers are killed, Redis is flushed and restarted, PostgreSQL is restarted
and the mail server refuses; then everything is counted. Ends with 1 where a message was lost or came twice without a reason."""

import argparse
import os
import random
import secrets
import shutil
import sys
from pathlib import Path

import django

from npq_portal.local.services import printing, restartable_services


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="how long things go wrong (default 60)")
    parser.add_argument("--messages", type=int, default=2_000, help="written while they do (default 2,000)")
    parser.add_argument("--writers", type=int, default=100, help="people whose window closes in hours (default 100)")
    parser.add_argument("--workers", type=int, default=10, help="worker processes (default 10)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000), help="of the order in which things fail")
    parser.add_argument("--keep-logs", type=Path, help="a new folder for what servers and workers said")
    return parser.parse_args()


def main() -> int:
    """Prints what was done and what arrived; 0 where nothing was lost."""
    wanted = _arguments()
    say = printing()
    with restartable_services(say) as (postgres, redis):
        os.environ |= {
            "DATABASE_URL": postgres.url, "REDIS_URL": redis.url, "DEBUG": "true", "DEMO": "true",
            "DJANGO_SETTINGS_MODULE": "npq_portal.settings", "TEACHER_RECORDS": "by_hand", "LOG_LEVEL": "ERROR",
            "EMAIL_HOST": "127.0.0.1", "EMAIL_HOST_USER": "", "EMAIL_USE_TLS": "false",
        }  # fmt: skip
        django.setup()
        from tests.faults.run import Run  # the settings are read from the environment above

        say(f"Seed {wanted.seed}: --seed {wanted.seed} fails in the same order again.")
        run = Run(postgres, redis, random.Random(wanted.seed), say)
        try:
            return run.go(
                seconds=wanted.seconds, messages=wanted.messages, writers=wanted.writers, workers=wanted.workers
            )
        finally:
            if wanted.keep_logs:
                shutil.copytree(postgres.log.parent, wanted.keep_logs)


if __name__ == "__main__":
    sys.exit(main())
