"""Files that are no report, and files that nearly are one: answered in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.importers.webinar import ReportRefusedError, parse_report
from courses.importers.webinar.reading import MOST_BYTES, MOST_LINES, fold, read_lines, read_text
from courses.importers.webinar.tables import HEADER_WORDS
from tests.courses.importers.webinar.golden import goldens

SESSION = goldens()[0].session
HEADER = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"
ROW = "Amara Okafor,amara@oakwood.example,24/03/2026 16:00:00,24/03/2026 17:00:00,60,No\n"


def refusal(raw):
    with pytest.raises(ReportRefusedError) as refused:
        parse_report(raw, session=SESSION)
    return str(refused.value)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe\r\x00\n\x00", "The file is empty."),
        (b"PK\x03\x04\x14\x00\x06\x00xl/workbook.xml", "The file is an Excel workbook, a Word document or a zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "The file is an old Excel or Word file"),
        (b"%PDF-1.7 ...", "The file is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "The file is a picture"),
        (b"\xff\xd8\xff\xe0 JFIF", "The file is a picture"),
        (b"<!DOCTYPE html><html><title>Sign in</title>", "The file is a web page"),
        (b"\n <html><body>Join time,Leave time", "The file is a web page"),
        (b"BEGIN:VCALENDAR\r\n", "The file is a calendar entry"),
        (b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nHello", "The file is a transcript"),
        (b'{"participants": []}', "The file is a data file"),
        (b"16:02:11 From Amara Okafor to Everyone:\n\tHello", "The file is a saved chat"),
        (b"\x00\x01\x02\x03" * 50, "bytes in it that no text has"),
        (b"\x81\x8d\x8f\x90\x9d" * 50, "not text that we can read"),
        (HEADER.encode() + b"Amara\x00Okafor,a@b.example,,,,", "bytes in it that no text has"),
        (b"Shopping list\nmilk\nbread\n", "no list of people with times. It begins “Shopping list”"),
        (b"First name,Surname,Email\nAmara,Okafor,a@b.example\n", "no list of people with times"),
    ],
)
def test_a_wrong_file_is_told_what_it_is_and_what_is_wanted(raw, words):
    message = refusal(raw)
    assert words in message
    assert "attendance report that Zoom or Teams made" in message


def test_sizes_have_limits():
    assert "bigger than 5 MB" in refusal(b"a," * (MOST_BYTES // 2 + 1))
    assert "more than 10,000 lines" in refusal((HEADER + ROW * MOST_LINES).encode())
    assert "a line of more than 10,000 letters" in refusal((HEADER + "x" * 10_001).encode())


def test_as_much_as_is_allowed_is_read():
    rows = "".join(ROW.replace("amara", f"person{number}") for number in range(MOST_LINES - 2))
    assert len(parse_report((HEADER + rows).encode(), session=SESSION).rows) == MOST_LINES - 2


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(raw):
    assert refusal(raw)


@given(*(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60) for _ in range(3)))
def test_any_cells_are_read_or_refused_in_words(name, email, joined):
    raw = (HEADER + ROW + f'"{name}","{email}","{joined}",24/03/2026 17:00:00,,\n').encode("utf-8", "replace")
    read = addresses_or_refusal(raw)
    assert "amara@oakwood.example" in read


def addresses_or_refusal(raw):
    """Who was read; a file that is refused because of one cell names the line."""
    try:
        return {row.email for row in parse_report(raw, session=SESSION).rows}
    except ReportRefusedError as refused:
        return {"amara@oakwood.example"} if str(refused).startswith("Line 3: we cannot read “") else {str(refused)}


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Name,Join time,Leave time\n", ("Name", "Join time", "Leave time")),
        ("Name;Join time;Leave time\n", ("Name", "Join time", "Leave time")),
        ("Name\tJoin time\tLeave time\n", ("Name", "Join time", "Leave time")),
        ("sep=;\nName;Join time;Leave time\n", ("Name", "Join time", "Leave time")),
        ("Topic: a, b, c, d, e, f\nName\tJoin  time \tLeave time\n", ("Name", "Join time", "Leave time")),
    ],
)
def test_the_header_tells_the_separator(text, cells):
    assert read_lines(text, HEADER_WORDS)[-1].cells == cells


def test_a_quotation_mark_that_is_never_closed_costs_one_line():
    raw = HEADER + '"Ben ""Benny"" Whitlock,b@c.example,24/03/2026 16:00:00,24/03/2026 17:00:00,60,No\n' + ROW
    report = parse_report(raw.encode(), session=SESSION)
    assert [row.email for row in report.rows] == ["", "amara@oakwood.example"]
    assert report.notes == ("Line 2: no time of joining; not counted.",)


def test_line_ends_of_every_kind():
    assert read_text(b"a\r\nb\rc\n") == "a\nb\nc\n"


def test_headings_are_compared_without_case_and_brackets():
    assert fold("Name  (Original Name)") == "name"
    assert fold("First Join (UTC)") == "first join"


def test_cells_that_a_spreadsheet_would_run_are_names_like_others():
    raw = HEADER + ROW + "=HYPERLINK(1),+1@evil.example,24/03/2026 16:00:00,24/03/2026 17:00:00,60,No\n"
    assert parse_report(raw.encode(), session=SESSION).rows[1].name == "=HYPERLINK(1)"


def test_totals_only_says_which_box_to_untick():
    totals = b"Name (Original Name),User Email,Total Duration (Minutes),Guest\nAmara Okafor,a@b.example,90,No\n"
    assert "untick “Show unique users”" in refusal(totals)


def test_lines_that_excel_emptied_do_not_end_the_list():
    report = parse_report((HEADER + ",,,,,\n" + ROW + "\n\n" + ROW.replace("amara", "b")).encode(), session=SESSION)
    assert len(report.rows) == 2


def test_very_long_names_and_odd_addresses_are_cut_or_left_out():
    raw = HEADER + ROW.replace("Amara Okafor", "A" * 500).replace("amara@oakwood.example", "not an address")
    [row] = parse_report(raw.encode(), session=SESSION).rows
    assert (len(row.name), row.email) == (200, "")
