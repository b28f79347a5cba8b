"""One row of the register's file: what is taken over and what is refused. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.gias.register_rows import COLUMNS, NULLABLE, REQUIRED, RowParser
from registrations.gias.table_file import Refusal
from tests.registrations.gias.files import HEADER, SCHOOL


def parse(**cells: str):
    parser = RowParser({name: place for place, name in enumerate(HEADER)})
    parsed = parser.parse(2, [{**SCHOOL, **cells}[name] for name in HEADER])
    return parsed if isinstance(parsed, Refusal) else dict(zip(parser.fields, parsed, strict=True))


def test_a_good_row():
    assert parse() == {
        "urn": "900001",
        "ukprn": "90000001",
        "la_code": "999",
        "la_name": "Inventedshire",
        "establishment_number": "2001",
        "name": "Invented Primary School",
        "type_code": "1",
        "type_name": "Community school",
        "status_code": "1",
        "status_name": "Open",
        "phase_code": "2",
        "phase_name": "Primary",
        "closed_on": "",
        "pupils": "210",
        "street": "1 Invented Street",
        "locality": "",
        "address3": "",
        "town": "Madeupton",
        "county": "",
        "postcode": "ZZ1 1ZZ",
        "region": "East of Nowhere",
        "country": "",
        "changed_in_register_on": "2023-09-01",
        "search_text": " invented primary school ,  | madeupton inventedshire | zz1 1zz zz11zz 900001 90000001 9992001 ",
    }


def test_head_teachers_are_never_looked_at():
    values = " ".join(parse(HeadFirstName="Ada", HeadLastName="Secretname").values())
    assert "Ada" not in values
    assert "ecretname" not in values


@pytest.mark.parametrize(
    ("column", "text", "field", "expected"),
    [
        ("TypeOfEstablishment (code)", "01", "type_code", "1"),
        ("TypeOfEstablishment (code)", "28", "type_code", "28"),
        ("TypeOfEstablishment (code)", "00", "type_code", "0"),
        ("EstablishmentStatus (code)", "04", "status_code", "4"),
        ("PhaseOfEducation (code)", "00", "phase_code", "0"),
        ("PhaseOfEducation (code)", "", "phase_code", ""),
        ("LA (code)", "000", "la_code", "000"),
        ("LA (code)", "0", "la_code", "000"),  # a spreadsheet ate the zeros
        ("LA (code)", "", "la_code", ""),
        ("EstablishmentNumber", "7", "establishment_number", "0007"),
        ("EstablishmentNumber", "", "establishment_number", ""),
        ("UKPRN", "", "ukprn", ""),
        ("UKPRN", " 10012345 ", "ukprn", "10012345"),
        ("NumberOfPupils", "0", "pupils", "0"),
        ("NumberOfPupils", "", "pupils", ""),
        ("CloseDate", "29-02-2024", "closed_on", "2024-02-29"),
        ("CloseDate", "", "closed_on", ""),
        ("Postcode", "zz1  1zz", "postcode", "ZZ1 1ZZ"),
        ("EstablishmentName", "Two\r\n  Lines", "name", "Two Lines"),
        ("EstablishmentName", "No\xa0break", "name", "No break"),
        ("EstablishmentName", "Ed’s – École", "name", "Ed’s – École"),
        ("Street", '"Rose" Cottage, The Lane', "street", '"Rose" Cottage, The Lane'),
    ],
)
def test_how_cells_are_read(column, text, field, expected):
    assert parse(**{column: text})[field] == expected


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("URN", "", "is not a URN"),
        ("URN", "1234", "is not a URN"),
        ("URN", "12345678", "is not a URN"),
        ("URN", "90000A", "is not a URN"),
        ("URN", "900001.0", "is not a URN"),
        ("URN", "٩٠٠٠٠١", "is not a URN"),  # digits, but not ours
        ("URN", "=900001", "is not a URN"),
        ("UKPRN", "1234567", "eight digits"),
        ("UKPRN", "N/A", "eight digits"),
        ("EstablishmentName", "", "is blank"),
        ("EstablishmentName", " \xa0 ", "is blank"),
        ("EstablishmentName", "x" * 201, "201 characters; at most 200"),
        ("EstablishmentName", "a\x00b", "control character"),
        ("EstablishmentName", "a\x81b", "control character"),
        ("EstablishmentName", "a\udc81b", "no character of the file's encoding"),
        ("EstablishmentStatus (code)", "", "code of one to three digits"),
        ("EstablishmentStatus (code)", "Open", "code of one to three digits"),
        ("TypeOfEstablishment (code)", "", "code of one to three digits"),
        ("TypeOfEstablishment (code)", "-1", "code of one to three digits"),
        ("EstablishmentNumber", "12345", "up to four digits"),
        ("NumberOfPupils", "1.5", "whole number"),
        ("NumberOfPupils", "-3", "whole number"),
        ("NumberOfPupils", "9999999", "whole number"),
        ("CloseDate", "2023-08-31", "a date like"),
        ("CloseDate", "31/08/2023", "a date like"),
        ("CloseDate", "31-08-23", "a date like"),
        ("CloseDate", "30-02-2023", "day of the calendar"),
        ("LastChangedDate", "00-00-0000", "day of the calendar"),
        ("Postcode", "FAR TOO LONG A POSTCODE", "at most 10"),
    ],
)
def test_what_is_refused_says_where_and_why(column, text, problem):
    refusal = parse(**{column: text})
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.column) == (2, column)
    assert problem in refusal.problem


def test_a_second_row_of_one_urn_names_the_first():
    parser = RowParser({name: place for place, name in enumerate(HEADER)})
    cells = [SCHOOL[name] for name in HEADER]
    assert isinstance(parser.parse(2, cells), list)
    assert parser.parse(9, cells) == Refusal(9, "900001", "URN", "was already on line 2; the first row counts")


def test_a_refused_row_does_not_take_its_urn():
    parser = RowParser({name: place for place, name in enumerate(HEADER)})
    bad = [{**SCHOOL, "CloseDate": "soon"}[name] for name in HEADER]
    assert isinstance(parser.parse(2, bad), Refusal)
    assert isinstance(parser.parse(3, [SCHOOL[name] for name in HEADER]), list)


def test_a_file_with_only_the_required_columns_gives_only_those_fields():
    parser = RowParser({name: place for place, name in enumerate(REQUIRED)})
    parsed = parser.parse(2, [SCHOOL[name] for name in REQUIRED])
    assert isinstance(parsed, list)
    assert set(parser.fields) == {COLUMNS[name].field for name in REQUIRED} | {"search_text"}


def test_nothing_that_decides_funding_or_is_searched_may_be_absent():
    fields = {COLUMNS[name].field for name in REQUIRED}
    assert {"urn", "ukprn", "name", "type_code", "status_code", "la_code", "town", "postcode"} <= fields
    assert not fields & set(NULLABLE)


@given(st.dictionaries(st.sampled_from(HEADER), st.text(max_size=60)))
def test_any_cells_give_values_or_a_refusal_and_values_hold_what_the_database_wants(cells):
    parsed = parse(**cells)
    if isinstance(parsed, Refusal):
        assert parsed.column in COLUMNS
        assert parsed.problem
        return
    assert parsed["urn"].isascii()
    assert parsed["urn"].isdigit()
    assert parsed["name"]
    assert all(
        "\x00" not in value and value == value.strip() for field, value in parsed.items() if field != "search_text"
    )
    "".join(parsed.values()).encode()  # nothing the database cannot store
