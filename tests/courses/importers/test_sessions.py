"""The CSV of sessions: what is read, and what is said of what cannot be."""

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.importers.sessions import Known, KnownComponent, Parsed, parse, template
from courses.importers.tables import MOST_BYTES, MOST_ROWS, FileRefusedError
from courses.rules.schedule import ClockNote

KNOWN = Known(
    (KnownComponent(1, "Live session 1", 60), KnownComponent(2, "Café  conference", 300), KnownComponent(3, "Twin", 60),
     KnownComponent(4, "twin", 60), KnownComponent(5, "Community", 0)),
    {"femi@hub.example": 11, "fay@hub.example": 12},
)  # fmt: skip
HEADER = "Component,Date,Start,Minutes,End,Venue,Link,Capacity,Facilitators"


def read(*rows: str, header: str = HEADER) -> Parsed:
    return parse("\r\n".join([header, *rows]).encode(), KNOWN)


def faults(*rows: str, header: str = HEADER) -> list[str]:
    """Each fault as "line column: problem"."""
    return [f"{one.line} {one.column}: {one.problem}" for one in read(*rows, header=header).faults]


def test_a_whole_row():
    (row,) = read(
        'live session 1,17/11/2026,16:00,90,,"Room 1, Hub",https://meet.example/1,20,Femi@hub.example; fay@hub.example'
    ).rows

    assert (row.line, row.component_id, row.venue, row.join_link) == (2, 1, "Room 1, Hub", "https://meet.example/1")
    assert row.starts_at == datetime(2026, 11, 17, 16, tzinfo=UTC)
    assert row.ends_at - row.starts_at == timedelta(minutes=90)
    assert (row.capacity, row.facilitator_ids, row.clock) == (20, (11, 12), ClockNote.NONE)


@pytest.mark.parametrize(
    ("row", "starts", "minutes"),
    [
        ("Live session 1,2026-11-17,4pm,,,,,,", "2026-11-17T16:00", 60),
        ("Live session 1,17 Nov 2026,16.30,,17:15,,,,", "2026-11-17T16:30", 45),
        ("Live session 1,Tue 17 November 26,4:30 PM,45,17:15,,,,", "2026-11-17T16:30", 45),
        ("Live session 1,17-Nov-26,midday,,,,,,", "2026-11-17T12:00", 60),
        ("Live session 1,17.11.2026,12am,30.0,,,,,", "2026-11-17T00:00", 30),
        ("  LIVE   Session 1 ,01/07/2026,16:00:00,,,,,,", "2026-07-01T15:00", 60),
        ("café conference,2026-11-17 00:00:00,9:00,,,,,,", "2026-11-17T09:00", 300),
    ],
)
def test_days_times_and_lengths_as_people_write_them(row, starts, minutes):
    parsed = read(row)

    assert not parsed.faults
    assert parsed.rows[0].starts_at == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert parsed.rows[0].ends_at - parsed.rows[0].starts_at == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Live session 9,17/11/2026,16:00", "2 Component: is not a component of this cohort that is held in sessions"),
        ("Twin,17/11/2026,16:00", "2 Component: is the title of two components"),
        (",17/11/2026,16:00", "2 Component: must not be empty"),
        ("Live session 1,,16:00", "2 Date: must not be empty"),
        ("Live session 1,soon,16:00", "2 Date: must be a date like 17/11/2026 or 2026-11-17"),
        ("Live session 1,11/17/2026,16:00", "2 Date: must be a real date, with the day before the month, like 17/11/2026"),
        ("Live session 1,31/11/2026,16:00", "2 Date: must be a real date, with the day before the month, like 17/11/2026"),
        ("Live session 1,17 foo 2026,16:00", "2 Date: must be a real date, with the day before the month, like 17/11/2026"),
        ("Live session 1,17/11/2026,4", "2 Start: must be a time like 16:00 or 4pm"),
        ("Live session 1,17/11/2026,25:00", "2 Start: must be a real time, like 16:00 or 4pm"),
        ("Live session 1,17/11/2026,13pm", "2 Start: must be a real time, like 16:00 or 4pm"),
        ("Live session 1,17/11/2026,16:00,0", "2 Minutes: must be a whole number from 1 to 1440"),
        ("Live session 1,17/11/2026,16:00,1.5", "2 Minutes: must be a whole number from 1 to 1440"),
        ("Live session 1,17/11/2026,16:00,,15:00", "2 End: must be after the start; for a session over midnight give minutes"),
        ("Live session 1,17/11/2026,16:00,60,16:30", "2 End: does not fit the 60 minutes of this row"),
        ("Community,17/11/2026,16:00", "2 Minutes: must not be empty: this component has no length of its own"),
        ("Live session 1,17/11/2026,16:00,,,=HYPERLINK(1)", "2 Venue: must not begin with “=”, which spreadsheets take for a formula"),
        ("Live session 1,17/11/2026,16:00,,,@SUM(1)", "2 Venue: must not begin with “@”, which spreadsheets take for a formula"),
        (f"Live session 1,17/11/2026,16:00,,,{'x' * 201}", "2 Venue: must be 200 characters or fewer"),
        ("Live session 1,17/11/2026,16:00,,,,javascript:alert(1)", "2 Link: must be a web address like https://meet.example.com/123"),
        ("Live session 1,17/11/2026,16:00,,,,,0", "2 Capacity: must be a whole number from 1 to 10000"),
        ("Live session 1,17/11/2026,16:00,,,,,,pat@school.example", "2 Facilitators: is not the email address of a facilitator"),
        ("Live session 1,17/11/2026,16:00,,,,,,Femi", "2 Facilitators: must hold email addresses; “femi” is none"),
        ("Live session 1,17/11/2026,16:00,,,,,,,,more", "2 : it has 11 values where the first line has 9"),
        (f"Live session 1,17/11/2026,16:00,,,{'x' * 1001}", "2 : a value is longer than 1000 characters"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_row_that_cannot_be_taken(row, expected):
    assert faults(row) == [expected]


def test_all_faults_of_a_row_are_told_and_the_other_rows_are_read():
    parsed = read("Live session 1,17/11/2026,16:00", "Nothing,soon,never", "", "Live session 1,24/11/2026,16:00")

    assert [row.line for row in parsed.rows] == [2, 5]
    assert [(one.line, one.column, one.value) for one in parsed.faults] == [
        (3, "Component", "Nothing"),
        (3, "Date", "soon"),
        (3, "Start", "never"),
    ]


def test_lines_are_those_of_the_file_though_a_cell_spans_several():
    parsed = read('Live session 1,17/11/2026,16:00,,,"Room 1\r\nHub"', "Live session 1,soon,16:00")

    assert (parsed.rows[0].line, parsed.rows[0].venue) == (2, "Room 1 Hub")
    assert parsed.faults[0].line == 4


def test_the_same_session_twice_in_a_file_is_a_fault_and_two_rooms_at_once_are_not():
    one = "Live session 1,17/11/2026,16:00,,,Room 1"

    assert faults(one, one.replace("16:00", "4pm").replace("Room", "room")) == ["3 : it is the same session as line 2"]
    assert not faults(one, one.replace("Room 1", "Room 2"))
    assert faults("Live session 1,17/11/2026,16:00", "Live session 1,17/11/2026,16:00")


def test_a_start_the_clocks_skip_is_read_and_noted():
    (row,) = read("Live session 1,28/03/2027,01:30").rows

    assert (row.starts_at, row.clock) == (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), ClockNote.SKIPPED)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding, delimiter):
    lines = ["component,date,START time,Place", "Café conference,17/11/2026,16:00,Zoë’s room"]

    parsed = parse("\r\n".join(lines).replace(",", delimiter).encode(encoding), KNOWN)

    assert [row.venue for row in parsed.rows] == ["Zoë’s room"]


