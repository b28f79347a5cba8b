"""Files made for the tests: honest ones, and ones that would do harm."""

import io
import zipfile
from pathlib import Path

from docx import Document
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

_LOREM = "Attendance fell in every year."
DOCUMENT = "word/document.xml"


def docx(*paragraphs: str, author: str = "Priya Invented") -> bytes:
    """A Word document as Word would save it, with its writer's name among its facts."""
    document = Document()
    document.core_properties.author = author
    for words in paragraphs or (_LOREM,):
        document.add_paragraph(words)
    return saved(document)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF with text on its pages."""
    made = FPDF()
    made.set_font("Helvetica", size=12)
    for words in pages or (_LOREM,):
        made.add_page()
        made.multi_cell(0, 8, words)
    return bytes(made.output())


def with_part(content: bytes, name: str, part: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A document with one of its parts replaced, or another one added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, part)
    return out.getvalue()


def part_of(content: bytes, name: str = DOCUMENT) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_doctype(doctype: str, entity: str = "", encoding: str = "utf-8") -> bytes:
    """A document whose main part declares entities and uses one."""
    xml = part_of(docx()).decode().replace("encoding='UTF-8'", f"encoding='{encoding}'")
    xml = xml.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    head, _, rest = xml.partition("?>")
    xml = f"{head}?>{doctype}{rest}".replace(_LOREM, entity or _LOREM)
    return with_part(docx(), DOCUMENT, xml.encode(encoding))


def billion_laughs(encoding: str = "utf-8") -> bytes:
    """Nine entities, each ten times the one before."""
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    return with_doctype(f"<!DOCTYPE lol [{''.join(lines)}]>", "&a9;", encoding)


def reads_a_file(path: Path) -> bytes:
    """An entity that stands for a file of the server."""
    return with_doctype(f'<!DOCTYPE x [<!ENTITY f SYSTEM "{path.as_uri()}">]>', "&f;")


def zip_bomb(megabytes: int) -> bytes:
    """A document with a picture of so many megabytes of nothing."""
    return with_part(docx(), "word/media/image1.png", b"\0" * megabytes * 1024 * 1024)


def xml_bomb(megabytes: int) -> bytes:
    """A main part of so many megabytes of spaces."""
    xml = part_of(docx()).replace(b"</w:body>", b" " * megabytes * 1024 * 1024 + b"</w:body>")
    return with_part(docx(), DOCUMENT, xml)


def many_parts(number: int) -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        for part in range(number):
            archive.writestr(f"word/media/{part}.txt", b"")
    return out.getvalue()


def locked_zip() -> bytes:
    """A zip whose parts say that they are encrypted."""
    content = bytearray(docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def locked_office() -> bytes:
    """How Office keeps a .docx with a password: an old container with the real file inside, encrypted."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def old_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") + b"\0" * 512


def locked_pdf(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_bomb(megabytes: int) -> bytes:
    """A page whose content unpacks to so many megabytes."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    stream = DecodedStreamObject()
    stream.set_data(b"q Q " * (megabytes * 1024 * 256))
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def endless_pages() -> bytes:
    """A tree of pages that is its own child."""
    return pdf().replace(b"/Kids [3 0 R]", b"/Kids [1 0 R]")


def many_pages(number: int) -> bytes:
    return pdf(*["A page."] * number)


def scanned() -> bytes:
    """A page without text, as a photograph would be."""
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 50, 50)
    return bytes(made.output())
