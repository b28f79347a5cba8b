"""From the bytes of a CSV file that somebody made in a spreadsheet to its rows by column name, or a sentence about why not.

Excel saves UTF-8 with or without a byte order mark, UTF-16 with tabs ("Unicode text"), Windows-1252, and semicolons on some
computers. What cannot be read for certain is refused, never guessed.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_BYTES = 1024**2
MOST_ROWS = 500
LONGEST_CELL = 1000
_DELIMITERS = (",", ";", "\t", "|")
_OTHER_FILES = (
    (b"PK\x03\x04", "an Excel workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


class FileRefusedError(Exception):
    """The file as a whole cannot be read, and nothing was taken from it. The message says why, for whoever chose it."""


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on (the first line is 1) and its cells by column, tidied, "" where there is none."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: its line, the column ("" for the row as a whole), what stands there, and why not."""

    line: int
    column: str
    value: str
    problem: str


@dataclass(frozen=True)
class Column:
    """A column: its name in the header and what else people call it, all without capitals, spaces and punctuation."""

    name: str
    also: tuple[str, ...] = ()
    required: bool = False


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252. Raises FileRefusedError for one that is empty, too big or no text."""
    if not raw.strip():
        raise FileRefusedError("The file is empty.")
    if len(raw) > MOST_BYTES:
        raise FileRefusedError(f"The file is bigger than {MOST_BYTES // 1024**2} MB. Split it into smaller files.")
    for start, what in _OTHER_FILES:
        if raw.startswith(start):
            raise FileRefusedError(f"The file is {what}. Save it as CSV first.")
    try:
        text = raw.decode(_encoding(raw))
    except UnicodeDecodeError as error:
        raise FileRefusedError("The file is not text that we can read. Save it as “CSV UTF-8”.") from error
    if _NOT_TEXT.search(text):
        raise FileRefusedError("The file holds characters that no CSV file has. Save it as “CSV UTF-8” again.")
    return text


def _encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if raw[:200].count(0) > len(raw[:200]) // 4:
        return "utf-16-le" if raw[1:2] == b"\x00" else "utf-16-be"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def read_rows(text: str, columns: Sequence[Column]) -> tuple[list[Row], list[Fault]]:
    """The rows of a CSV text with a header, and the faults of rows that cannot be split into cells. Blank rows are passed
    over, and so are columns nobody asked for.

    Raises FileRefusedError where a required column is missing, a column comes twice, or there are no or too many rows.
    """
    lines = text.splitlines(keepends=True)
    skipped = 1 if lines and re.fullmatch(r"sep=.\s*", lines[0], re.IGNORECASE) else 0  # Excel's note to itself
    delimiter = _delimiter(lines[skipped:], columns)
    records = _records(lines[skipped:], delimiter, skipped)
    _, header, problem = next(records, (0, [], ""))
    if problem:
        raise FileRefusedError(f"The first line cannot be read: {problem}.")
    places = _places(header, columns)
    rows, faults = [], []
    for line, cells, problem in records:
        wrong = problem or _wrong_width(cells, len(header))
        if wrong:
            faults.append(Fault(line, "", "", wrong))
        else:
            rows.append(Row(line, {name: _tidy(cells, place) for name, place in places.items()}))
        if len(rows) + len(faults) > MOST_ROWS:
            raise FileRefusedError(f"The file has more than {MOST_ROWS} rows. Split it into smaller files.")
    if not rows and not faults:
        raise FileRefusedError("The file has a header and no rows.")
    return rows, faults


def _delimiter(lines: Sequence[str], columns: Sequence[Column]) -> str:
    """The one with which the first line that is not blank names the most columns."""
    first = next((line for line in lines if line.strip()), "")
    known = {name for column in columns for name in (_plain(column.name), *column.also)}
    return max(_DELIMITERS, key=lambda mark: sum(_plain(cell) in known for cell in first.split(mark)))


def _records(lines: Sequence[str], delimiter: str, skipped: int) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells and what is wrong with each record that is not blank."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line, problem, cells = reader.line_num + 1 + skipped, "", []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problem = "a quotation mark is in the wrong place or never closed"
        if problem or any(cell.strip() for cell in cells):
            yield line, cells, problem


def _places(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column stands, by its name."""
    by_word = {word: column.name for column in columns for word in (_plain(column.name), *column.also)}
    found = [(by_word[_plain(cell)], place) for place, cell in enumerate(header) if _plain(cell) in by_word]
    twice = [name for name, times in Counter(name for name, _ in found).items() if times > 1]
    if twice:
        raise FileRefusedError(f"The file has the column “{twice[0]}” twice.")
    missing = [column.name for column in columns if column.required and column.name not in dict(found)]
    if missing:
        seen = ", ".join(cell.strip() for cell in header if cell.strip())[:200]
        raise FileRefusedError(f"The file has no column “{missing[0]}”. Its first line has: {seen or 'nothing'}.")
    return dict(found)


def _wrong_width(cells: Sequence[str], width: int) -> str:
    """Cells beyond the header, or one too long for anything; fewer cells than the header are empty ones."""
    if any(cell.strip() for cell in cells[width:]):
        return f"it has {len(cells)} values where the first line has {width}"
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return f"a value is longer than {LONGEST_CELL} characters"
    return ""


def _tidy(cells: Sequence[str], place: int) -> str:
    """The cell with spaces of every kind (line ends and no-break ones too) as single spaces, none at the ends."""
    return " ".join(cells[place].split()) if place < len(cells) else ""


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
