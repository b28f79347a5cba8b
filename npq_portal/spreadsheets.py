"""Files for spreadsheet programs: CSV line by line, XLSX of one sheet, and no cell that such a program would run."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from tempfile import TemporaryFile
from typing import Any

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What spreadsheets take for a formula at the start of a cell, full-width forms included.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\x00]")
#: XML 1.0 has no way to write these.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: A sheet's name may not hold these, nor be longer than 31 characters.
_NOT_IN_A_TITLE = re.compile(r"[\\/*?:\[\]']")
_LONGEST_CELL = 32_767  # Excel's own limit, in characters
_WIDEST_COLUMN, _NARROWEST_COLUMN = 45, 8
_PIECE = 65_536

Row = Sequence[Any]


class _Echo:
    """A file that hands back what is written, so that a long CSV is sent while it is made."""

    def write(self, text: str) -> str:
        return text


def harmless(value: Any) -> str:
    """The value as a cell that no spreadsheet runs: what looks like a formula gets an apostrophe before it. Nothing is
    "", true and false are "true" and "false"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def csv_lines(header: Row, rows: Iterable[Row]) -> Iterator[str]:
    """A CSV line by line, with a byte order mark, since spreadsheets take UTF-8 for something else without one."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow([harmless(value) for value in header]))
    for row in rows:
        yield str(writer.writerow([harmless(value) for value in row]))


def xlsx_pieces(header: Row, rows: Iterable[Row], *, title: str) -> Iterator[bytes]:
    """A workbook of one sheet, piece by piece. Whole numbers stay numbers, everything else is text. The header and the
    first column stay in sight. Rows go to disk as they come, so memory stays flat."""
    from openpyxl import Workbook  # heavy, and most workers never write one

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=_NOT_IN_A_TITLE.sub(" ", title)[:31].strip() or "Sheet")
    sheet.freeze_panes = "B2"
    _set_widths(sheet, header)
    for row in chain([header], rows):
        sheet.append([_cell(sheet, value, bold=row is header) for value in row])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield from iter(partial(file.read, _PIECE), b"")


def _set_widths(sheet: Any, header: Row) -> None:
    from openpyxl.utils import get_column_letter

    for number, value in enumerate(header, start=1):
        wide = min(max(len(str(value)) + 2, _NARROWEST_COLUMN), _WIDEST_COLUMN)
        sheet.column_dimensions[get_column_letter(number)].width = wide


def _cell(sheet: Any, value: Any, *, bold: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if isinstance(value, int) and not isinstance(value, bool):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, _UNWRITABLE.sub("", harmless(value))[:_LONGEST_CELL])
    cell.data_type = "s"  # openpyxl makes formulas and errors of some words
    if bold:
        cell.font = Font(bold=True)
    return cell