@pytest.mark.parametrize("end_of_line", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_machine(end_of_line):
    lines = ["sep=;", "Component;Date;Start", "Live session 1;17/11/2026;16:00", ""]

    parsed = parse(end_of_line.join(lines).encode(), KNOWN)

    assert [row.line for row in parsed.rows] == [3]


def test_columns_in_another_order_and_unknown_ones_are_fine():
    parsed = parse(b"Notes,START,component,date\nbring cake,16:00,Live session 1,17/11/2026", KNOWN)

    assert len(parsed.rows) == 1


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (b" \r\n ", "The file is empty."),
        (b"PK\x03\x04 a workbook", "an Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"a" * (MOST_BYTES + 1), "bigger than 1 MB"),
        (b"Component,Date,Start\n\x81\x8d\x8f", "not text that we can read"),
        (b"Component,Date,Start\nLive\x07,17/11/2026,16:00", "characters that no CSV file has"),
        (b"Component,Date\nLive session 1,17/11/2026", "no column “Start”. Its first line has: Component, Date."),
        (b"Component,Title,Date,Start\nx,x,x,x", "the column “Component” twice"),
        (b"Component,Date,Start\n\n,,\n", "a header and no rows"),
        (b'"Component,Date,Start\n', "first line cannot be read"),
        (b"Component,Date,Start\n" + b"x,y,z\n" * (MOST_ROWS + 1), f"more than {MOST_ROWS} rows"),
    ],
)
def test_files_that_are_refused_whole(raw, words):
    with pytest.raises(FileRefusedError) as refused:
        parse(raw, KNOWN)

    assert words in str(refused.value)


def test_a_quotation_mark_that_is_never_closed_is_a_fault_of_its_row():
    assert faults("Live session 1,17/11/2026,16:00", 'Live session 1,"24/11/2026,16:00') == [
        "3 : a quotation mark is in the wrong place or never closed"
    ]


def test_the_template_can_be_filled_in_and_read_back():
    known = Known(KNOWN.components, {"facilitator@hub.example": 1})

    parsed = parse(template(["Live session 1", "Café  conference", "Community"]), known)

    assert [(row.line, row.component_id) for row in parsed.rows] == [(2, 1), (3, 2)]
    assert not parsed.faults


@given(st.binary(max_size=300))
def test_whatever_the_bytes_nothing_but_a_refusal_comes(raw):
    for start in (b"", b"Component,Date,Start\n"):
        with suppress(FileRefusedError):
            parse(start + raw, KNOWN)


@given(st.lists(st.lists(st.text(max_size=12), min_size=9, max_size=9), max_size=5))
def test_every_row_of_text_is_a_session_or_has_a_fault(rows):
    text = io.StringIO()
    csv.writer(text).writerows([HEADER.split(","), *rows, ["Live session 1", "17/11/2026", "16:00", *[""] * 6]])
    try:
        parsed = parse(text.getvalue().encode(), KNOWN)
    except FileRefusedError:
        return
    assert len(parsed.rows) >= 1
    assert not {row.line for row in parsed.rows} & {one.line for one in parsed.faults}
