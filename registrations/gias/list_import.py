"""Replacing one eligibility list: the whole of it in one transaction, with its version and date.

Any bad row refuses the file, since a school left out loses its funding unnoticed; whoever has looked at the bad rows
may pass over them. The list replaced stays as a record without its entries.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from npq_portal.accounts.models import User
from registrations.choices import EligibilityListKind
from registrations.gias.list_files import ListEntries, read_entries
from registrations.gias.locks import import_lock
from registrations.gias.table_file import (
    FileRefusedError,
    Refusal,
    TableFile,
    TooManyRefusedError,
    look_through,
    open_table,
)
from registrations.models import EligibilityList, EligibilityListEntry

#: A list with less than this share of the entries of the one in force is probably cut short or another list.
LEAST_OF_FORMER = 0.5


@dataclass(frozen=True)
class ListResult:
    """What an import did. `former` is the list it replaced; `changed` is False when the very list was in force."""

    in_force: EligibilityList
    changed: bool
    duplicates: int = 0
    blanks: int = 0
    added: int = 0
    removed: int = 0
    former: EligibilityList | None = None
    refused: list[Refusal] = field(default_factory=list)


def import_list(
    path: Path,
    kind: EligibilityListKind,
    *,
    version: str,
    dated: date,
    at: datetime,
    by: User | None = None,
    column: str | None = None,
    skip_bad_rows: bool = False,
    allow_shrink: bool = False,
    allow_older: bool = False,
) -> ListResult:
    """Puts the list in the file in force. Raises FileRefusedError, having changed nothing, when the file is damaged or not
    this list, has a bad row, no entry, or suspiciously few, or is older than the list in force."""
    file = look_through(path)
    with transaction.atomic():
        import_lock(f"the list “{kind.label}”")
        former = EligibilityList.objects.filter(kind=kind, in_force=True).first()
        if former and (former.sha256, former.version, former.dated) == (file.sha256, version, dated):
            return ListResult(former, changed=False)
        with open_table(file) as table:
            entries = read_entries(table, kind, column=column)
        _refuse_bad_rows(file, entries, skip_bad_rows=skip_bad_rows)
        _refuse_if_suspicious(file, entries, former, dated, allow_shrink=allow_shrink, allow_older=allow_older)
        before = _retire(former)
        facts = {"kind": kind, "version": version, "dated": dated, "imported_at": at, "imported_by": by}
        made = _put_in_force(file, entries, **facts)
    return ListResult(
        made,
        changed=True,
        duplicates=entries.duplicates,
        blanks=entries.blanks,
        added=len(entries.identifiers.keys() - before),
        removed=len(before - entries.identifiers.keys()),
        former=former,
        refused=entries.refused,
    )


def _put_in_force(file: TableFile, entries: ListEntries, **facts: Any) -> EligibilityList:
    made = EligibilityList.objects.create(
        file_name=file.path.name[:200], sha256=file.sha256, rows=len(entries.identifiers), **facts
    )
    EligibilityListEntry.objects.bulk_create(
        (EligibilityListEntry(list=made, identifier=identifier) for identifier in entries.identifiers),
        batch_size=5_000,
    )
    return made


def _refuse_bad_rows(file: TableFile, entries: ListEntries, *, skip_bad_rows: bool) -> None:
    if entries.refused and not skip_bad_rows:
        raise TooManyRefusedError(
            f"{file.path.name} has {len(entries.refused):,} bad rows. Have them mended, or pass over them with --skip-bad-rows.",
            entries.refused,
        )
    if not entries.identifiers:
        raise FileRefusedError(f"{file.path.name} has no entry for this list.")


def _refuse_if_suspicious(
    file: TableFile,
    entries: ListEntries,
    former: EligibilityList | None,
    dated: date,
    *,
    allow_shrink: bool,
    allow_older: bool,
) -> None:
    if former is None:
        return
    if len(entries.identifiers) < LEAST_OF_FORMER * former.rows and not allow_shrink:
        raise FileRefusedError(
            f"{file.path.name} has {len(entries.identifiers):,} entries where the list in force has {former.rows:,}. "
            "If it is what you want, run again with --allow-shrink."
        )
    if dated < former.dated and not allow_older:
        raise FileRefusedError(
            f"A list of {dated.day} {dated:%B %Y} is older than the one in force, of {former.dated.day} "
            f"{former.dated:%B %Y}. If it is what you want, run again with --allow-older."
        )


def _retire(former: EligibilityList | None) -> set[str]:
    """Takes the list out of force, empties it, and returns what was on it."""
    if former is None:
        return set()
    entries = EligibilityListEntry.objects.filter(list=former)
    before = set(entries.values_list("identifier", flat=True))
    entries.delete()
    EligibilityList.objects.filter(pk=former.pk).update(in_force=False)
    return before
