"""What the import commands share: reading a day, and telling which rows were refused."""

import csv
from argparse import ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from registrations.gias.table_file import Refusal

#: So many are shown on the terminal; a report file has them all.
MOST_SHOWN = 20


def a_day(text: str) -> date:
    """A date typed as YYYY-MM-DD or YYYYMMDD; raises ArgumentTypeError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day like 2026-11-23 or 20261123") from error


def check_report(report: Path | None) -> None:
    """Raises CommandError when the report cannot be written: better before the work than after it."""
    if report:
        try:
            report.open("w", encoding="utf-8").close()
        except OSError as error:
            raise CommandError(f"The report {report} cannot be written: {error.strerror}.") from error


def show_refusals(refused: Sequence[Refusal], report: Path | None, to: OutputWrapper) -> None:
    """Writes every refusal to the report file, where one is wanted, else the first few to `to`."""
    if report:
        with report.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["line", "identifier", "column", "problem"])
            writer.writerows((row.line, row.identifier, row.column, row.problem) for row in refused)
        return
    for row in refused[:MOST_SHOWN]:
        whose = f" ({row.identifier})" if row.identifier else ""
        to.write(f"line {row.line}{whose}: {f'{row.column} {row.problem}'.strip()}")
    if len(refused) > MOST_SHOWN:
        to.write(f"... and {len(refused) - MOST_SHOWN:,} more; --report FILE writes them all.")
