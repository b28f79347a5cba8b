"""What an attempt comes to, what may be released, and when the course is complete.

Sources (npq-rules A6): pass or fail and no grade; results are held until a board lets them out together; complete only with
engagement met and the case study passed; complaints and appeals within 21 days. Settled here: somebody who never opened the
case has no result, an upheld case of misconduct makes the result void, and whatever is open holds the result back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import TextChoices

from assessments.choices import AgreedHow, EntryState, MarkingStage, OutcomeResult

#: Days in which somebody may complain or appeal, the day of the result not counted (one provider's published rule).
APPEAL_DAYS = 21


class Hold(TextChoices):
    """Why an entry has nothing to release now; the label is for the board."""

    NONE = "", ""
    RELEASED = "released", "Released before"
    MOVED_ON = "moved_on", "Moved to the next window"
    LEFT = "left", "Left the course before submitting: no attempt used"
    VOID = "void", "The entry is void"
    STILL_WRITING = "still_writing", "Their time is not over yet"
    NOT_CLOSED = "not_closed", "Their time is over, but closing has not been done yet"
    NEVER_OPENED = "never_opened", "Never opened the case: no attempt used"
    MISCONDUCT = "misconduct", "A case of misconduct is open"
    NOT_MARKED = "not_marked", "No mark is agreed yet"


#: What waits for somebody, and can be released later.
HELD = (Hold.STILL_WRITING, Hold.NOT_CLOSED, Hold.MISCONDUCT, Hold.NOT_MARKED)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One entry at one moment. `is_over`: their own end has passed; `is_closed`: what follows from it was done, such as
    submitting the last draft of who asked for it. `agreed_pass` is None while no mark is agreed."""

    state: EntryState
    is_over: bool
    is_closed: bool
    opened_case: bool
    submitted: bool
    agreed_pass: bool | None = None
    misconduct_open: bool = False
    misconduct_upheld: bool = False
    released: bool = False


@dataclass(frozen=True)
class Judgement:
    """What the board may let out: a result, or why there is none now."""

    hold: Hold
    result: OutcomeResult | None = None


def judge(facts: Facts) -> Judgement:
    """What an entry comes to."""
    hold = _hold(facts)
    return Judgement(hold, None if hold else _result(facts))


def _hold(facts: Facts) -> Hold:
    """The first that is so, in the order in which it is said."""
    marked = not facts.submitted or facts.misconduct_upheld or facts.agreed_pass is not None
    found = (
        (Hold.RELEASED, facts.released),
        (Hold.MOVED_ON, facts.state == EntryState.MOVED_ON),
        (Hold.LEFT, facts.state == EntryState.LEFT),
        (Hold.VOID, facts.state == EntryState.VOID),
        (Hold.STILL_WRITING, not facts.is_over),
        (Hold.NOT_CLOSED, not facts.is_closed),
        (Hold.MISCONDUCT, facts.misconduct_open),
        (Hold.NEVER_OPENED, not facts.opened_case and not facts.submitted),
        (Hold.NOT_MARKED, not marked),
    )
    return next((hold for hold, is_so in found if is_so), Hold.NONE)


def _result(facts: Facts) -> OutcomeResult:
    if facts.misconduct_upheld:
        return OutcomeResult.VOIDED
    if not facts.submitted:
        return OutcomeResult.NOT_SUBMITTED
    return OutcomeResult.PASSED if facts.agreed_pass else OutcomeResult.FAILED


# -- complete or not ---------------------------------------------------------------------------------------------------
class Completion(TextChoices):
    """Whether the course is complete; the label says what is missing, to the participant."""

    COMPLETE = "complete", "You have completed the course."
    ENGAGEMENT_MISSING = (
        "engagement_missing",
        "You have passed the case study. The course is not complete yet, because your engagement is below what it needs.",
    )
    PASS_MISSING = (
        "pass_missing",
        "Your engagement is what the course needs. The course is not complete yet, because the case study is not passed.",
    )
    BOTH_MISSING = (
        "both_missing",
        "The course is not complete yet: the case study is not passed, and your engagement is below what the course needs.",
    )


def completion(*, engagement_met: bool, passed: bool) -> Completion:
    """Complete only with engagement met and the case study passed."""
    if passed:
        return Completion.COMPLETE if engagement_met else Completion.ENGAGEMENT_MISSING
    return Completion.PASS_MISSING if engagement_met else Completion.BOTH_MISSING


def appeal_until(told_on: date) -> date:
    """The last day to complain or appeal about what was told on a day; both London dates."""
    return told_on + timedelta(days=APPEAL_DAYS)


# -- corrections -------------------------------------------------------------------------------------------------------
def correction_fault(*, now: OutcomeResult | None, to: str, reason: str, misconduct_upheld: bool) -> str:
    """Why a result cannot be put right like this, in words for staff; "" where it can. `now` is None before release."""
    if now is None:
        return "No result of this attempt is out, so there is nothing to correct."
    if to not in OutcomeResult.values:
        return "Choose the right result."
    if to == now:
        return f"The result is “{now.label}” already."
    if to == OutcomeResult.VOIDED and not misconduct_upheld:
        return "A result can be void only where a case of misconduct was upheld and is closed."
    return "" if reason.strip() else "Enter the reason. They read it."


# -- feedback ----------------------------------------------------------------------------------------------------------
#: The marks that the agreed one stands on: their points and comments are the participant's feedback.
DECIDING: dict[str, tuple[MarkingStage, ...]] = {
    AgreedHow.FIRST_ALONE: (MarkingStage.FIRST,),
    AgreedHow.TWO_AGREE: (MarkingStage.FIRST, MarkingStage.SECOND),
    AgreedHow.SENIOR: (MarkingStage.SENIOR,),
}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one marker gave for one criterion."""

    criterion: int
    title: str
    points: int
    comment: str = ""


def feedback(given: Sequence[Given], *, most: int) -> list[dict[str, str | int | float]]:
    """By criterion, in the order in which they first come: the mean of the points, and every comment. Two markers that
    agree are one voice to the participant, so nothing says who wrote what."""
    return [_one([one for one in given if one.criterion == key], most=most) for key in _keys(given)]


def _keys(given: Iterable[Given]) -> list[int]:
    return list(dict.fromkeys(one.criterion for one in given))


def _one(given: Sequence[Given], *, most: int) -> dict[str, str | int | float]:
    mean = Decimal(sum(one.points for one in given)) / len(given)
    comments = dict.fromkeys(one.comment.strip() for one in given)
    return {
        "title": given[0].title,
        "points": int(mean) if mean == int(mean) else float(round(mean, 1)),
        "most": most,
        "comment": "\n\n".join(comment for comment in comments if comment),
    }


# -- the DfE's words ---------------------------------------------------------------------------------------------------
#: What the DfE's registration service calls an outcome (npq-registration, outcomes: passed, failed, voided).
DFE_STATES: dict[str, str] = {
    OutcomeResult.PASSED: "passed",
    OutcomeResult.FAILED: "failed",
    OutcomeResult.NOT_SUBMITTED: "failed",
    OutcomeResult.VOIDED: "voided",
}
