"""Every kind of report, against minutes that a person counted by hand (files/expected.txt)."""

import codecs

import pytest

from courses.importers.webinar import Vendor, parse_report
from courses.rules.intervals import credited_minutes
from tests.courses.importers.webinar.golden import FILES, goldens, who

GOLDENS = goldens()
each = pytest.mark.parametrize("golden", [pytest.param(golden, id=golden.name) for golden in GOLDENS])


@each
def test_minutes_are_those_counted_by_hand(golden):
    report = parse_report(golden.raw(), session=golden.session)

    found = {who(row): credited_minutes(row.intervals, golden.session, row.most_seconds) for row in report.rows}
    assert found == golden.minutes()


@each
def test_phones_and_rows_to_be_looked_at_are_told_apart(golden):
    report = parse_report(golden.raw(), session=golden.session)

    kinds = {who(row): "phone" if row.is_phone else "caution" if row.caution else "person" for row in report.rows}
    assert kinds == {name: kind for kind, name, _ in golden.people}


@each
def test_vendor_and_clock(golden):
    report = parse_report(golden.raw(), session=golden.session)

    assert report.vendor == (Vendor.ZOOM if golden.name.startswith("zoom") else Vendor.TEAMS)
    assert (report.time_zone, report.zone_is_stated) == (golden.zone, golden.zone != "Europe/London")


@each
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_same_words_in_any_encoding_say_the_same(golden, encoding):
    raw = golden.raw()
    text = next(
        text for name in ("utf-16", "utf-8-sig", "cp1252", "utf-16-be") if (text := decoded(raw, name)) is not None
    )

    report = parse_report(text.encode(encoding), session=golden.session)

    assert report == parse_report(raw, session=golden.session)


def decoded(raw, encoding):
    is_marked = raw.startswith(codecs.BOM_UTF16_LE)
    if (encoding == "utf-16") != is_marked or (encoding in {"utf-8-sig", "cp1252"} and b"\x00" in raw):
        return None
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def test_every_file_is_counted():
    assert {golden.name for golden in GOLDENS} == {path.name for path in FILES.glob("*.csv")}


def test_the_files_are_in_the_encodings_their_names_say():
    starts = {path.name: path.read_bytes()[:3] for path in FILES.glob("*.csv")}

    assert starts["zoom_meeting_report.csv"] == codecs.BOM_UTF8
    assert starts["teams_sections_utf16.csv"][:2] == codecs.BOM_UTF16_LE
    assert starts["teams_outline_only_utf16be.csv"] == b"\x001\x00"
    with pytest.raises(UnicodeDecodeError):
        (FILES / "teams_flat_stays_cp1252.csv").read_bytes().decode()
