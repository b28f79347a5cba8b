"""Files for spreadsheets: nothing in them is run, everything else arrives as it was."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from npq_portal.spreadsheets import csv_lines, harmless, xlsx_pieces

FORMULAS = [
    '=HYPERLINK("http://evil.example","Click")',
    "+44 1632",
    "-Anne",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "  =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\x00=1",
]
HARMLESS = ["Zoë", "O'Brien", 'She said "no", then', "فاطمة", "Jo-Anne", "a=b", "", "1 + 1", "#REF!", "2026-03-31"]


def workbook(header, rows, title="Board"):
    return load_workbook(io.BytesIO(b"".join(xlsx_pieces(header, rows, title=title))))


def sheet(header, rows, title="Board"):
    return workbook(header, rows, title).active


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_words_stay_as_they_are(text):
    assert harmless(text) == text


@pytest.mark.parametrize(("value", "text"), [(None, ""), (True, "true"), (False, "false"), (0, "0"), (90, "90")])
def test_values_that_are_no_words(value, text):
    assert harmless(value) == text


def test_a_csv_comes_back_as_it_was_written():
    rows = [["Zoë, the first", 3, None], ['"quoted"', True, "two\nlines"]]
    text = "".join(csv_lines(["Name", "Count", "Note"], rows))
    assert text.startswith("\ufeff")
    found = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert found == [["Name", "Count", "Note"], ["Zoë, the first", "3", ""], ['"quoted"', "true", "two\nlines"]]


def test_a_csv_is_made_while_it_is_sent():
    asked = []

    def rows():
        for number in range(3):
            asked.append(number)
            yield [number]

    lines = csv_lines(["Number"], rows())
    next(lines)
    assert asked == []
    next(lines)
    assert asked == [0]


def test_headers_are_guarded_too():
    assert next(iter(csv_lines(["=1+1"], []))) == "\ufeff'=1+1\r\n"
    assert sheet(["=1+1"], [])["A1"].value == "'=1+1"


@pytest.mark.parametrize("text", FORMULAS[:13])
def test_no_cell_of_a_workbook_is_a_formula(text):
    cell = sheet(["Name"], [[text]])["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_numbers_of_a_workbook_are_numbers_and_words_are_words():
    found = sheet(["Name", "Minutes"], [["00123", 1140], ["#REF!", None], ["2026-03-31", True]])
    assert [(cell.value, cell.data_type) for cell in found[2]] == [("00123", "s"), (1140, "n")]
    assert found["A3"].data_type == "s"
    assert [cell.value for cell in found[4]] == ["2026-03-31", "true"]


def test_a_workbook_keeps_its_header_in_sight_and_in_bold():
    found = sheet(["Name", "A component with a long title that goes on and on for ever"], [["Ada", 1]])
    assert found.freeze_panes == "B2"
    assert found["A1"].font.bold
    assert not found["A2"].font.bold
    assert 8 <= found.column_dimensions["A"].width <= found.column_dimensions["B"].width <= 45


@pytest.mark.parametrize(
    ("title", "shown"),
    [("Autumn 2026", "Autumn 2026"), ("NPQSL: 2026/27 [A]", "NPQSL  2026 27  A"), ("", "Sheet"), ("x" * 40, "x" * 31)],
)
def test_any_title_names_a_sheet(title, shown):
    assert workbook(["A"], [], title).sheetnames == [shown]


def test_characters_that_xml_cannot_hold_are_left_out():
    assert sheet(["Name"], [["A\x08da\ud800 \x0bInvented"]])["A2"].value == "Ada Invented"


def test_a_cell_is_no_longer_than_a_spreadsheet_can_hold():
    assert len(sheet(["Note"], [["x" * 40_000]])["A2"].value) == 32_767


def test_a_workbook_without_rows_has_its_header():
    assert [[cell.value for cell in row] for row in sheet(["Name", "Minutes"], []).rows] == [["Name", "Minutes"]]


def test_nothing_of_the_machine_is_in_the_file():
    with zipfile.ZipFile(io.BytesIO(b"".join(xlsx_pieces(["A"], [["b"]], title="T")))) as file:
        everything = b"".join(file.read(name) for name in file.namelist())
    assert b"/tmp" not in everything


@given(st.text(max_size=60))
def test_no_text_at_all_is_taken_for_a_formula(text):
    guarded = harmless(text)
    assert guarded.removeprefix("'") == text.removeprefix("'")
    assert not guarded.strip() or guarded.strip()[0] not in "=+-@＝＋－＠"
