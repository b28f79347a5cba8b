"""Takes over a file of the school register."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from npq_portal import clock
from registrations.gias.download import download_register
from registrations.gias.register_import import RegisterResult, import_register
from registrations.gias.table_file import FileRefusedError, TooManyRefusedError
from registrations.management.reports import a_day, check_report, show_refusals


class Command(BaseCommand):
    """`manage.py import_gias FILE`, or `--download` for the day's file."""

    help = (
        "Takes over the school register's file edubasealldata (CSV, plain or .gz): adds and changes workplaces by URN, "
        "removes none. A damaged, wrong, much shorter or older file changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="edubasealldata as CSV, plain or .gz")
        parser.add_argument(
            "--download", action="store_true", help="fetch today's file (or yesterday's) from GIAS first"
        )
        parser.add_argument("--date", type=a_day, metavar="YYYYMMDD", help="with --download: the file of this day")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the rows refused to this CSV file")
        parser.add_argument("--allow-shrink", action="store_true", help="accept far fewer rows than are stored")
        parser.add_argument("--allow-older", action="store_true", help="accept a file older than what is stored")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["file"]) == options["download"]:
            raise CommandError("Give a FILE or --download.")
        if options["date"] and not options["download"]:
            raise CommandError("--date is for --download.")
        check_report(options["report"])
        try:
            with TemporaryDirectory() as folder:
                path = options["file"] or self._download(Path(folder), options["date"])
                self._take_over(path, options)
        except FileRefusedError as error:
            raise CommandError(f"{error} Nothing was changed.") from error

    def _download(self, folder: Path, day: date | None) -> Path:
        with _bar("Fetching the register", None) as progress:
            return download_register(
                folder,
                url=settings.GIAS_EXTRACT_URL,
                day=day or clock.today(),
                or_day_before=day is None,
                progress=progress,
            )

    def _take_over(self, path: Path, options: dict[str, Any]) -> None:
        started = monotonic()
        size = path.stat().st_size if path.is_file() else None
        try:
            with _bar("Reading the register", size) as progress:
                result = import_register(
                    path,
                    at=clock.now(),
                    allow_shrink=options["allow_shrink"],
                    allow_older=options["allow_older"],
                    progress=progress,
                )
        except TooManyRefusedError as error:
            show_refusals(error.refused, options["report"], self.stderr)
            raise
        show_refusals(result.refused, options["report"], self.stderr)
        self.stdout.write(f"{path.name}: {summary(result)} ({monotonic() - started:.1f} s)")


def summary(result: RegisterResult) -> str:
    """What an import did, in one line."""
    left = f"; {result.not_in_file:,} stored are not in the file and were left" if result.not_in_file else ""
    return (
        f"{result.rows:,} rows: {result.added:,} added, {result.changed:,} changed, {result.closed:,} closed, "
        f"{result.unchanged:,} unchanged, {len(result.refused):,} refused{left}"
    )


@contextmanager
def _bar(label: str, size: int | None) -> Iterator[Callable[[int], object]]:
    """A progress bar in bytes on a terminal; nothing elsewhere (disable=None)."""
    with tqdm(desc=label, total=size, unit="B", unit_scale=True, disable=None, leave=False) as bar:
        yield lambda read: bar.update(read - bar.n)
