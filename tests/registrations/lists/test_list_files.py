"""Reading a list's file: its headers, its identifiers, and what is refused. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.choices import EligibilityListKind as Kind
from registrations.gias.list_files import HEADERS, read_entries
from registrations.gias.lists import IDENTIFIERS, IdentifierType, tidy
from registrations.gias.table_file import FileRefusedError, look_through, open_table
from tests.registrations.lists.files import write


@pytest.fixture
def read(tmp_path):
    def reading(kind, header, rows, *, column=None, **how):
        with open_table(look_through(write(tmp_path / "list.csv", header, rows, **how))) as table:
            return read_entries(table, kind, column=column)

    return reading


GOOD = {
    Kind.PP50_SCHOOLS: ("PP50 School URN", "900001"),
    Kind.PP50_16_19: ("FE UKPRN", "90000001"),
    Kind.RISE: ("RISE School URN", "900001"),
    Kind.LA_NURSERIES: ("LA Nursery URN", "900001"),
    Kind.CHILDMINDERS: ("Childminder URN", "EY900001"),
    Kind.DISADVANTAGED_EARLY_YEARS: ("Ofsted URN", "EY900001"),
    Kind.EARLY_YEARS_REGISTER: ("Provider URN", "EY900001"),
    Kind.EYL_INDEPENDENT: ("EYL Independent School URN", "900001"),
    Kind.ITT_PROVIDERS: ("Legal accredited name", "Invented Training Partnership"),
}


def test_every_list_has_its_header_and_its_kind_of_identifier():
    assert set(GOOD) == set(HEADERS) == set(IDENTIFIERS) == set(Kind)
    for kind, columns in HEADERS.items():
        assert set(columns.values()) == set(IDENTIFIERS[kind])


@pytest.mark.parametrize("kind", Kind)
def test_each_list_by_the_header_of_the_dfe(read, kind):
    header, identifier = GOOD[kind]
    assert list(read(kind, f"Other,{header}", [f"x,{identifier}"]).identifiers) == [identifier]


@pytest.mark.parametrize("kind", Kind)
def test_the_file_of_another_list_is_refused(read, kind):
    for other, (header, identifier) in GOOD.items():
        if other != kind:
            with pytest.raises(FileRefusedError, match="This is not the list"):
                read(kind, header, [identifier])


@pytest.mark.parametrize("kind", Kind)
def test_another_header_can_be_named(read, kind):
    _, identifier = GOOD[kind]
    assert list(read(kind, "Reference,Note", [f"{identifier},x"], column="Reference").identifiers) == [identifier]


def test_a_column_that_is_not_there_is_named(read):
    with pytest.raises(FileRefusedError, match="no column Nonsense"):
        read(Kind.RISE, "RISE School URN", ["900001"], column="Nonsense")


def test_disadvantaged_early_years_takes_the_ofsted_urn_else_the_schools(read):
    found = read(
        Kind.DISADVANTAGED_EARLY_YEARS,
        "Disadvantaged EY School URN,Ofsted URN",
        ["900001,", ",EY900002", "900003,EY900003", ","],
    )
    assert list(found.identifiers) == ["900001", "EY900002", "EY900003"]
    assert found.blanks == 1


def test_cells_are_trimmed_duplicates_folded_and_blanks_skipped(read):
    found = read(
        Kind.PP50_SCHOOLS, "Name,PP50 School URN", ["a, 900001 ", "b,900001", "c,", "d,\xa0900002", ",", "", "e,900001"]
    )
    assert list(found.identifiers) == ["900001", "900002"]
    assert (found.duplicates, found.blanks, found.refused) == (2, 3, [])


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (Kind.CHILDMINDERS, "ey 900001", "EY900001"),
        (Kind.CHILDMINDERS, "900001", "900001"),
        (Kind.CHILDMINDERS, "2900001", "2900001"),
        (Kind.CHILDMINDERS, "VC900001", "VC900001"),
        (Kind.PP50_SCHOOLS, "90000", "90000"),
        (Kind.PP50_SCHOOLS, "9000001", "9000001"),
        (Kind.PP50_16_19, "90 000 001", "90000001"),
        (Kind.ITT_PROVIDERS, "  Invented   Training  Partnership ", "Invented Training Partnership"),
        (Kind.ITT_PROVIDERS, "Éd’s “Training” – Nº 1", "Éd’s “Training” – Nº 1"),
    ],
)
def test_identifiers_are_kept_in_one_form(read, kind, text, kept):
    header, _ = GOOD[kind]
    assert list(read(kind, header, [text]).identifiers) == [kept]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.PP50_SCHOOLS, "9000"),
        (Kind.PP50_SCHOOLS, "90000001"),
        (Kind.PP50_SCHOOLS, "900001.0"),
        (Kind.PP50_SCHOOLS, "9.00001E+5"),
        (Kind.PP50_SCHOOLS, "EY900001"),
        (Kind.PP50_SCHOOLS, "٩٠٠٠٠١"),
        (Kind.PP50_SCHOOLS, "#N/A"),
        (Kind.PP50_SCHOOLS, "=900001"),
        (Kind.PP50_SCHOOLS, "900001;900002"),
        (Kind.PP50_16_19, "900001"),
        (Kind.CHILDMINDERS, "EY"),
        (Kind.CHILDMINDERS, "Jo Invented"),
        (Kind.CHILDMINDERS, "EY-900001"),
        (Kind.ITT_PROVIDERS, "x" * 201),
        (Kind.ITT_PROVIDERS, "a\x00b"),
    ],
)
def test_what_is_no_identifier_is_refused_with_its_line(read, kind, text):
    header, good = GOOD[kind]
    found = read(kind, header, [good, text])
    assert list(found.identifiers) == [good]
    assert [row.line for row in found.refused] == [3]
    assert found.refused[0].problem


def test_a_byte_that_is_no_character_is_refused(read):
    found = read(Kind.ITT_PROVIDERS, "Legal accredited name", ["Éd", "\x81"], encoding="latin-1")
    assert [row.line for row in found.refused] == [3]


COMBINED = "list,identifier_type,identifier"


def test_the_combined_table_gives_the_rows_of_the_list(read):
    rows = [
        "pp50_school,urn,900001",
        "rise_school,urn,900002",
        "pp50_further_education,ukprn,90000003",
        "la_nursery,urn,900004",
    ]
    for kind, expected in (
        (Kind.PP50_SCHOOLS, "900001"),
        (Kind.RISE, "900002"),
        (Kind.PP50_16_19, "90000003"),
        (Kind.LA_NURSERIES, "900004"),
    ):
        assert list(read(kind, COMBINED, rows).identifiers) == [expected]
    assert read(Kind.CHILDMINDERS, COMBINED, rows).identifiers == {}


def test_the_combined_table_knows_our_own_names_of_lists(read):
    assert list(read(Kind.CHILDMINDERS, COMBINED, ["childminders,ofsted_urn,EY900001"]).identifiers) == ["EY900001"]


def test_the_combined_table_must_not_give_a_list_identifiers_of_another_kind(read):
    found = read(Kind.PP50_SCHOOLS, COMBINED, ["pp50_school,ukprn,90000001", "pp50_school,,900001"])
    assert found.identifiers == {}
    assert [row.line for row in found.refused] == [2, 3]


@given(st.sampled_from(IdentifierType), st.text(max_size=40))
def test_tidying_twice_changes_nothing(by, text):
    assert tidy(tidy(text, by), by) == tidy(text, by)


@given(st.text(alphabet=st.characters(exclude_characters='",\r\n', codec="utf-8"), max_size=30))
def test_any_cell_is_an_entry_a_blank_or_refused(tmp_path_factory, cell):
    path = write(tmp_path_factory.getbasetemp() / "any.csv", "x,PP50 School URN", [f"x,{cell}"])
    with open_table(look_through(path)) as table:
        found = read_entries(table, Kind.PP50_SCHOOLS, column=None)
    assert len(found.identifiers) + found.blanks + len(found.refused) == 1
    assert all(identifier.isascii() and identifier.isdigit() for identifier in found.identifiers)
