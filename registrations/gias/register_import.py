"""Taking over a file of the school register: all of it or nothing, in one transaction.

Rows stream by COPY into a temporary table; one statement then writes those that are new or differ and no other, so the
same file twice changes no row. Establishments that a newer file leaves out stay: old applications point at them.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from psycopg2.sql import SQL, Composable, Identifier

from registrations.gias.locks import import_lock
from registrations.gias.register_rows import COLUMNS, NULLABLE, REQUIRED, WHAT, RowParser
from registrations.gias.table_file import (
    FileRefusedError,
    Refusal,
    Table,
    TableFile,
    TooManyRefusedError,
    look_through,
    open_table,
)
from registrations.gias.words import refresh_words, tidy_index
from registrations.models import RegisterImport, Workplace
from registrations.models.workplace import OPEN_STATUSES

#: A file with a larger share of bad rows is damaged or wrong, and nothing of it is taken over.
MOST_REFUSED = 0.05
#: A file with fewer rows than this share of those stored is probably not the whole register.
LEAST_OF_STORED = 0.5
#: More bad rows than this and reading stops: the rest would tell nothing new.
MOST_REFUSALS_LISTED = 10_000
_BATCH = 2_000


@dataclass(frozen=True)
class RegisterResult:
    """What an import did. Every row of the file is in exactly one of the first five counts."""

    added: int
    changed: int
    closed: int
    unchanged: int
    refused: list[Refusal]
    not_in_file: int

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return self.added + self.changed + self.closed + self.unchanged + len(self.refused)


def import_register(
    path: Path,
    *,
    at: datetime,
    allow_shrink: bool = False,
    allow_older: bool = False,
    progress: Callable[[int], object] = lambda _bytes_read: None,
) -> RegisterResult:
    """Takes over the file. Raises FileRefusedError, having changed nothing, when the file is damaged, wrong, suspiciously
    short or older than what is stored, or when another import is running. `progress` hears how many bytes were read."""
    file = look_through(path)
    with transaction.atomic():
        import_lock("the school register")
        refused: list[Refusal] = []
        with open_table(file) as table:
            table.require(REQUIRED, what=WHAT)
            parser = RowParser(table.columns)
            _make_temporary_table(parser.fields)
            taken = _copy_rows(table, parser, refused, progress)
        _refuse_if_mostly_bad(file, taken, refused)
        _refuse_if_suspicious(file, taken, parser.fields, allow_shrink=allow_shrink, allow_older=allow_older)
        result = _merge(parser.fields, refused)
        RegisterImport.objects.create(
            file_name=path.name[:200],
            sha256=file.sha256,
            imported_at=at,
            added=result.added,
            changed=result.changed,
            closed=result.closed,
            unchanged=result.unchanged,
            refused=len(refused),
        )
    return result


def _names(fields: Iterable[str], of: str = "") -> Composable:
    """Column names for a statement, each with its table's where one is given."""
    return SQL(", ").join(Identifier(of, name) if of else Identifier(name) for name in fields)


def _make_temporary_table(fields: list[str]) -> None:
    statement = SQL(
        "CREATE TEMPORARY TABLE register_file ON COMMIT DROP AS SELECT {} FROM registrations_workplace WITH NO DATA"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.format(_names(fields)))


def _copy_rows(table: Table, parser: RowParser, refused: list[Refusal], progress: Callable[[int], object]) -> int:
    """Streams the good rows into the temporary table and says how many; the bad ones go to `refused`."""
    rows = _good_rows(table, parser, refused)
    taken = 0
    nullable = [name for name in parser.fields if name in NULLABLE]
    options = SQL("FORMAT csv, FORCE_NULL ({})").format(_names(nullable)) if nullable else SQL("FORMAT csv")
    copy = SQL("COPY register_file ({}) FROM STDIN WITH ({})").format(_names(parser.fields), options)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, _BATCH)):
            buffer = io.StringIO()
            # every value in quotation marks: to COPY, an empty one is then a text and not NULL
            csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(batch)
            buffer.seek(0)
            cursor.copy_expert(copy, buffer)
            taken += len(batch)
            progress(table.bytes_read)
        cursor.execute("ANALYZE register_file")
    return taken


