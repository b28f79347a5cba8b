"""One row of the register's file "edubasealldata" turned into the values of a Workplace, or refused. No database.

Columns go by their header names, since editions differ: 139 of them in 2021, some dropped and some new in 2025. Head
teachers' names and telephone numbers are never looked at.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from registrations.gias.table_file import Refusal, clean
from registrations.gias.text import search_text
from registrations.models import Workplace

#: What the file should be, for messages.
WHAT = 'the register\'s file "edubasealldata" (GIAS, all establishment data)'

_URN = re.compile(r"[0-9]{5,7}", re.ASCII)
_UKPRN = re.compile(r"[0-9]{8}", re.ASCII)
_CODE = re.compile(r"[0-9]{1,3}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_DATE = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{4})", re.ASCII)


def _urn(text: str) -> str:
    if not _URN.fullmatch(text):
        raise ValueError("is not a URN of five to seven digits")
    return text


def _ukprn(text: str) -> str:
    if text and not _UKPRN.fullmatch(text):
        raise ValueError("is not a UKPRN of eight digits")
    return text


def _required(text: str) -> str:
    if not text:
        raise ValueError("is blank")
    return text


def _code(text: str) -> str:
    """A code without leading zeros: some editions write "01" where others write "1" (DfE's registration service)."""
    if not _CODE.fullmatch(text):
        raise ValueError("is not a code of one to three digits")
    return text.lstrip("0") or "0"


def _optional_code(text: str) -> str:
    return _code(text) if text else ""


def _authority(text: str) -> str:
    """A local authority's code has three digits; a spreadsheet may have eaten the zeros of "000"."""
    return _code(text).zfill(3) if text else ""


def _establishment_number(text: str) -> str:
    if text and not (_NUMBER.fullmatch(text) and len(text) <= 4):
        raise ValueError("is not a number of up to four digits")
    return text.zfill(4) if text else ""


def _count(text: str) -> str:
    if text and not _NUMBER.fullmatch(text):
        raise ValueError("is not a whole number of up to six digits")
    return text


def _date(text: str) -> str:
    """dd-mm-yyyy as PostgreSQL's COPY wants it, yyyy-mm-dd."""
    if not text:
        return ""
    parts = _DATE.fullmatch(text)
    if not parts:
        raise ValueError("is not a date like 31-08-2023")
    try:
        return date(int(parts[3]), int(parts[2]), int(parts[1])).isoformat()
    except ValueError as error:
        raise ValueError("is not a day of the calendar") from error


@dataclass(frozen=True)
class Column:
    """A column of the file: the field it fills, how its text is read, and whether a file without it is refused."""

    field: str
    read: Callable[[str], str] = str
    required: bool = True


COLUMNS: dict[str, Column] = {
    "URN": Column("urn", _urn),
    "UKPRN": Column("ukprn", _ukprn),
    "LA (code)": Column("la_code", _authority),
    "LA (name)": Column("la_name"),
    "EstablishmentNumber": Column("establishment_number", _establishment_number),
    "EstablishmentName": Column("name", _required),
    "TypeOfEstablishment (code)": Column("type_code", _code),
    "TypeOfEstablishment (name)": Column("type_name", required=False),
    "EstablishmentStatus (code)": Column("status_code", _code),
    "EstablishmentStatus (name)": Column("status_name", required=False),
    "PhaseOfEducation (code)": Column("phase_code", _optional_code, required=False),
    "PhaseOfEducation (name)": Column("phase_name", required=False),
    "CloseDate": Column("closed_on", _date, required=False),
    "NumberOfPupils": Column("pupils", _count, required=False),
    "Street": Column("street", required=False),
    "Locality": Column("locality"),
    "Address3": Column("address3", required=False),
    "Town": Column("town"),
    "County (name)": Column("county", required=False),
    "Postcode": Column("postcode", str.upper),
    "RSCRegion (name)": Column("region", required=False),
    "Country (name)": Column("country", required=False),
    "LastChangedDate": Column("changed_in_register_on", _date, required=False),
}
REQUIRED = [name for name, column in COLUMNS.items() if column.required]
#: Fields whose empty text means NULL; every other field keeps the empty text.
NULLABLE = ("closed_on", "pupils", "changed_in_register_on")
_LONGEST = {column.field: getattr(Workplace, column.field).field.max_length for column in COLUMNS.values()}


class RowParser:
    """Turns rows of one file into values, in the order of `fields`, and remembers the URNs it has seen."""

    def __init__(self, places: Mapping[str, int]) -> None:
        """`places`: column name to position; columns the register does not need are passed over."""
        self._columns = [(places[name], name, column) for name, column in COLUMNS.items() if name in places]
        self.fields = [*(column.field for _, _, column in self._columns), "search_text"]
        self._urn_place = places["URN"]
        self._first_seen: dict[str, int] = {}

    def parse(self, line: int, cells: list[str]) -> list[str] | Refusal:
        """The values of a Workplace as text, "" for NULL in NULLABLE fields; or the first thing wrong with the row."""
        values = []
        for place, name, column in self._columns:
            try:
                value = column.read(clean(cells[place]))
            except ValueError as error:
                return self._refuse(line, cells, name, f"{cells[place][:40]!r} {error}" if cells[place] else str(error))
            longest = _LONGEST[column.field]
            if longest and len(value) > longest:
                return self._refuse(line, cells, name, f"has {len(value)} characters; at most {longest} are kept")
            values.append(value)
        by_field = dict(zip(self.fields, values, strict=False))
        first = self._first_seen.setdefault(by_field["urn"], line)
        if first != line:
            return self._refuse(line, cells, "URN", f"was already on line {first}; the first row counts")
        return [*values, _search_text(by_field)]

    def _refuse(self, line: int, cells: list[str], column: str, problem: str) -> Refusal:
        return Refusal(line, ascii(cells[self._urn_place][:20])[1:-1], column, problem)


def _search_text(row: Mapping[str, str]) -> str:
    number = row["establishment_number"]
    return search_text(
        name=row["name"],
        town=row["town"],
        locality=row["locality"],
        la_name=row["la_name"],
        postcode=row["postcode"],
        urn=row["urn"],
        ukprn=row["ukprn"],
        dfe_number=f"{row['la_code']}{number}" if number else "",
    )
