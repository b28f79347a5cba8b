"""Makes the sums of everybody's engagement anew from the records, or checks them."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from courses.actions import sums
from courses.actions.engagement import lock
from courses.models import Enrolment
from npq_portal import clock

_BATCH = 5_000
_MOST_NAMED = 20


def _a_batch(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text} is not a number of enrolments like {_BATCH}")
    return int(text)


class Command(BaseCommand):
    """`manage.py rebuild_engagement`, and `--check` to see whether that would change anything."""

    help = (
        "Makes the engagement sums of every enrolment anew from the records; doing it again changes nothing. "
        "With --check nothing is written: exit status 1 tells that stored sums differ from the records."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare only; exit status 1 on a difference")
        parser.add_argument("--batch", type=_a_batch, default=_BATCH, metavar="N", help="enrolments a transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each batch in a transaction of its own, so that nobody waits long for a lock."""
        at = clock.now()
        work = sums.differences if options["check"] else _rebuild
        total, changed = self._run(work, size=options["batch"], at=at)
        if options["check"]:
            self._tell_differences(total, changed)
        else:
            same = f"{total - len(changed):,} unchanged"
            self.stdout.write(f"Rebuilt the engagement of {total:,} enrolments: {len(changed):,} changed, {same}.")

    def _run(self, work: Callable[..., list[int]], *, size: int, at: datetime) -> tuple[int, list[int]]:
        ids = list(Enrolment.objects.order_by("pk").values_list("pk", flat=True))
        changed: list[int] = []
        with tqdm(total=len(ids), unit=" enrolments", disable=None, leave=False) as progress:
            for batch in _batches(ids, size):
                changed += work(batch, at=at)
                progress.update(len(batch))
        return len(ids), sorted(changed)

    def _tell_differences(self, total: int, different: list[int]) -> None:
        if different:
            named = ", ".join(str(pk) for pk in different[:_MOST_NAMED])
            more = " ..." if len(different) > _MOST_NAMED else ""
            raise CommandError(
                f"{len(different):,} of {total:,} stored sums differ from the records: enrolments {named}{more}",
                returncode=1,
            )
        self.stdout.write(f"All {total:,} stored sums are those of the records.")


def _batches(ids: list[int], size: int) -> Iterator[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


@transaction.atomic
def _rebuild(ids: list[int], *, at: datetime) -> list[int]:
    lock(ids)
    return sums.rebuild(ids, at=at)
