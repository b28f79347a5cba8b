"""The receipt as a PDF: what it says, and the exact text that was signed, so that the paper alone can be checked."""

from typing import Final

from django.conf import settings
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from assessments.facts.receipts import lines_of
from assessments.models import Receipt

_LEFT: Final = 18  # millimetres
_NAMES: Final = 56
#: Signs outside the fonts that every PDF reader has (Latin-1), as near as they can be said.
_PLAIN: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "€": "EUR"})
_FIXED: Final = {"Reference", "SHA-256 of the sealed bytes", "Signed with our key", "Signature (Ed25519)"}


def draw(receipt: Receipt) -> bytes:
    """One page of A4. The same receipt gives the same bytes every time; it names nobody."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(receipt.issued_at)
    pdf.set_title(f"Receipt {receipt.reference}")
    pdf.set_lang("en-GB")
    pdf.set_margins(_LEFT, 18, _LEFT)
    pdf.add_page()
    _head(pdf)
    for name, value in lines_of(receipt):
        _line(pdf, name, value)
    _foot(pdf, receipt)
    return bytes(pdf.output())


def _head(pdf: FPDF) -> None:
    _write(pdf, settings.HUB_NAME, size=11)
    _write(pdf, "Receipt for a case study", size=22, style="B", after=3)
    _write(
        pdf,
        "We received and sealed exactly the bytes whose SHA-256 stands below, at the time that stands below by our "
        "server's clock. This receipt names nobody.",
        after=5,
    )


def _line(pdf: FPDF, name: str, value: str) -> None:
    """A name and, beside it, its value; what must be copied sign by sign stands below it in a fixed width."""
    pdf.set_font("Helvetica", "B", 10)
    if name in _FIXED and len(value) > 30:
        _write(pdf, name, size=10, style="B")
        _write(pdf, value, font="Courier", size=9, after=2)
        return
    pdf.cell(_NAMES, 6, _latin(name))
    pdf.set_font("Courier" if name in _FIXED else "Helvetica", "", 10)
    pdf.multi_cell(0, 6, _latin(value), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(1)


def _foot(pdf: FPDF, receipt: Receipt) -> None:
    pdf.ln(3)
    _write(pdf, "The exact text that was signed", size=10, style="B")
    _write(pdf, receipt.payload, font="Courier", size=8, wrap="CHAR", after=4)
    _write(
        pdf,
        f"Anybody can check this receipt, or a file against it, without an account: {settings.SITE_URL}/receipts/. Copy "
        "all the text of this page and paste it there. One changed sign, and it is not genuine any more.",
        link=f"{settings.SITE_URL}/receipts/",
    )


def _write(
    pdf: FPDF,
    text: str,
    *,
    font: str = "Helvetica",
    size: int = 10,
    style: str = "",
    wrap: str = "WORD",
    link: str = "",
    after: int = 0,
) -> None:
    """A paragraph over the whole width, and so many millimetres after it."""
    pdf.set_font(font, style, size)
    pdf.multi_cell(
        0, size * 0.5, _latin(text), align="L", wrapmode=wrap, link=link, new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )
    pdf.ln(after)


def _latin(text: str) -> str:
    return text.translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")
