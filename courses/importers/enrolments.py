"""Reading a CSV file of enrolments: pure. A row names a participant by TRN and last name, which must fit each other."""

from dataclasses import dataclass

from courses.importers.tables import Column, Fault, FileRefusedError, Row, decode, read_rows

COLUMNS = (
    Column("TRN", ("teacherreferencenumber", "teacherreference", "trnnumber"), required=True),
    Column("Last name", ("lastname", "surname", "familyname"), required=True),
    Column("Funded place", ("fundedplace", "funded")),
)
#: More would keep the page waiting: each row is enrolled, once to look and once to keep.
MOST_ROWS = 100
_TRN_DIGITS = 7
_ANSWERS = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
    "": None,
}


@dataclass(frozen=True)
class EnrolmentRow:
    """Somebody to be enrolled; `funded_place` is None where the file does not say."""

    line: int
    trn: str
    last_name: str
    funded_place: bool | None


@dataclass(frozen=True)
class Parsed:
    """What a file holds: people and faults, each in the order of lines."""

    rows: tuple[EnrolmentRow, ...]
    faults: tuple[Fault, ...]


def parse(raw: bytes) -> Parsed:
    """The people of a CSV file and what is wrong with its other rows. Raises FileRefusedError for the file as a whole."""
    rows, unread = read_rows(decode(raw), COLUMNS)
    if len(rows) > MOST_ROWS:
        raise FileRefusedError(f"The file has more than {MOST_ROWS} rows. Split it into smaller files.")
    faults, people, lines = list(unread), [], {}
    for row in rows:
        person, wrong = _read(row)
        if person and person.trn in lines:
            wrong = [Fault(row.line, "TRN", person.trn, f"is on line {lines[person.trn]} too")]
        elif person:
            lines[person.trn] = row.line
            people.append(person)
        faults.extend(wrong)
    return Parsed(tuple(people), tuple(sorted(faults, key=lambda fault: fault.line)))


def _read(row: Row) -> tuple[EnrolmentRow | None, list[Fault]]:
    faults = []
    # spreadsheets drop the zeros in front
    trn = row.cells["TRN"].replace(" ", "").replace("/", "").rjust(_TRN_DIGITS, "0")
    if not (trn.isascii() and trn.isdigit() and len(trn) == _TRN_DIGITS) or not row.cells["TRN"]:
        faults.append(Fault(row.line, "TRN", row.cells["TRN"], "must be 7 digits, like 1234567"))
    if not row.cells["Last name"]:
        faults.append(Fault(row.line, "Last name", "", "must not be empty"))
    said = row.cells.get("Funded place", "")
    if said.casefold() not in _ANSWERS:
        faults.append(Fault(row.line, "Funded place", said, "must be yes, no or empty"))
    if faults:
        return None, faults
    return EnrolmentRow(row.line, trn, row.cells["Last name"], _ANSWERS[said.casefold()]), []
