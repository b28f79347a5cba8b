"""Reading a .docx: guarded before python-docx opens it, and every word of it found, also in boxes, tables and notes."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from assessments.documents.faults import DocumentError, Fault

#: Bytes after unpacking, and parts. A thesis with pictures stays under both; a zip bomb does not.
MOST_UNPACKED: Final = 60 * 1024 * 1024
MOST_PARTS: Final = 2_000
#: Bytes of one XML part, which is taken apart in memory at many times its size.
MOST_XML: Final = 16 * 1024 * 1024

_NEEDED: Final = {"[Content_Types].xml", "word/document.xml"}
_NOTES: Final = ("word/footnotes.xml", "word/endnotes.xml")
_MACROS: Final = "vbaproject.bin"
_ENCRYPTED_FLAG: Final = 0x1
_PARAGRAPH: Final = qn("w:p")
_MOVED_FROM: Final = qn("w:moveFrom")
_ALTERNATIVE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read_docx(content: bytes) -> str:
    """The text of a Word document, a paragraph a line. Raises DocumentError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _guard(archive)
            notes = [archive.read(name) for name in _NOTES if name in archive.namelist()]
        body = Document(io.BytesIO(content)).element.body
        roots = [body, *(parse_xml(note) for note in notes)]
    # All that unpacking says of a broken archive; NotImplementedError of a way of packing that zipfile does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise DocumentError(Fault.DAMAGED) from error
    return "\n".join(text for root in roots for text in _paragraphs(root))


def _guard(archive: zipfile.ZipFile) -> None:
    """Nothing is unpacked before sizes are known, and no XML is handed on that declares entities."""
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise DocumentError(Fault.ENCRYPTED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise DocumentError(Fault.HOSTILE)
    names = [part.filename for part in parts]
    if not set(names) >= _NEEDED:
        raise DocumentError(Fault.WRONG_KIND)
    if len(set(names)) != len(names) or any(name.lower().endswith(_MACROS) for name in names):
        raise DocumentError(Fault.HOSTILE)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _guard_xml(archive, part)


def _guard_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A document type is where entities that grow without end, or that fetch files, are declared; Word writes none."""
    if part.file_size > MOST_XML:
        raise DocumentError(Fault.HOSTILE)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(archive.read(part), True)
    except expat.ExpatError as error:
        raise DocumentError(Fault.DAMAGED) from error


def _refuse(*_: Any) -> None:
    raise DocumentError(Fault.HOSTILE)


def _paragraphs(root: Any) -> Iterator[str]:
    """Every paragraph, also in tables and text boxes. A box stands twice in the file, for new and for old programs; the
    second is passed over. Deleted text that is still tracked is not text any more."""
    for paragraph in root.iter(_PARAGRAPH):
        if next(paragraph.iterancestors(_ALTERNATIVE), None) is None:
            yield "".join(_pieces(paragraph))


def _pieces(paragraph: Any) -> Iterator[str]:
    """The paragraph's own text, without that of paragraphs inside it."""
    for element in paragraph.iter(qn("w:t"), *_SIGNS):
        is_moved_away = next(element.iterancestors(_MOVED_FROM), None) is not None  # it stands where it was moved to
        if next(element.iterancestors(_PARAGRAPH), None) is paragraph and not is_moved_away:
            yield _SIGNS.get(element.tag) or element.text or ""
