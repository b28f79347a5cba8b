"""Whether a case study may be handed in, taken back, or handed in by the portal at closing; and what the writer declares.

The rules are the portal's own (the DfE publishes none): the window as in npq-rules A4, the limit as in A5, the
declaration as in A7, which leaves the use of AI to be asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import TextChoices

from assessments.choices import OverLimit
from npq_portal.periods import Period

#: What is declared where a programme says nothing else.
STATEMENTS: Final = (
    "This is my own work. Nobody else wrote any part of it.",
    "Wherever I used somebody else’s words or ideas, I say whose they are.",
    "I have not shown my work to anybody else on this course, or the case to anybody outside it.",
)


class Refusal(TextChoices):
    """Why it may not be handed in, in words for its writer."""

    NOT_ADMITTED = "not_admitted", "You are not in this window any more, so nothing can be submitted in it."
    NOT_OPEN = "not_open", "The window has not opened yet."
    CLOSED = "closed", "Your window had closed when this reached us, so it was not submitted. What you saved is kept."
    CASE_UNOPENED = "case_unopened", "You have not opened the case yet. Open and read it first."
    NOT_YOURS = "not_yours", "This text or file belongs to somebody else’s case study."
    STALE = (
        "stale",
        "You have saved something newer since this page was opened. Nothing was submitted: check it, then submit.",
    )
    NO_FILES = "no_files", "Your programme does not take files. Write your answers in the portal."
    EMPTY = "empty", "There are no words to submit."
    OVER_LIMIT = "over_limit", "It is over the word limit, and your programme does not take texts over the limit."
    NOT_DECLARED = "not_declared", "The declaration is not complete."


class WithdrawRefusal(TextChoices):
    """Why it cannot be taken back."""

    NOTHING = "nothing", "There is nothing to take back: you have not submitted anything."
    CLOSED = "closed", "Your window has closed, so what you submitted can no longer be taken back."


@dataclass(frozen=True)
class Declaration:
    """What the writer declares: the statements they agreed to, whether they used AI and for what, and their sources."""

    statements: tuple[str, ...]
    used_ai: bool
    ai_use: str = ""
    sources: str = ""

    def is_complete(self, asked: Sequence[str]) -> bool:
        """Every statement asked for is agreed to, and any use of AI is described."""
        return set(asked) <= set(self.statements) and (not self.used_ai or bool(self.ai_use.strip()))


@dataclass(frozen=True)
class Attempt:
    """What is known when somebody wants to hand something in. `at`: when all of it had reached the server."""

    at: datetime
    period: Period
    is_admitted: bool
    is_own: bool
    is_newest: bool
    is_file: bool
    accepts_files: bool
    words: int
    limit: int
    over_limit: OverLimit
    is_declared: bool

    @property
    def is_over(self) -> bool:
        """More words than the limit; exactly the limit is in."""
        return self.words > self.limit


def refusal(attempt: Attempt) -> Refusal | None:
    """Why not, the weightiest reason first; None where it may be handed in."""
    if not attempt.is_admitted:
        return Refusal.NOT_ADMITTED
    if attempt.at not in attempt.period:
        return Refusal.NOT_OPEN if attempt.at < attempt.period.starts_at else Refusal.CLOSED
    return _refusal_of_what(attempt)


def _refusal_of_what(attempt: Attempt) -> Refusal | None:
    """What is wrong with the text or file itself, or with what is said of it."""
    reasons = {
        Refusal.NOT_YOURS: not attempt.is_own,
        Refusal.NO_FILES: attempt.is_file and not attempt.accepts_files,
        Refusal.STALE: not attempt.is_newest,
        Refusal.EMPTY: attempt.words == 0,
        Refusal.OVER_LIMIT: attempt.is_over and attempt.over_limit == OverLimit.REFUSE,
        Refusal.NOT_DECLARED: not attempt.is_declared,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def withdraw_refusal(*, stands: bool, at: datetime, period: Period) -> WithdrawRefusal | None:
    """Why what was submitted cannot be taken back; None where it can, up to the writer's own end."""
    if not stands:
        return WithdrawRefusal.NOTHING
    return None if at in period else WithdrawRefusal.CLOSED


def statements(policy_text: str) -> tuple[str, ...]:
    """What a programme asks to be declared: one statement a line, or the portal's own."""
    return tuple(line.strip() for line in policy_text.splitlines() if line.strip()) or STATEMENTS
