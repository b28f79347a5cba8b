"""Reading a CSV file that somebody else made: plain or gzipped, UTF-8 or Windows-1252, whole or damaged.

The file is read twice, never held: once to see whether it is what it should be, once row by row. Whatever makes the
whole file worthless raises FileRefusedError, whose message says what is wrong; a row that cannot be read is a Refusal.
"""

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: A file that unpacks to more than this is no register: today's is about 60 MB.
MOST_BYTES = 1024**3
_CHUNK = 1024**2
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: What stands for a byte that is no character of the file's encoding (Python's "surrogateescape").
_BROKEN = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


class FileRefusedError(Exception):
    """The file cannot be taken over, and nothing was changed. The message says why, for whoever chose the file."""


@dataclass(frozen=True)
class Refusal:
    """One row that was not taken over: the line it begins on (the header is line 1), whose, which column, and why."""

    line: int
    identifier: str
    column: str
    problem: str


class TooManyRefusedError(FileRefusedError):
    """So many rows were bad that nothing was taken over; `refused` has them."""

    def __init__(self, message: str, refused: list[Refusal]) -> None:
        super().__init__(message)
        self.refused = refused


@dataclass(frozen=True)
class TableFile:
    """A file that has been looked through: how to read it, and its fingerprint."""

    path: Path
    gzipped: bool
    encoding: str
    ends_with_newline: bool
    sha256: str
    size: int


def look_through(path: Path) -> TableFile:
    """Reads the whole file once. Raises FileRefusedError if it is absent, empty, damaged, or no CSV text at all."""
    try:
        with path.open("rb") as raw:
            start = raw.read(4)
            raw.seek(0)
            sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
            size = raw.tell()
    except OSError as error:
        raise FileRefusedError(f"{path} cannot be read: {error.strerror}.") from error
    _refuse_wrong_kind(path, start)
    gzipped = start.startswith(_GZIP)
    encoding, last_byte = _survey(path, gzipped)
    return TableFile(path, gzipped, encoding, last_byte in b"\r\n", sha256, size)


def _refuse_wrong_kind(path: Path, start: bytes) -> None:
    if not start:
        raise FileRefusedError(f"{path.name} is empty.")
    if start.startswith(_ZIP):
        raise FileRefusedError(f"{path.name} is a zip archive or a spreadsheet. Unpack it, or save it as CSV, first.")
    if start.startswith(_UTF_16):
        raise FileRefusedError(f"{path.name} is in UTF-16. Save it as CSV in UTF-8 or Windows-1252.")