def _good_rows(table: Table, parser: RowParser, refused: list[Refusal]) -> Iterator[list[str]]:
    for line, cells in table.rows(refused):
        parsed = parser.parse(line, cells)
        if isinstance(parsed, Refusal):
            refused.append(parsed)
        else:
            yield parsed
        if len(refused) > MOST_REFUSALS_LISTED:
            raise TooManyRefusedError(
                f"More than {MOST_REFUSALS_LISTED:,} rows cannot be read; reading stopped.", refused
            )


def _refuse_if_mostly_bad(file: TableFile, taken: int, refused: list[Refusal]) -> None:
    total = taken + len(refused)
    if len(refused) > MOST_REFUSED * total:
        raise TooManyRefusedError(
            f"{len(refused):,} of {total:,} rows of {file.path.name} are bad, more than {MOST_REFUSED:.0%}: "
            "the file is damaged or not the register.",
            refused,
        )


def _refuse_if_suspicious(
    file: TableFile, taken: int, fields: list[str], *, allow_shrink: bool, allow_older: bool
) -> None:
    stored = Workplace.objects.count()
    if taken < LEAST_OF_STORED * stored and not allow_shrink:
        raise FileRefusedError(
            f"{file.path.name} has {taken:,} good rows where {stored:,} are stored: it is probably not the whole register. "
            "If it is what you want, run again with --allow-shrink."
        )
    if "changed_in_register_on" not in fields or allow_older:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(changed_in_register_on) FROM register_file), max(changed_in_register_on) "
            "FROM registrations_workplace"
        )
        newest_in_file, newest_stored = cursor.fetchone()
    if newest_in_file and newest_stored and newest_in_file < newest_stored:
        raise FileRefusedError(
            f"The newest change in {file.path.name} is of {newest_in_file:%d %B %Y}, older than the register stored, of "
            f"{newest_stored:%d %B %Y}: it would undo changes. If it is what you want, run again with --allow-older."
        )


_COUNT = SQL("""
    SELECT count(*) FILTER (WHERE stored.id IS NULL),
           count(*) FILTER (WHERE stored.id IS NOT NULL AND {differs} AND NOT ({closes})),
           count(*) FILTER (WHERE stored.id IS NOT NULL AND {closes}),
           count(*) FILTER (WHERE stored.id IS NOT NULL AND NOT {differs}),
           (SELECT count(*) FROM registrations_workplace) - count(stored.id)
    FROM register_file AS file LEFT JOIN registrations_workplace AS stored USING (urn)
""")
_CLOSES = SQL("stored.status_code = ANY(%(open)s) AND NOT file.status_code = ANY(%(open)s)")

#: Rows that are the same are left out before the upsert: ON CONFLICT would lock, and so write, each of them.
_UPSERT = SQL("""
    INSERT INTO registrations_workplace ({names}{comma}{lacking})
    SELECT {theirs}{comma}{blanks}
    FROM register_file AS file LEFT JOIN registrations_workplace AS stored USING (urn)
    WHERE stored.id IS NULL OR {differs}
    ON CONFLICT (urn) DO UPDATE SET ({names}) = ROW ({new})
""")


def _merge(fields: list[str], refused: list[Refusal]) -> RegisterResult:
    """Writes the rows of the temporary table that are new or differ. Columns the file lacks keep what is stored."""
    theirs = _names(fields, "file")
    differs = SQL("({}) IS DISTINCT FROM ({})").format(_names(fields, "stored"), theirs)
    lacking = [column.field for column in COLUMNS.values() if column.field not in fields]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(differs=differs, closes=_CLOSES), {"open": list(OPEN_STATUSES)})
        added, changed, closed, unchanged, not_in_file = cursor.fetchone()
        if added or changed or closed:
            upsert = _UPSERT.format(
                names=_names(fields),
                theirs=theirs,
                differs=differs,
                new=_names(fields, "excluded"),
                comma=SQL(", " if lacking else ""),
                lacking=_names(lacking),
                blanks=SQL(", ").join(SQL("NULL") if name in NULLABLE else SQL("''") for name in lacking),
            )
            cursor.execute(upsert)
            refresh_words()
            tidy_index("registrations_workplace", "open_workplace_search")
        cursor.execute("DROP TABLE register_file")
    return RegisterResult(added, changed, closed, unchanged, refused, not_in_file)
