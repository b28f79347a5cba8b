"""Puts one of the DfE's eligibility lists in force."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from npq_portal import clock
from npq_portal.accounts.models import User
from registrations.choices import EligibilityListKind
from registrations.gias.list_files import HEADERS
from registrations.gias.list_import import ListResult, import_list
from registrations.gias.table_file import FileRefusedError, TooManyRefusedError
from registrations.management.reports import a_day, check_report, show_refusals

_LONGEST_VERSION = 60


class Command(BaseCommand):
    """`manage.py import_eligibility_list KIND FILE --version 2025/26 --dated 2026-02-09`."""

    help = "Replaces a whole list that decides funding. Any bad row, and any damaged or wrong file, changes nothing."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """With our --version in place of Django's own, which says Django's version."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        headers = "; ".join(f"{kind}: {' or '.join(names)}" for kind, names in HEADERS.items())
        parser.add_argument(
            "kind", choices=EligibilityListKind.values, metavar="KIND", help=f"the list, and its column: {headers}"
        )
        parser.add_argument("file", type=Path, metavar="FILE", help="the list as CSV, plain or .gz")
        parser.add_argument("--version", required=True, help="what the publisher calls it, such as 2025/26")
        parser.add_argument("--dated", required=True, type=a_day, metavar="YYYY-MM-DD", help="the publisher's date")
        parser.add_argument("--column", metavar="NAME", help="the column of the identifier, where it is not the DfE's")
        parser.add_argument("--by", metavar="EMAIL", help="who imports it, as signed in with; kept with the list")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the bad rows to this CSV file")
        parser.add_argument("--skip-bad-rows", action="store_true", help="import the rest in spite of bad rows")
        parser.add_argument("--allow-shrink", action="store_true", help="accept far fewer entries than are in force")
        parser.add_argument("--allow-older", action="store_true", help="accept an earlier date than that in force")

    def handle(self, *args: Any, **options: Any) -> None:
        check_report(options["report"])
        version = options["version"].strip()
        if not 0 < len(version) <= _LONGEST_VERSION:
            raise CommandError(f"--version needs 1 to {_LONGEST_VERSION} characters.")
        kind = EligibilityListKind(options["kind"])
        dated: date = options["dated"]
        try:
            result = import_list(
                options["file"],
                kind,
                version=version,
                dated=dated,
                at=clock.now(),
                by=_person(options["by"]),
                column=options["column"],
                skip_bad_rows=options["skip_bad_rows"],
                allow_shrink=options["allow_shrink"],
                allow_older=options["allow_older"],
            )
        except FileRefusedError as error:
            if isinstance(error, TooManyRefusedError):
                show_refusals(error.refused, options["report"], self.stderr)
            raise CommandError(f"{error} Nothing was changed.") from error
        show_refusals(result.refused, options["report"], self.stderr)
        self.stdout.write(summary(result))


def summary(result: ListResult) -> str:
    """What an import did, in one line."""
    found = result.in_force
    name = f"{found.get_kind_display()}, version {found.version} of {found.dated.day} {found.dated:%B %Y}"
    if not result.changed:
        return f"{name} is already in force; nothing was changed."
    passed_over = (
        f"{result.duplicates:,} duplicates folded, {result.blanks:,} blanks skipped, {len(result.refused):,} bad rows"
    )
    former = f"in place of version {result.former.version}: " if result.former else "the first of its kind: "
    return (
        f"{name}: {result.in_force.rows:,} entries in force, {former}{result.added:,} came, {result.removed:,} went "
        f"({passed_over})"
    )


def _person(email: str | None) -> User | None:
    """The user with that address; raises CommandError when there is none."""
    if not email:
        return None
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise CommandError(f"Nobody signs in with {email}. Nothing was changed.")
    return person