def _survey(path: Path, gzipped: bool) -> tuple[str, bytes]:
    """The encoding and the last byte. Windows-1252 text is hardly ever valid UTF-8, so a file with more characters that
    are valid UTF-8 than bytes that are not is UTF-8 with some damage, whose rows are refused one by one."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    total = beyond_ascii = broken = 0
    last = b""
    for chunk in _chunks(path, gzipped):
        total += len(chunk)
        last = chunk[-1:]
        if total > MOST_BYTES:
            raise FileRefusedError(
                f"{path.name} unpacks to more than {MOST_BYTES // 1024**2} MB and was not read further."
            )
        text = decoder.decode(chunk)
        if not text.isascii():
            beyond_ascii += len(_BEYOND_ASCII.findall(text))
            broken += len(_BROKEN.findall(text))
    if not total:
        raise FileRefusedError(f"{path.name} is empty.")
    broken += len(_BROKEN.findall(decoder.decode(b"", final=True)))
    is_utf_8 = not broken or beyond_ascii - broken > broken
    return ("utf-8-sig" if is_utf_8 else "cp1252"), last


def _chunks(path: Path, gzipped: bool) -> Iterator[bytes]:
    with path.open("rb") as raw, _unpacked(raw, gzipped) as file:
        try:
            while chunk := file.read(_CHUNK):
                yield chunk
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileRefusedError(
                f"{path.name} is damaged or was not copied to the end: it cannot be unpacked ({error})."
            ) from error


@contextmanager
def _unpacked(raw: IO[bytes], gzipped: bool) -> Iterator[IO[bytes]]:
    if not gzipped:
        yield raw
        return
    with gzip.GzipFile(fileobj=raw) as unpacked:
        yield unpacked


class Table:
    """An open file: its columns by name, and its rows one at a time."""

    def __init__(self, file: TableFile, raw: IO[bytes], text: IO[str]) -> None:
        self._file = file
        self._raw = raw
        # strict: a quotation mark in the wrong place is an error and not silently part of a value
        self._reader = csv.reader(text, strict=True)
        try:
            header = [name.strip() for name in next(self._reader, [])]
        except csv.Error as error:
            raise FileRefusedError(
                f"{file.path.name} is no CSV file: its first line cannot be read ({error})."
            ) from error
        twice = sorted(name for name, times in Counter(header).items() if name and times > 1)
        if twice:
            raise FileRefusedError(f"{file.path.name} has the column {twice[0]} twice.")
        self.columns = {name: place for place, name in enumerate(header) if name}
        self._width = len(header)
        #: Rows without anything in them, passed over so far.
        self.blank_rows = 0

    @property
    def bytes_read(self) -> int:
        """How far the file on disk has been read."""
        return self._raw.tell()

    def require(self, names: Iterable[str], *, what: str) -> None:
        """Raises FileRefusedError, naming what is missing, unless every column is there. `what`: what the file should be."""
        missing = [name for name in names if name not in self.columns]
        if missing:
            found = ", ".join(self.columns)[:200] or "nothing"
            raise FileRefusedError(
                f"{self._file.path.name} is not {what}: it has no column {', '.join(missing)}. Its first line has: {found}."
            )

    def rows(self, refused: list[Refusal]) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells of each row that can be split into cells; the others are added to `refused`.

        Blank lines are passed over. Raises FileRefusedError when the file holds no row, or stops inside one.
        """
        line, problem = 0, ""
        for line, cells, problem in self._records():
            if problem:
                refused.append(Refusal(line, cells[0][:20] if cells else "", "", problem))
            else:
                yield line, cells
        if not line:
            raise FileRefusedError(f"{self._file.path.name} has a header and no rows.")
        if problem and not self._file.ends_with_newline:
            raise FileRefusedError(
                f"{self._file.path.name} stops in the middle of line {line}: it was not copied to the end."
            )

    def _records(self) -> Iterator[tuple[int, list[str], str]]:
        while True:
            line = self._reader.line_num + 1
            problem, cells = "", []
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                problem = self._fault(line, str(error))
            if cells and len(cells) != self._width:
                problem = f"has {len(cells)} values where the header has {self._width}"
            if problem or any(cells):
                yield line, cells, problem
            else:
                self.blank_rows += 1

    def _fault(self, line: int, error: str) -> str:
        """What is wrong with a row, or FileRefusedError when an open quotation mark swallowed nobody knows how many rows."""
        if "unexpected end of data" in error or "field limit" in error:
            raise FileRefusedError(
                f"{self._file.path.name} is damaged: a quotation mark opened on line {line} or soon after is never closed."
            )
        last = self._reader.line_num
        return f"quotation mark in the wrong place{f' (up to line {last})' if last > line else ''}"


@contextmanager
def open_table(file: TableFile) -> Iterator[Table]:
    """The file, ready to be read row by row. Raises FileRefusedError when its first line is no header."""
    with file.path.open("rb") as raw, _unpacked(raw, file.gzipped) as unpacked:
        # newline="" leaves line ends to the csv module, which knows those inside quotation marks
        yield Table(file, raw, io.TextIOWrapper(unpacked, encoding=file.encoding, errors="surrogateescape", newline=""))


def clean(cell: str) -> str:
    """The cell with whitespace of every kind (line ends and no-break spaces too) as single spaces, none at the ends.

    Raises ValueError for what no text holds: bytes that are no character, NUL and other control characters.
    """
    if not cell:
        return cell
    text = " ".join(cell.split())
    if not text.isprintable():
        if _BROKEN.search(text):
            raise ValueError("has a byte that is no character of the file's encoding")
        if _CONTROL.search(text):
            raise ValueError("has a control character")
    return text
