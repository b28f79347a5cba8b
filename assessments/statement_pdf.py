"""The statement of completion as a PDF of one page."""

import json
import logging
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from fpdf import FPDF

from assessments.models import CompletionStatement
from npq_portal.templatetags.dates import short_date

# it tells at INFO which letters it keeps of a font, and those are somebody's name
logging.getLogger("fontTools").setLevel(logging.WARNING)

_LEFT, _WIDE = 25, 160  # millimetres
#: The portal's typeface with every letter that European names have: the fonts a PDF reader brings know Latin-1 alone.
_FONT = Path(__file__).parent / "fonts" / "atkinson-hyperlegible-next-regular.ttf"
_INK, _ACCENT, _QUIET = (16, 37, 74), (180, 86, 26), (80, 90, 105)


def told(statement: CompletionStatement) -> dict[str, str]:
    """What was signed."""
    found: dict[str, str] = json.loads(statement.payload)
    return found


def address(statement: CompletionStatement) -> str:
    """Where anybody checks it; a whole address."""
    return settings.SITE_URL + reverse("receipts:statement", args=[statement.reference])


def draw(statement: CompletionStatement) -> bytes:
    """The file's bytes. The same statement gives the same bytes."""
    facts = told(statement)
    page = _page(facts)
    page.set_fill_color(*_INK)
    page.rect(0, 0, 210, 14, style="F")
    page.set_fill_color(*_ACCENT)
    page.rect(0, 14, 210, 2, style="F")
    page.set_y(45)
    _line(page, facts["hub"], size=13, colour=_QUIET)
    _line(page, "Statement of completion", size=28, colour=_INK, after=16)
    _line(page, "This is to say that", size=13, colour=_QUIET)
    _line(page, facts["name"], size=22, colour=_INK, after=4)
    _line(page, "has completed the course", size=13, colour=_QUIET)
    _line(page, facts["course"], size=18, colour=_INK, after=4)
    _line(page, f"on {short_date(date.fromisoformat(facts['completed_on']))}.", size=13, colour=_QUIET, after=14)
    for words in _WORDS:
        _line(page, words, size=11, colour=_QUIET, after=3)
    page.set_y(232)
    _line(page, f"Reference: {statement.reference}", size=12, colour=_INK, after=1)
    _line(page, f"Signed with key {statement.key_id} (Ed25519)", size=9, colour=_QUIET, after=3)
    _line(page, "Anybody can check this statement, with the name on it, at", size=11, colour=_QUIET, after=0)
    page.set_text_color(*_INK)
    page.multi_cell(_WIDE, 6, address(statement), link=address(statement), align="L")
    return bytes(page.output())


_WORDS = (
    "They engaged with as much of the course as it asks for, and passed its case study.",
    "This statement is the hub’s own. It is not the National Professional Qualification (NPQ): the DfE issues that.",
)


def _page(facts: dict[str, str]) -> FPDF:
    page = FPDF(format="A4")
    page.add_font("Hyperlegible", fname=_FONT)
    page.set_font("Hyperlegible", size=11)
    page.set_title(f"Statement of completion {facts['reference']}")
    page.set_author(facts["hub"])
    page.set_lang("en-GB")
    page.set_creation_date(datetime.fromisoformat(f"{facts['completed_on']}T00:00:00+00:00"))
    page.set_margins(_LEFT, 20)
    page.set_auto_page_break(False)
    page.add_page()
    return page


def _line(page: FPDF, words: str, *, size: int, colour: tuple[int, int, int], after: int = 2) -> None:
    page.set_font_size(size)
    page.set_text_color(*colour)
    page.multi_cell(_WIDE, size * 0.5, words, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(after)
