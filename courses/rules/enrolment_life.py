"""What may happen to an enrolment: the table of moves, and which cohort somebody may go to.

Sources: the DfE's registration service (participants: defer, withdraw, resume), with two differences. The DfE lets anybody
withdrawn resume; here that is a hub admin's decision with a reason. The DfE asks for a "started" declaration before a
deferral or a withdrawal; declarations are the lead provider's, so pages say it and nothing here asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from courses.choices import DeferralReason, EnrolmentStatus, WithdrawalReason


class Move(TextChoices):
    """What is done with an enrolment; the label is what a member of staff does."""

    DEFER = "defer", "Defer"
    RESUME = "resume", "Return to the same cohort"
    CONTINUE = "continue", "Return to a later cohort"
    TRANSFER = "transfer", "Transfer to another cohort"
    WITHDRAW = "withdraw", "Withdraw"
    READMIT = "readmit", "Take back"
    COMPLETE = "complete", "Complete"
    REOPEN = "reopen", "Take the completion back"


@dataclass(frozen=True)
class Transition:
    """From which states a move leads where. `codes` are the DfE's reasons, one of which must be given; empty for none."""

    from_: tuple[EnrolmentStatus, ...]
    to: EnrolmentStatus
    codes: frozenset[str] = frozenset()
    wants_reason: bool = False


_ACTIVE, _DEFERRED, _WITHDRAWN = EnrolmentStatus.ACTIVE, EnrolmentStatus.DEFERRED, EnrolmentStatus.WITHDRAWN

#: Every move there is. What is not here cannot happen: "completed" is left only where a result is corrected, and "moved"
#: goes on elsewhere.
TABLE: Mapping[Move, Transition] = {
    Move.DEFER: Transition((_ACTIVE,), _DEFERRED, codes=frozenset(DeferralReason.values)),
    Move.RESUME: Transition((_DEFERRED,), _ACTIVE),
    Move.CONTINUE: Transition((_DEFERRED,), EnrolmentStatus.MOVED),
    Move.TRANSFER: Transition((_ACTIVE,), EnrolmentStatus.MOVED),
    Move.WITHDRAW: Transition((_ACTIVE, _DEFERRED), _WITHDRAWN, codes=frozenset(WithdrawalReason.values)),
    Move.READMIT: Transition((_WITHDRAWN,), _ACTIVE, wants_reason=True),
    Move.COMPLETE: Transition((_ACTIVE,), EnrolmentStatus.COMPLETED),
    Move.REOPEN: Transition((EnrolmentStatus.COMPLETED,), _ACTIVE, wants_reason=True),
}

_CANNOT = {
    Move.DEFER: "be deferred",
    Move.RESUME: "return",
    Move.CONTINUE: "return",
    Move.TRANSFER: "be transferred",
    Move.WITHDRAW: "be withdrawn",
    Move.READMIT: "be taken back",
    Move.COMPLETE: "be completed",
    Move.REOPEN: "be taken back from completed",
}


def moves_from(status: str) -> list[Move]:
    """What may be done with an enrolment in that state, in the order of the table."""
    return [move for move, transition in TABLE.items() if status in transition.from_]


def move_fault(move: Move, status: str, *, code: str = "", reason: str = "") -> str:
    """Why this move cannot be made, in words for staff; "" where it can."""
    transition = TABLE[move]
    if status not in transition.from_:
        words = EnrolmentStatus(status).label.lower()
        return f"This enrolment is {words}, so it cannot {_CANNOT[move]}."
    if transition.codes and code not in transition.codes:
        return "Choose one of the DfE’s reasons."
    if transition.wants_reason and not reason.strip():
        return "Enter the reason."
    return ""


class TargetFault(TextChoices):
    """Why somebody cannot go to a cohort; the label is for staff."""

    NONE = "", ""
    OTHER_PROGRAMME = (
        "other_programme",
        "The cohort takes another course or has another lead provider. That needs a new application.",
    )
    SAME_COHORT = "same_cohort", "They are in this cohort already."
    NOT_LATER = "not_later", "The cohort does not start after the one they left."
    HAS_ENDED = "has_ended", "The cohort has ended."
    FULL = "full", "All places in this cohort are taken."


@dataclass(frozen=True, kw_only=True)
class Target:
    """A cohort to go to. `places_left` counts places nobody holds."""

    programme: int
    cohort: int
    starts_on: date
    ends_on: date
    places_left: int


def target_fault(move: Move, *, left: Target, to: Target, today: date) -> TargetFault:
    """Whether somebody in the cohort `left` may make this move to the cohort `to`; `today` is London's date.

    Returning to the same cohort, or being taken back into it, asks for a place again; so does going to another one. A
    return into another cohort goes to one that starts later; a transfer goes either way.
    """
    if to.programme != left.programme:
        return TargetFault.OTHER_PROGRAMME
    stays = move in {Move.RESUME, Move.READMIT}
    if not stays and to.cohort == left.cohort:
        return TargetFault.SAME_COHORT
    if move == Move.CONTINUE and to.starts_on <= left.starts_on:
        return TargetFault.NOT_LATER
    if to.ends_on < today:
        return TargetFault.HAS_ENDED
    return TargetFault.FULL if to.places_left < 1 else TargetFault.NONE
