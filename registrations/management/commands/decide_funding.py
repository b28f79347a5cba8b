"""Decide a table of funding cases, without a database: for policy people, and to check the rules against examples."""

import csv
import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from django.core.management.base import BaseCommand, CommandError

from registrations.rules.funding.cases import (
    ANSWER_COLUMNS,
    EXPECTED_COLUMNS,
    FACT_COLUMNS,
    CaseError,
    answer,
    is_as_expected,
    read_facts,
    read_rules_version,
)
from registrations.rules.funding.facts import FundingFacts, UnknownRulesVersion

_CANNOT_READ, _DIFFERENCES = 2, 1
_STANDARD_OUTPUT = "-"


class Case(NamedTuple):
    """One row: its number in the table (the heading is row 1), its cells, and what they say."""

    number: int
    cells: dict[str, str]
    facts: FundingFacts
    rules_version: str


class Command(BaseCommand):
    """Reads the cases, decides each, writes the answers beside them or compares them with what is expected."""

    help = (
        "Decide funding for each row of a CSV file and write code, funded and needs_review beside it. Needs no database. "
        "Exit status: 0 all is well, 1 --check found differences, 2 the file cannot be read."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """CASES.csv, --output, --check."""
        parser.add_argument("cases", metavar="CASES.csv", help="the cases, in UTF-8; columns as in the DfE examples")
        parser.add_argument("--output", metavar="FILE", help='where to write the answers; "-" is standard output')
        parser.add_argument("--check", action="store_true", help=f"compare with {', '.join(EXPECTED_COLUMNS)}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Without --check, the answers go to standard output unless --output names a file."""
        columns, rows = self._read(options["cases"], EXPECTED_COLUMNS if options["check"] else ())
        cases = self._understand(rows)
        answers = [answer(case.facts, case.rules_version) for case in cases]
        output = options["output"] or (None if options["check"] else _STANDARD_OUTPUT)
        if output:
            self._write(output, columns, cases, answers)
        if options["check"]:
            self._check(cases, answers)

    def _read(self, name: str, also_needed: tuple[str, ...]) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
        """The headings, and each row with its number. Anything that is no table of cases ends here."""
        lines = csv.reader(io.StringIO(self._text(name), newline=""), strict=True)
        try:
            table = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]
        except csv.Error as error:
            self._give_up(f"{name}, line {lines.line_num}: this is not well-formed CSV ({error}).")
        if not table:
            self._give_up(f"{name} is empty.")
        columns = [heading.strip() for heading in table.pop(0)[1]]
        missing = [column for column in (*FACT_COLUMNS, *also_needed) if column not in columns]
        twice = sorted({column for column in columns if column and columns.count(column) > 1})
        if missing:
            self._give_up(f"{name}, row 1: these columns are missing: {', '.join(missing)}.")
        if twice:
            self._give_up(f"{name}, row 1: these columns are there more than once: {', '.join(twice)}.")
        if not table:
            self._give_up(f"{name} has headings and no cases.")
        faults = [
            f"Row {number}: {len(cells)} cells under {len(columns)} headings."
            for number, cells in table
            if len(cells) != len(columns)
        ]
        self._give_up_if(faults)
        return columns, [(number, dict(zip(columns, cells, strict=True))) for number, cells in table]

    def _text(self, name: str) -> str:
        try:
            content = sys.stdin.buffer.read() if name == _STANDARD_OUTPUT else Path(name).read_bytes()
        except OSError as error:
            self._give_up(f"{name} cannot be read: {error.strerror}.")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self._give_up(f"{name}, line {line}: this is not UTF-8. Save the table as CSV UTF-8 and try again.")

    def _understand(self, rows: list[tuple[int, dict[str, str]]]) -> list[Case]:
        cases, faults = [], []
        for number, cells in rows:
            try:
                cases.append(Case(number, cells, read_facts(cells), read_rules_version(cells)))
            except (CaseError, UnknownRulesVersion) as error:
                faults.append(f"Row {number}: {str(error).rstrip('.')}.")
        self._give_up_if(faults)
        return cases

    def _write(self, name: str, columns: list[str], cases: list[Case], answers: list[tuple[str, str, str]]) -> None:
        table = io.StringIO(newline="")
        writer = csv.writer(table)
        writer.writerow([*columns, *ANSWER_COLUMNS])
        for case, answered in zip(cases, answers, strict=True):
            writer.writerow([*(case.cells[column] for column in columns), *answered])
        if name == _STANDARD_OUTPUT:
            self.stdout.write(table.getvalue(), ending="")
            return
        try:
            Path(name).write_text(table.getvalue(), encoding="utf-8", newline="")
        except OSError as error:
            self._give_up(f"{name} cannot be written: {error.strerror}.")
        self.stderr.write(f"{_counted(len(cases))} decided; the answers are in {name}.")

    def _check(self, cases: list[Case], answers: list[tuple[str, str, str]]) -> None:
        differing = [
            (case, answered)
            for case, answered in zip(cases, answers, strict=True)
            if not is_as_expected(answered, case.cells)
        ]
        for case, answered in differing:
            expected = ", ".join(case.cells[column].strip() for column in EXPECTED_COLUMNS)
            name = case.cells.get("case_id", "").strip()
            self.stderr.write(
                f"Row {case.number}{f' ({name})' if name else ''}: expected {expected}; the rules say {', '.join(answered)}."
            )
        if differing:
            raise CommandError(f"{len(differing)} of {_counted(len(cases))} differ.", returncode=_DIFFERENCES)
        self.stderr.write(f"{_counted(len(cases))}, every answer as expected.")

    def _give_up_if(self, faults: list[str]) -> None:
        if faults:
            self._give_up("\n".join(faults))

    def _give_up(self, message: str) -> NoReturn:
        raise CommandError(message, returncode=_CANNOT_READ)


def _counted(number: int) -> str:
    return f"{number} case" if number == 1 else f"{number} cases"
