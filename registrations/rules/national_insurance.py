"""Reading a National Insurance number. It is asked for only to check who a person is, and is never kept.

The pattern (DfE's own, as its Teaching Record System and early-career services hold it): two letters, the first not one
of D F I Q U V, the second not one of D F I O Q U V, and not the pairs BG GB KN NK NT TN ZZ, which are never issued; six
digits; a last letter A to D, or F, M or U. HMRC issues A to D only; F, M and U stand on some old records, so refusing
them would make those people impossible to match. Or the temporary form: two digits, a letter, five digits. The example
we show, QQ 12 34 56 C, is nobody's on purpose and is refused like any other made-up number.
"""

import re
from dataclasses import dataclass

from django.db.models import TextChoices

_SEPARATORS = re.compile(r"[\s\u002d\u2010-\u2015\u2212]")
_PERMANENT = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PRSTW-Z][A-CEGHJ-NPRSTW-Z][0-9]{6}[A-DFMU]")
_TEMPORARY = re.compile(r"[0-9]{2}[A-Z][0-9]{5}")
_SHOWN = 3


class NationalInsuranceProblem(TextChoices):
    """Why what was typed is not a National Insurance number."""

    BLANK = "blank", "Enter your National Insurance number"
    INVALID = "invalid", "Enter a National Insurance number in the right form, like QQ 12 34 56 C"


@dataclass(frozen=True)
class NationalInsuranceResult:
    """A number of upper-case letters and digits without spaces, or the problem and a message for the person."""

    number: str = ""
    problem: NationalInsuranceProblem | None = None
    message: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether there is a number."""
        return self.problem is None

    def __repr__(self) -> str:
        """Never the number itself: this is what a log or a traceback would print."""
        return f"NationalInsuranceResult({mask(self.number)!r}, problem={self.problem!r})"


def parse_national_insurance(text: str) -> NationalInsuranceResult:
    """Read `text`; case, spaces and dashes do not matter. Blank is a problem of its own: where the number is optional,
    the caller passes over it."""
    number = normalise(text)
    if not number:
        return _refuse(NationalInsuranceProblem.BLANK)
    if not _SEPARATORS.sub("", text).isascii():  # upper() would turn letters such as a sharp s into S
        return _refuse(NationalInsuranceProblem.INVALID)
    if _PERMANENT.fullmatch(number) or _TEMPORARY.fullmatch(number):
        return NationalInsuranceResult(number=number)
    return _refuse(NationalInsuranceProblem.INVALID)


def normalise(text: str) -> str:
    """Upper case, without spaces and dashes of any kind; not checked."""
    return _SEPARATORS.sub("", text).upper()


def mask(text: str) -> str:
    """The last three characters with dots for the rest, as staff and screens may see it; empty when nothing was given."""
    number = normalise(text)
    return "•" * max(len(number) - _SHOWN, _SHOWN) + number[-_SHOWN:] if len(number) > _SHOWN else "•" * len(number)


def _refuse(problem: NationalInsuranceProblem) -> NationalInsuranceResult:
    return NationalInsuranceResult(problem=problem, message=str(problem.label))
