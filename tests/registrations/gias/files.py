"""Invented register files, good and hostile."""

import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

HEADER = [
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (code)",
    "EstablishmentStatus (name)",
    "CloseDate",
    "PhaseOfEducation (code)",
    "PhaseOfEducation (name)",
    "NumberOfPupils",
    "UKPRN",
    "LastChangedDate",
    "Street",
    "Locality",
    "Address3",
    "Town",
    "County (name)",
    "Postcode",
    "RSCRegion (name)",
    "Country (name)",
    "HeadFirstName",
    "HeadLastName",
]
SCHOOL = {
    "URN": "900001",
    "LA (code)": "999",
    "LA (name)": "Inventedshire",
    "EstablishmentNumber": "2001",
    "EstablishmentName": "Invented Primary School",
    "TypeOfEstablishment (code)": "01",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (code)": "1",
    "EstablishmentStatus (name)": "Open",
    "CloseDate": "",
    "PhaseOfEducation (code)": "2",
    "PhaseOfEducation (name)": "Primary",
    "NumberOfPupils": "210",
    "UKPRN": "90000001",
    "LastChangedDate": "01-09-2023",
    "Street": "1 Invented Street",
    "Locality": "",
    "Address3": "",
    "Town": "Madeupton",
    "County (name)": "",
    "Postcode": "ZZ1 1ZZ",
    "RSCRegion (name)": "East of Nowhere",
    "Country (name)": "",
    "HeadFirstName": "Never",
    "HeadLastName": "Readthis",
}


def school(number: int = 1, /, **cells: str) -> dict[str, str]:
    """An invented school; `cells` by column name, with "_" for what a Python name cannot hold: see `changed`."""
    return {**SCHOOL, "URN": str(900_000 + number), "UKPRN": str(90_000_000 + number), **cells}


def schools(count: int, **cells: str) -> list[dict[str, str]]:
    return [school(number, EstablishmentName=f"Invented School {number}", **cells) for number in range(1, count + 1)]


def as_csv(rows: Iterable[dict[str, str]], header: Sequence[str] = HEADER) -> str:
    """CSV with CRLF as GIAS writes it: quotation marks only where they are needed."""
    lines = [",".join(map(_quoted, header))]
    lines += [",".join(_quoted(row.get(name, "")) for name in header) for row in rows]
    return "".join(f"{line}\r\n" for line in lines)


def write(
    path: Path, rows: Iterable[dict[str, str]], *, header: Sequence[str] = HEADER, encoding: str = "cp1252"
) -> Path:
    """A register file; gzipped when its name ends in .gz."""
    content = as_csv(rows, header).encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\r\n') else cell
