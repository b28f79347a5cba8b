"""Reading a .pdf with pypdf: opened, every page read."""

import io
from typing import Final

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, LimitReachedError, PyPdfError

from assessments.documents.faults import DocumentError, Fault

#: Pages; a case study has ten.
MOST_PAGES: Final = 200


def read_pdf(content: bytes) -> str:
    """The text of a PDF, page after page. Raises DocumentError."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise DocumentError(Fault.ENCRYPTED)
        if len(reader.pages) > MOST_PAGES:
            raise DocumentError(Fault.TOO_MUCH)
        return "\n".join(page.extract_text() for page in reader.pages)
    except FileNotDecryptedError as error:
        raise DocumentError(Fault.ENCRYPTED) from error
    except LimitReachedError as error:
        raise DocumentError(Fault.HOSTILE) from error
    except PyPdfError as error:
        raise DocumentError(Fault.DAMAGED) from error
