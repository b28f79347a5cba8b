"""What a sent text is worth: what may be sent, where it goes among the versions, and which of them are kept.

Nothing that reaches us is thrown away: a text that cannot become the newest version is kept beside it. What is not taken
at all (too long, not of this case) stays on the sender's device, and the answer says why.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import TextChoices

from assessments.choices import ASIDE, VersionSource
from npq_portal.periods import Period

#: Characters of all answers together: some fifty times what a case study has, and far below what the server reads at once.
LONGEST = 100_000
#: How long every autosave is kept, and the stretch of which the last one stays afterwards.
KEPT_WHOLE = timedelta(days=1)
STRETCH = timedelta(minutes=5)

_LINE_ENDS = re.compile("\r\n?")
# PostgreSQL's JSON takes neither, and neither is text: NUL, and halves of a character's pair.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")

Answers = Mapping[str, str]


class Outcome(TextChoices):
    """What became of a text."""

    SAVED = "saved", "Saved"
    UNCHANGED = "unchanged", "Saved already"
    ASIDE = "aside", "Kept beside a newer version"
    LATE = "late", "Kept, but it reached us after the window had closed"


class DraftRefusal(TextChoices):
    """Why a text is not taken."""

    TOO_LONG = (
        "too_long",
        f"Your text has more than {LONGEST:,} characters, so it cannot be saved. Shorten it. Until then it is only here.",
    )
    NOT_OF_THIS_CASE = (
        "not_of_this_case",
        "The questions of this case have changed since you opened the page. Copy your text, then open the page again.",
    )
    UNREADABLE = "unreadable", "Your text did not reach us whole. It will be sent again."
    CLOSED = "closed", "Your window has closed, so no earlier version can be brought back any more."


class DraftRefusedError(Exception):
    """It is not taken; `reason` is the code, the message its words for the writer."""

    def __init__(self, reason: DraftRefusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


def clean(text: str) -> str:
    """As it is kept: one kind of line end, whatever the browser, and nothing that is no text. Every other character stays."""
    return _NO_TEXT.sub("", _LINE_ENDS.sub("\n", text))


def read_answers(sent: Mapping[str, object], *, questions: Collection[str]) -> dict[str, str]:
    """The answers of a case's questions, cleaned, each question once and in the case's order; a question without an answer
    has "". Raises DraftRefusedError for what is no text, is of no question, or is too long."""
    if not all(isinstance(text, str) for text in sent.values()):
        raise DraftRefusedError(DraftRefusal.UNREADABLE)
    cleaned = {name: clean(str(text)) for name, text in sent.items()}
    if any(text for name, text in cleaned.items() if name not in questions):
        raise DraftRefusedError(DraftRefusal.NOT_OF_THIS_CASE)
    if sum(len(text) for text in cleaned.values()) > LONGEST:
        raise DraftRefusedError(DraftRefusal.TOO_LONG)
    return {name: cleaned.get(name, "") for name in questions}


def is_same(answers: Answers, other: Answers | None) -> bool:
    """Whether two texts are alike; a question without an answer is like one that is not there."""
    if other is None:
        return not any(answers.values())
    return all(answers.get(name, "") == other.get(name, "") for name in answers.keys() | other.keys())


@dataclass(frozen=True)
class Turn:
    """Which text of which page: every page of a writer's browser has a number of its own, and counts its changes."""

    page: UUID
    number: int


@dataclass(frozen=True)
class Sent:
    """A text as it arrived. `based_on`: the number of the version the writer had before them, 0 for none; `at`: when all of
    it had reached the server. `turn`: which text of its page it is, where a script sent it; `follows`: the last texts of
    earlier pages that this page went on from without knowing whether they had arrived."""

    answers: Answers
    based_on: int
    at: datetime
    turn: Turn | None = None
    follows: tuple[Turn, ...] = ()

    def goes_on_from(self, number: int, turn: Turn | None) -> bool:
        """Whether nobody wrote between: it is based on that version, or the version is an earlier text of its own page whose
        answer never reached it."""
        own = (Turn(self.turn.page, self.turn.number - 1),) if self.turn else ()
        return self.based_on == number or any(_reaches(one, turn) for one in (*own, *self.follows))

    def is_overtaken_by(self, turn: Turn | None) -> bool:
        """Whether that version is a later text of the same page: typed on top of this one, and here before it."""
        return self.turn is not None and turn is not None and turn != self.turn and _reaches(turn, self.turn)


def _reaches(one: Turn, other: Turn | None) -> bool:
    return other is not None and other.page == one.page and other.number <= one.number


def judge(sent: Sent, *, newest: int, newest_turn: Turn | None = None, period: Period, alike: bool) -> Outcome:
    """Where it goes. `newest`: the newest version's number, 0 for none, and `newest_turn` which text of a page that was;
    `alike`: whether the same text is kept already (assessments.actions.drafts says where that is looked for)."""
    if alike or sent.is_overtaken_by(newest_turn):
        return Outcome.UNCHANGED
    if sent.at not in period:
        return Outcome.LATE
    return Outcome.SAVED if sent.goes_on_from(newest, newest_turn) else Outcome.ASIDE


def outcome_of(source: str) -> Outcome:
    """What became of a version when it arrived, told again to whoever sends it twice."""
    if source == VersionSource.RESCUED:
        return Outcome.LATE
    return Outcome.ASIDE if source == VersionSource.OTHER_TAB else Outcome.SAVED


@dataclass(frozen=True)
class Kept:
    """A version, as thinning sees it. `is_used`: a submission seals it, or it is the newest of its entry."""

    number: int
    source: str
    saved_at: datetime
    is_used: bool = False


def to_thin(versions: Iterable[Kept], *, at: datetime) -> list[int]:
    """The numbers of one entry's versions that go: autosaves older than a day that another version followed within the same
    five minutes by the clock. What was put aside follows nothing; whatever is no autosave stays, and so does what is used."""
    goes = []
    followed: set[int] = set()
    for one in sorted(versions, key=lambda version: version.number, reverse=True):
        stretch = int(one.saved_at.timestamp() // STRETCH.total_seconds())
        is_old = one.saved_at < at - KEPT_WHOLE
        if one.source == VersionSource.AUTOSAVE and is_old and not one.is_used and stretch in followed:
            goes.append(one.number)
        elif one.source not in ASIDE:
            followed.add(stretch)
    return goes
