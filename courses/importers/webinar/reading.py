"""From the bytes of a file somebody chose to lines of text, or a sentence that says what the file is instead.

Zoom saves UTF-8, with or without a byte order mark; Teams saves UTF-16 with tabs; Excel, through which many reports pass,
saves Windows-1252 and, on some computers, semicolons.
"""

import codecs
import csv
import re
from dataclasses import dataclass

#: A Teams report of a thousand people who came and went five times is about 1.5 MB.
MOST_BYTES = 5 * 1024**2
MOST_LINES = 10_000
_MOST_CELLS = 60
_LONGEST_LINE = 10_000
#: How far into a file its list of people may begin: a long summary stands before it, or the hosts of a webinar.
HEAD_LINES = 200

WANTED = "Choose the attendance report that Zoom or Teams made of this session, as a CSV file."
_DELIMITERS = ("\t", ";", ",")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What other files begin with, and what they are called.
_OTHER_FILES = (
    (b"PK\x03\x04", "an Excel workbook, a Word document or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"),
)
_OTHER_TEXTS = (
    (re.compile(r"\s*<(!doctype|html|head|body|\?xml|script|!--)", re.IGNORECASE), "a web page"),
    (re.compile(r"\s*BEGIN:V", re.IGNORECASE), "a calendar entry"),
    (re.compile(r"\s*WEBVTT"), "a transcript of what was said"),
    (re.compile(r"\s*[\[{]"), "a data file that is not a table"),
    (re.compile(r"\d\d:\d\d:\d\d\s+(From\b|[^,;\t\n]+:)"), "a saved chat"),
)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class ReportRefusedError(Exception):
    """The file is no report that can be read for this session. The message says why and what to do, for whoever chose it."""


@dataclass(frozen=True)
class Line:
    """One line of the file: its number, from 1, and its cells without spaces at their ends."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cells)


def read_text(raw: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, with line ends as "\\n" and no byte order mark.

    Raises ReportRefusedError for a file that is empty, too big, or something else than text.
    """
    if len(raw) > MOST_BYTES:
        raise ReportRefusedError(
            f"The file is bigger than {MOST_BYTES // 1024**2} MB, so it is no report of one session. {WANTED}"
        )
    for start, name in _OTHER_FILES:
        if raw.startswith(start):
            raise ReportRefusedError(f"The file is {name}, not a CSV file. {WANTED}")
    text = _decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ReportRefusedError(f"The file is empty. {WANTED}")
    if _NOT_TEXT.search(text):
        raise ReportRefusedError(f"The file has bytes in it that no text has: it is damaged, or no text file. {WANTED}")
    for looks_like, name in _OTHER_TEXTS:
        if looks_like.match(text):
            raise ReportRefusedError(f"The file is {name}, not an attendance report. {WANTED}")
    return text


def _decoded(raw: bytes) -> str:
    for encoding in (*(name for mark, name in _MARKS if raw.startswith(mark)), *_unmarked(raw)):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReportRefusedError(f"The file is not text that we can read. {WANTED}")


def _unmarked(raw: bytes) -> tuple[str, ...]:
    """Encodings to try, in order. Half the bytes of UTF-16 in a European language are zero: the second ones when the
    small end comes first, the first ones when the big end does."""
    start = raw[:2000]
    if start[1::2].count(0) * 2 > len(start[1::2]):
        return ("utf-16-le",)
    if start[0::2].count(0) * 2 > len(start[0::2]):
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def read_lines(text: str, header_words: frozenset[str]) -> list[Line]:
    """The lines of a report, split into cells.

    Comma, tab or semicolon is told from the line that holds most of `header_words` (folded, see `fold`): names and
    dates may hold any of the three. Each line is split by itself, so a quotation mark that is never closed cannot
    swallow the people after it. Raises ReportRefusedError where no line looks like a header.
    """
    lines = text.removesuffix("\n").split("\n")
    if len(lines) > MOST_LINES:
        raise ReportRefusedError(
            f"The file has more than {MOST_LINES:,} lines, so it is no report of one session. {WANTED}"
        )
    if any(len(line) > _LONGEST_LINE for line in lines):
        raise ReportRefusedError(f"The file has a line of more than {_LONGEST_LINE:,} letters. {WANTED}")
    delimiter = _delimiter(lines[:HEAD_LINES], header_words)
    return [Line(number, _cells(line, delimiter)) for number, line in enumerate(lines, start=1)]


def _delimiter(lines: list[str], header_words: frozenset[str]) -> str:
    def known(line: str, delimiter: str) -> int:
        return len({fold(cell) for cell in _cells(line, delimiter)} & header_words)

    best = max(((known(line, mark), mark) for mark in _DELIMITERS for line in lines), key=lambda found: found[0])
    if best[0] < 2:
        first = next((line for line in lines if line.strip()), "")
        raise ReportRefusedError(
            f"The file has no list of people with times. It begins “{first.strip()[:80]}”. {WANTED}"
        )
    return best[1]


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return tuple(" ".join(cell.split()) for cell in cells[:_MOST_CELLS])


_BRACKETS = re.compile(r"\(.*\)")


def fold(heading: str) -> str:
    """A column's heading in lower case, without what stands in brackets: "Duration (Minutes)" is "duration"."""
    return " ".join(_BRACKETS.sub(" ", heading).casefold().split())
