"""Taking over a file of the school register: all of it or nothing, in one transaction.

Rows stream by COPY into a temporary table; one statement then writes those that are new or differ and no other, so the
same file twice changes no row. Establishments that a newer file leaves out stay: old applications point at them.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from registrations.gias.locks import import_lock
from registrations.gias.register_rows import COLUMNS, NULLABLE, REQUIRED, WHAT, RowParser
from registrations.gias.table_file import FileRefused, Refusal, Table, TableFile, look_through, open_table
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
_TABLE = Workplace._meta.db_table


class TooManyRefused(FileRefused):
    """So many rows were bad that nothing was taken over; `refused` has them."""

    def __init__(self, message: str, refused: list[Refusal]) -> None:
        super().__init__(message)
        self.refused = refused


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
    """Takes over the file. Raises FileRefused, having changed nothing, when the file is damaged, wrong, suspiciously
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


def _make_temporary_table(fields: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE register_file ON COMMIT DROP AS SELECT {', '.join(fields)} FROM {_TABLE} WITH NO DATA")


def _copy_rows(
    table: Table, parser: RowParser, refused: list[Refusal], progress: Callable[[int], object]
) -> int:
    """Streams the good rows into the temporary table and says how many; the bad ones go to `refused`."""
    rows = _good_rows(table, parser, refused)
    taken = 0
    force_null = ", ".join(name for name in NULLABLE if name in parser.fields)
    copy = (
        f"COPY register_file ({', '.join(parser.fields)}) FROM STDIN WITH (FORMAT csv"
        + (f", FORCE_NULL ({force_null})" if force_null else "") + ")"
    )
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
            raise TooManyRefused(f"More than {MOST_REFUSALS_LISTED:,} rows cannot be read; reading stopped.", refused)


def _refuse_if_mostly_bad(file: TableFile, taken: int, refused: list[Refusal]) -> None:
    total = taken + len(refused)
    if len(refused) > MOST_REFUSED * total:
        raise TooManyRefused(
            f"{len(refused):,} of {total:,} rows of {file.path.name} are bad, more than {MOST_REFUSED:.0%}: "
            "the file is damaged or not the register.",
            refused,
        )


def _refuse_if_suspicious(
    file: TableFile, taken: int, fields: list[str], *, allow_shrink: bool, allow_older: bool
) -> None:
    stored = Workplace.objects.count()
    if taken < LEAST_OF_STORED * stored and not allow_shrink:
        raise FileRefused(
            f"{file.path.name} has {taken:,} good rows where {stored:,} are stored: it is probably not the whole register. "
            "If it is what you want, run again with --allow-shrink."
        )
    if "changed_in_register_on" not in fields or allow_older:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT max(changed_in_register_on) FROM register_file), max(changed_in_register_on) FROM {_TABLE}"
        )
        newest_in_file, newest_stored = cursor.fetchone()
    if newest_in_file and newest_stored and newest_in_file < newest_stored:
        raise FileRefused(
            f"The newest change in {file.path.name} is of {newest_in_file:%d %B %Y}, older than the register stored, of "
            f"{newest_stored:%d %B %Y}: it would undo changes. If it is what you want, run again with --allow-older."
        )


def _merge(fields: list[str], refused: list[Refusal]) -> RegisterResult:
    """Writes the rows of the temporary table that are new or differ. Columns the file lacks keep what is stored."""
    ours = ", ".join(f"stored.{name}" for name in fields)
    theirs = ", ".join(f"file.{name}" for name in fields)
    differs = f"({ours}) IS DISTINCT FROM ({theirs})"
    closes = "stored.status_code = ANY(%(open)s) AND NOT file.status_code = ANY(%(open)s)"
    names = ", ".join(fields)
    blank = [name for name in _text_fields() if name not in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE stored.id IS NULL),
                   count(*) FILTER (WHERE stored.id IS NOT NULL AND {differs} AND NOT ({closes})),
                   count(*) FILTER (WHERE stored.id IS NOT NULL AND {closes}),
                   count(*) FILTER (WHERE stored.id IS NOT NULL AND NOT {differs}),
                   (SELECT count(*) FROM {_TABLE}) - count(stored.id)
            FROM register_file AS file LEFT JOIN {_TABLE} AS stored USING (urn)
            """,
            {"open": list(OPEN_STATUSES)},
        )
        added, changed, closed, unchanged, not_in_file = cursor.fetchone()
        if added or changed or closed:
            # Rows that are the same are left out before the upsert: ON CONFLICT would lock, and so write, each of them.
            cursor.execute(
                f"""
                INSERT INTO {_TABLE} AS stored ({", ".join([*fields, *blank])})
                SELECT {theirs}{", ''" * len(blank)}
                FROM register_file AS file LEFT JOIN {_TABLE} AS stored USING (urn)
                WHERE stored.id IS NULL OR {differs}
                ON CONFLICT (urn) DO UPDATE SET ({names}) = ROW ({", ".join(f"excluded.{name}" for name in fields)})
                """
            )
            refresh_words()
            tidy_index(_TABLE, "open_workplace_search")
    return RegisterResult(added, changed, closed, unchanged, refused, not_in_file)


def _text_fields() -> list[str]:
    return [column.field for column in COLUMNS.values() if column.field not in NULLABLE]
