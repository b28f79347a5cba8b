"""Reading a teacher reference number (TRN) as people type it.

The DfE's clean-up, as its own services do it: drop every character that is not a digit, then want 5 to 7 digits and pad
them with zeros to 7. Added here, because dropping alone would turn them into somebody else's number: digits of other
scripts, numbers a spreadsheet has mangled, National Insurance numbers, dates and email addresses.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import TextChoices

SHORTEST, LENGTH = 5, 7
#: Well formed, but nobody's: a blank form's zeros, and the DfE's own "there is no TRN, look for something else".
NOT_REAL = frozenset({"0000000", "0000001"})

_NOT_A_DIGIT = re.compile(r"[^0-9]")
_FROM_A_SPREADSHEET = re.compile(r"([0-9]{5,7})[.,]([0-9]+)")
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
_NATIONAL_INSURANCE = re.compile(r"[A-Z]{2}[0-9]{6}[A-Z]", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}([/.-])[0-9]{1,2}\2[0-9]{1,2}")


class TrnProblem(TextChoices):
    """Why what was typed is not a TRN."""

    BLANK = "blank", "Enter your teacher reference number (TRN)"
    INVALID = "invalid", "Your TRN must be 7 digits, like 1234567"
    TOO_SHORT = "too_short", "Your TRN is too short. It must be 7 digits, like 1234567"
    TOO_LONG = "too_long", "Your TRN is too long. It must be 7 digits, like 1234567"
    NOT_REAL = "not_real", "That is not a real TRN. Check the number on your payslip or teacher training records"


OTHER_DIGITS = "Enter your TRN with the digits 0 to 9, like 1234567"
SCIENTIFIC = "A spreadsheet has shortened this number. Enter all 7 digits of your TRN, like 1234567"
DECIMALS = "Your TRN must be a whole number of 7 digits, like 1234567"
LOOKS_LIKE_NATIONAL_INSURANCE = "That looks like a National Insurance number. Your TRN is 7 digits, like 1234567"
LOOKS_LIKE_DATE = "That looks like a date. Your TRN is 7 digits, like 1234567"
LOOKS_LIKE_EMAIL = "That looks like an email address. Your TRN is 7 digits, like 1234567"


@dataclass(frozen=True)
class TrnResult:
    """A TRN of seven characters, or the problem with what was typed and a message for the person."""

    trn: str = ""
    problem: TrnProblem | None = None
    message: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether there is a TRN."""
        return self.problem is None


def parse_trn(text: str) -> TrnResult:
    """Read `text` as a TRN: `RP99/12345`, `12 34567` and `12345` (zeros lost) all give seven characters."""
    typed = text.strip()
    if not typed:
        return _refuse(TrnProblem.BLANK)
    if any(_is_foreign_digit(character) for character in typed):
        return _refuse(TrnProblem.INVALID, OTHER_DIGITS)
    message = _something_else(typed)
    if message:
        return _refuse(TrnProblem.INVALID, message)
    spreadsheet = _FROM_A_SPREADSHEET.fullmatch(typed)
    if spreadsheet and spreadsheet[2].strip("0"):
        return _refuse(TrnProblem.INVALID, DECIMALS)
    return _from_digits(spreadsheet[1] if spreadsheet else _NOT_A_DIGIT.sub("", typed))


def _from_digits(digits: str) -> TrnResult:
    if not digits:
        return _refuse(TrnProblem.INVALID)
    if len(digits) < SHORTEST:
        return _refuse(TrnProblem.TOO_SHORT)
    if len(digits) > LENGTH:
        return _refuse(TrnProblem.TOO_LONG)
    trn = digits.zfill(LENGTH)
    return _refuse(TrnProblem.NOT_REAL) if trn in NOT_REAL else TrnResult(trn=trn)


def _something_else(typed: str) -> str:
    """The message for text that only looks like a TRN once its letters are dropped; empty when it may be one."""
    unspaced = "".join(typed.split())
    if "@" in unspaced:
        return LOOKS_LIKE_EMAIL
    if _SCIENTIFIC.fullmatch(unspaced):
        return SCIENTIFIC
    if _NATIONAL_INSURANCE.fullmatch(unspaced.replace("-", "")):
        return LOOKS_LIKE_NATIONAL_INSURANCE
    if _DATE.fullmatch(unspaced):
        return LOOKS_LIKE_DATE
    return ""


def _is_foreign_digit(character: str) -> bool:
    """A digit or number sign outside 0 to 9: full-width, Arabic-Indic, superscript, circled."""
    return not character.isascii() and unicodedata.category(character).startswith("N")


def _refuse(problem: TrnProblem, message: str = "") -> TrnResult:
    return TrnResult(problem=problem, message=message or str(problem.label))
