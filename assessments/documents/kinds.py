"""What a file is, by its content: its name and what the browser says of it prove nothing."""

from typing import Final

from assessments.documents.faults import DocumentError, Fault

#: Bytes; the portal says 5 MB.
MOST_BYTES: Final = 5 * 1024 * 1024

_ZIP: Final = b"PK\x03\x04"
_PDF: Final = b"%PDF-"
_OLE: Final = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and any Office file that is locked with a password
)
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")


def kind_of(content: bytes) -> str:
    """ "docx" or "pdf", as far as the first bytes tell; opening shows whether it is true. Raises DocumentError."""
    if not content:
        raise DocumentError(Fault.EMPTY)
    if len(content) > MOST_BYTES:
        raise DocumentError(Fault.TOO_LARGE)
    if content.startswith(_OLE):
        raise DocumentError(Fault.ENCRYPTED if _LOCKED in content else Fault.OLD_WORD)
    if content.startswith(_ZIP):
        return "docx"
    if content.startswith(_PDF):
        return "pdf"
    raise DocumentError(Fault.WRONG_KIND)
