"""Reading a file of one of the eligibility lists: the DfE's upload with its own header, or the combined table of several.

What it yields decides money, so every identifier is checked and nothing is guessed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from registrations.choices import EligibilityListKind
from registrations.gias.lists import IDENTIFIERS, IdentifierType, tidy
from registrations.gias.table_file import FileRefusedError, Refusal, Table, clean

#: The headers of the DfE's own uploads (its registration service, "Lists used"), by what the column holds. A file with
#: another header can be read by naming its column: so a list is not taken for another one by chance.
HEADERS: dict[EligibilityListKind, dict[str, IdentifierType]] = {
    EligibilityListKind.PP50_SCHOOLS: {"PP50 School URN": IdentifierType.URN},
    EligibilityListKind.PP50_16_19: {"FE UKPRN": IdentifierType.UKPRN},
    EligibilityListKind.RISE: {"RISE School URN": IdentifierType.URN},
    EligibilityListKind.LA_NURSERIES: {"LA Nursery URN": IdentifierType.URN},
    EligibilityListKind.CHILDMINDERS: {"Childminder URN": IdentifierType.OFSTED_URN},
    # the DfE takes the Ofsted URN where a row has one, else the school's
    EligibilityListKind.DISADVANTAGED_EARLY_YEARS: {
        "Ofsted URN": IdentifierType.OFSTED_URN,
        "Disadvantaged EY School URN": IdentifierType.URN,
    },
    EligibilityListKind.EARLY_YEARS_REGISTER: {"Provider URN": IdentifierType.OFSTED_URN},
    EligibilityListKind.EYL_INDEPENDENT: {"EYL Independent School URN": IdentifierType.URN},
    EligibilityListKind.ITT_PROVIDERS: {"Legal accredited name": IdentifierType.NAME},
}

#: The combined table has a row for each entry of several lists; these are the names it has for ours.
_COMBINED = ("list", "identifier_type", "identifier")
_NAMES_IN_COMBINED = {
    EligibilityListKind.PP50_SCHOOLS: "pp50_school",
    EligibilityListKind.PP50_16_19: "pp50_further_education",
    EligibilityListKind.RISE: "rise_school",
    EligibilityListKind.LA_NURSERIES: "la_nursery",
}

_LONGEST_NAME = 200
_SHAPES: dict[IdentifierType, tuple[re.Pattern[str], str]] = {
    IdentifierType.URN: (re.compile(r"[0-9]{5,7}"), "a URN of five to seven digits"),
    IdentifierType.UKPRN: (re.compile(r"[0-9]{8}"), "a UKPRN of eight digits"),
    IdentifierType.OFSTED_URN: (re.compile(r"[A-Z]{0,3}[0-9]{5,8}"), "an Ofsted URN like EY123456"),
    IdentifierType.NAME: (re.compile(rf".{{1,{_LONGEST_NAME}}}"), f"a name of at most {_LONGEST_NAME} characters"),
}


@dataclass
class ListEntries:
    """What a file holds for one list: its identifiers in the file's order, and what was passed over."""

    identifiers: dict[str, int] = field(default_factory=dict)  # with the line each is on
    duplicates: int = 0
    blanks: int = 0
    refused: list[Refusal] = field(default_factory=list)


def read_entries(table: Table, kind: EligibilityListKind, *, column: str | None) -> ListEntries:
    """Every entry for the list of this kind. Raises FileRefusedError when the file has no column for it, or no rows.

    `column` names the column where the file has another header than the DfE's.
    """
    pick = _picker(table, kind, column)
    found = ListEntries()
    for line, cells in table.rows(found.refused):
        try:
            picked = pick([clean(cell) for cell in cells])
            if picked is None:
                continue
            identifier = _checked(*picked)
        except ValueError as error:
            found.refused.append(Refusal(line, "", "", str(error)))
            continue
        if not identifier:
            found.blanks += 1
        elif identifier in found.identifiers:
            found.duplicates += 1
        else:
            found.identifiers[identifier] = line
    found.blanks += table.blank_rows
    return found


#: From the cells of a row, the identifier and what it may be; None for a row of another list.
_Picked = tuple[str, tuple[IdentifierType, ...]] | None


def _picker(table: Table, kind: EligibilityListKind, column: str | None) -> Callable[[list[str]], _Picked]:
    if column:
        table.require([column], what=f"a list with a column {column}")
        place = table.columns[column]
        return lambda cells: (cells[place], IDENTIFIERS[kind])
    if all(name in table.columns for name in _COMBINED):
        return _combined_picker(table.columns, kind)
    places = [(table.columns[name], by) for name, by in HEADERS[kind].items() if name in table.columns]
    if not places:
        wanted = " or ".join(HEADERS[kind])
        found = ", ".join(table.columns)[:200] or "nothing"
        raise FileRefusedError(
            f"This is not the list “{kind.label}”: it has no column {wanted}. Its first line has: {found}. "
            "If one of them is meant, name it with --column."
        )
    return lambda cells: next(((cells[place], (by,)) for place, by in places if cells[place]), ("", ()))


def _combined_picker(columns: Mapping[str, int], kind: EligibilityListKind) -> Callable[[list[str]], _Picked]:
    list_place, type_place, place = (columns[name] for name in _COMBINED)
    ours = {kind.value, _NAMES_IN_COMBINED.get(kind, kind.value)}

    def pick(cells: list[str]) -> _Picked:
        if cells[list_place] not in ours:
            return None
        if cells[type_place] not in IDENTIFIERS[kind]:
            raise ValueError(
                f"goes by {cells[type_place] or 'nothing'}, where this list goes by {', '.join(IDENTIFIERS[kind])}"
            )
        return cells[place], (IdentifierType(cells[type_place]),)

    return pick


def _checked(text: str, may_be: tuple[IdentifierType, ...]) -> str:
    """The identifier as lists keep it, "" for a blank one; raises ValueError for one of no allowed shape."""
    for by in may_be:
        identifier = tidy(text, by)
        if not identifier or _SHAPES[by][0].fullmatch(identifier):
            return identifier
    if not text:
        return ""
    raise ValueError(f"{text[:40]!r} is not {' or '.join(_SHAPES[by][1] for by in may_be)}")
