"""What may happen to a case of suspected misconduct: the table of moves, and what the participant is told.

Source: npq-rules A7 (raised, investigating, upheld or dismissed, appealed, closed; the result waits while it is open).
Settled here: nothing is told of what was dismissed before anybody looked into it; whoever is told of a decision against them
may appeal within 21 days; the decision on an appeal closes the case; what is closed stays closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from assessments.choices import MisconductState
from assessments.rules.outcomes import APPEAL_DAYS, appeal_until


class Move(TextChoices):
    """What is done with a case; the label is what a member of staff does."""

    INVESTIGATE = "investigate", "Look into it"
    DROP = "drop", "Dismiss without looking into it"
    UPHOLD = "uphold", "Uphold"
    DISMISS = "dismiss", "Dismiss"
    APPEAL = "appeal", "Record an appeal"
    STAND = "stand", "Decide the appeal: the decision stands"
    OVERTURN = "overturn", "Decide the appeal: the decision is overturned"
    CLOSE = "close", "Close: no appeal was made in time"


@dataclass(frozen=True)
class Transition:
    """From which state a move leads where. `closes`: the case is over. `upheld`: what is decided, None where nothing is.
    `title` and `what_next` are what the participant is told, "" where they are told nothing. The reason given goes into
    the letter of a move that tells; else it is for colleagues."""

    from_: tuple[MisconductState, ...]
    to: MisconductState
    closes: bool = False
    upheld: bool | None = None
    title: str = ""
    what_next: str = ""

    @property
    def tells(self) -> bool:
        """Whether the participant gets a letter."""
        return bool(self.title)


_RAISED, _LOOKED_INTO, _UPHELD, _APPEALED, _CLOSED = (
    MisconductState.RAISED,
    MisconductState.INVESTIGATING,
    MisconductState.UPHELD,
    MisconductState.APPEALED,
    MisconductState.CLOSED,
)

#: Every move there is; "dismissed" is a state of its own only on the way to closed, so dismissing closes at once.
TABLE: Mapping[Move, Transition] = {
    Move.INVESTIGATE: Transition(
        (_RAISED,),
        _LOOKED_INTO,
        title="We are looking into a concern about your submission",
        what_next="Reply to this email to tell us your side. Nothing is decided yet. We hold your result until it is.",
    ),
    Move.DROP: Transition((_RAISED,), MisconductState.DISMISSED, closes=True, upheld=False),
    Move.UPHOLD: Transition(
        (_LOOKED_INTO,),
        _UPHELD,
        upheld=True,
        title="We have decided about the concern: it is upheld",
        what_next=f"If you think this is wrong, you can appeal within {APPEAL_DAYS} days. Reply to this email and say why.",
    ),
    Move.DISMISS: Transition(
        (_LOOKED_INTO,),
        MisconductState.DISMISSED,
        closes=True,
        upheld=False,
        title="We have decided about the concern: it is dismissed",
        what_next="There is nothing you need to do. Your result comes with the next release.",
    ),
    Move.APPEAL: Transition(
        (_UPHELD,),
        _APPEALED,
        title="We have your appeal",
        what_next="Somebody who has not decided before decides about it. We write to you again. We hold your result until then.",
    ),
    Move.STAND: Transition(
        (_APPEALED,),
        _CLOSED,
        closes=True,
        upheld=True,
        title="We have decided about your appeal: the decision stands",
        what_next="The submission does not count. The board decides about your result, and we write to you then.",
    ),
    Move.OVERTURN: Transition(
        (_APPEALED,),
        _CLOSED,
        closes=True,
        upheld=False,
        title="We have decided about your appeal: the decision is overturned",
        what_next="There is nothing you need to do. Your result comes with the next release.",
    ),
    Move.CLOSE: Transition((_UPHELD,), _CLOSED, closes=True, upheld=True),
}

#: The board may settle a submission that is in one of these.
OVER = (MisconductState.DISMISSED, MisconductState.CLOSED)


def moves_from(state: str) -> list[Move]:
    """What may be done with a case in that state, in the order of the table."""
    return [move for move, transition in TABLE.items() if state in transition.from_]


@dataclass(frozen=True, kw_only=True)
class Upheld:
    """How a case came to be upheld: on which day (London's), and whether whoever makes the next move did it."""

    on: date
    by_same: bool


def move_fault(move: Move, state: str, *, reason: str, today: date, upheld: Upheld | None = None) -> str:
    """Why this move cannot be made on `today` (London's), in words for staff; "" where it can."""
    if state not in TABLE[move].from_:
        return f"The case is {MisconductState(state).label.lower()} now, so this cannot be done with it."
    if upheld and upheld.by_same and move in {Move.STAND, Move.OVERTURN}:
        return "You upheld this case, so somebody else decides about the appeal."
    if upheld and move == Move.CLOSE and today <= appeal_until(upheld.on):
        return f"They can still appeal: they have {APPEAL_DAYS} days after they were told."
    return "" if reason.strip() else "Enter the reason."
