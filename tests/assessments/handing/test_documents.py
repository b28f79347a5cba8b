"""Honest files are read to the last word; hostile ones do no harm and are refused by name."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml

from assessments.documents import kinds, opening
from assessments.documents.faults import DocumentError, Fault
from assessments.documents.opening import open_and_read
from assessments.rules.uploads import WORDS
from tests.assessments.handing import documents as made

MEGABYTE = 1024 * 1024


# -- honest ------------------------------------------------------------------------------------------------------------
def test_a_word_document_is_read_paragraph_by_paragraph():
    assert open_and_read(made.docx("Siân’s school", "", "Two – words")) == ("docx", "Siân’s school\n\nTwo – words")


def test_words_in_tables_boxes_and_notes_are_read_too_and_each_once():
    document = Document()
    document.add_table(1, 2).rows[0].cells[1].text = "In a table"
    box = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>Beside the box</w:t></w:r><w:r>'
        "<mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(box))
    note = (
        b'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote><w:p><w:r>'
        b"<w:t>In a note</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    _, text = open_and_read(made.with_part(made.saved(document), "word/footnotes.xml", note))
    assert text.split("\n")[:2] == ["Beside the box", "In a box"]
    assert {words: text.count(words) for words in ("In a table", "In a box", "In a note")} == {
        "In a table": 1, "In a box": 1, "In a note": 1,
    }  # fmt: skip


def test_what_was_deleted_while_changes_were_tracked_is_no_text():
    changed = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:ins><w:r><w:t>Kept</w:t><w:tab/>'
        "<w:t>and</w:t><w:br/><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>Deleted</w:delText></w:r></w:del></w:p>"
    )
    document = Document()
    document.element.body.insert(0, parse_xml(changed))
    assert open_and_read(made.saved(document))[1] == "Kept\tand\nnew"


def test_what_was_moved_while_changes_were_tracked_counts_once():
    moved = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:moveFrom><w:r><w:t>Moved</w:t></w:r>'
        "</w:moveFrom><w:r><w:t>Stays </w:t></w:r><w:moveTo><w:r><w:t>Moved</w:t></w:r></w:moveTo></w:p>"
    )
    document = Document()
    document.element.body.insert(0, parse_xml(moved))
    assert open_and_read(made.saved(document))[1] == "Stays Moved"


def test_a_pdf_is_read_page_by_page():
    kind, text = open_and_read(made.pdf("The first page.", "The second page."))
    assert kind == "pdf"
    assert text.split("\n") == ["The first page.", "The second page."]


def test_who_wrote_a_file_is_not_in_its_text():
    assert "Priya" not in open_and_read(made.docx("Plain words", author="Priya Invented"))[1]


def test_a_file_of_exactly_5_mb_is_not_too_large():
    assert kinds.kind_of(b"%PDF-" + b"\0" * (5 * MEGABYTE - 5)) == "pdf"


# -- what it is, and whether it opens ----------------------------------------------------------------------------------
def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"a")
    return out.getvalue()


def _other_main() -> bytes:
    types = made.part_of(made.docx(), "[Content_Types].xml")
    return made.with_part(
        made.docx(),
        "[Content_Types].xml",
        types.replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"),
    )


HOSTILE = {
    "empty": (lambda: b"", Fault.EMPTY),
    "a byte over 5 MB": (lambda: b"%PDF-" + b"\0" * (5 * MEGABYTE - 4), Fault.TOO_LARGE),
    "a text that is called .docx": (lambda: b"Attendance fell in every year.", Fault.WRONG_KIND),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 100, Fault.WRONG_KIND),
    "a page of the web": (lambda: b"<html><script>alert(1)</script></html>", Fault.WRONG_KIND),
    "a zip that is no document": (lambda: made.with_part(_zip(), "readme.txt", b"x"), Fault.WRONG_KIND),
    "an old .doc": (made.old_word, Fault.OLD_WORD),
    "a .docx with a password": (made.locked_office, Fault.ENCRYPTED),
    "a zip with a password": (made.locked_zip, Fault.ENCRYPTED),
    "a PDF with a password": (lambda: made.locked_pdf("secret"), Fault.ENCRYPTED),
    "a PDF locked without a password": (lambda: made.locked_pdf(""), Fault.ENCRYPTED),
    "half a .docx": (lambda: made.docx()[:4000], Fault.DAMAGED),
    "the beginning of a zip": (lambda: b"PK\x03\x04", Fault.DAMAGED),
    "a .docx with broken XML": (lambda: made.with_part(made.docx(), made.DOCUMENT, b"<w:document>"), Fault.DAMAGED),
    "a .docx that is a spreadsheet inside": (_other_main, Fault.DAMAGED),
    "the beginning of a PDF": (lambda: b"%PDF-1.7\n", Fault.DAMAGED),
    "noise that begins like a PDF": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, Fault.DAMAGED),
    "a zip bomb": (lambda: made.zip_bomb(200), Fault.HOSTILE),
    "an XML bomb": (lambda: made.xml_bomb(30), Fault.HOSTILE),
    "thousands of parts": (lambda: made.many_parts(2_001), Fault.HOSTILE),
    "a billion laughs": (made.billion_laughs, Fault.HOSTILE),
    "a billion laughs in UTF-16": (lambda: made.billion_laughs("utf-16"), Fault.HOSTILE),
    "macros": (lambda: made.with_part(made.docx(), "word/vbaProject.bin", b"x"), Fault.HOSTILE),
    "a PDF that unpacks to 100 MB": (lambda: made.pdf_bomb(100), Fault.HOSTILE),
    "a PDF of hundreds of pages": (lambda: made.many_pages(201), Fault.TOO_MUCH),
    "a .docx of millions of signs": (lambda: made.docx("word " * 420_000), Fault.TOO_MUCH),
    "a photograph of a page": (made.scanned, Fault.NO_TEXT),
    "a .docx without a word": (lambda: made.docx(" "), Fault.NO_TEXT),
}  # fmt: skip


@pytest.mark.parametrize(("make", "fault"), HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_by_name(make, fault):
    with pytest.raises(DocumentError) as refused:
        open_and_read(make())
    assert refused.value.fault == fault


def test_an_entity_that_stands_for_a_file_of_the_server_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the server's own")
    with pytest.raises(DocumentError) as refused:
        open_and_read(made.reads_a_file(secret))
    assert refused.value.fault == Fault.HOSTILE


def test_pages_that_go_round_in_a_ring_come_to_an_end():
    content = made.endless_pages()
    assert content != made.pdf()
    with pytest.raises(DocumentError):
        open_and_read(content)


def test_what_takes_for_ever_is_ended(monkeypatch):
    """Whatever a parser may yet be tricked into."""
    monkeypatch.setattr(opening, "PATIENCE", 0.01)
    with pytest.raises(DocumentError) as refused:
        open_and_read(made.docx())
    assert refused.value.fault == Fault.HOSTILE


def test_the_other_process_is_told_nothing_of_ours(monkeypatch):
    given = {}

    def run(command, **options):
        given.update(options)
        raise opening.subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(opening.subprocess, "run", run)
    with pytest.raises(DocumentError):
        open_and_read(made.docx())
    assert given["env"] == {"PYTHONUTF8": "1"}


def test_every_fault_has_words_for_the_writer():
    assert set(WORDS) == set(Fault)
