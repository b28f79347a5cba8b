"""A participant's results in words."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from assessments.choices import MisconductState, OutcomeResult
from assessments.facts.own_results import Next, OwnResult
from assessments.models import CompletionStatement, MisconductCase
from assessments.rules.attempts import Due
from assessments.rules.outcomes import APPEAL_DAYS, Completion, appeal_until
from npq_portal import clock
from npq_portal.templatetags.dates import long_date

COLOURS = {
    OutcomeResult.PASSED: "green",
    OutcomeResult.FAILED: "orange",
    OutcomeResult.NOT_SUBMITTED: "grey",
    OutcomeResult.VOIDED: "red",
}
COLUMNS = [{"label": "Case study"}, {"label": "Result"}, {"label": "Since", "nowrap": True}]

_MEANS = {
    OutcomeResult.PASSED: "You have passed the case study.",
    OutcomeResult.FAILED: "You have not passed the case study this time.",
    OutcomeResult.NOT_SUBMITTED: "You opened the case and nothing was submitted before your time ended, so this counts as an attempt.",
    OutcomeResult.VOIDED: "Your submission does not count, because a concern about it was upheld. This counts as an attempt.",
}
_CONCERN = {
    MisconductState.INVESTIGATING: "We are looking into a concern about your submission. Nothing is decided yet. We hold your result until it is.",
    MisconductState.UPHELD: "The concern about your submission is upheld. You can appeal; our email says how. We hold your result.",
    MisconductState.APPEALED: "We have your appeal. Somebody who has not decided before decides about it. We hold your result until then.",
    MisconductState.CLOSED: "The concern about your submission is upheld, and this is final.",
}


def row(own: OwnResult) -> list[Any]:
    """One result in the list."""
    result = OutcomeResult(own.outcome.result)
    window = own.entry.window
    return [
        {
            "text": window.case_study.title,
            "url": reverse("my-results:outcome", args=[window.pk]),
            "hint": own.entry.enrolment.cohort.programme.course.full_title,
        },
        {"tag": result.label, "colour": COLOURS[result], "hint": "Corrected" if own.earlier else ""},
        long_date(own.outcome.at),
    ]


def concern(case: MisconductCase) -> dict[str, str]:
    """What somebody was told of a case about their submission."""
    return {"case": case.submission.entry.window.case_study.title, "words": _CONCERN[MisconductState(case.state)]}


def means(own: OwnResult) -> str:
    """The result in a sentence."""
    return _MEANS[OutcomeResult(own.outcome.result)]


def course_words(following: Next) -> str:
    """Whether the course is complete, and what is missing."""
    words = str(following.completion.label)
    if following.completion in {Completion.ENGAGEMENT_MISSING, Completion.BOTH_MISSING}:
        programme = following.goes_on.cohort.programme
        words += f" You have engaged with {following.engagement.percent}% of it, and it needs {programme.engagement_threshold}%."
    return words


def steps(following: Next) -> list[str]:
    """What they can do now, the first thing first."""
    found = []
    if following.completion == Completion.ENGAGEMENT_MISSING:
        found.append(
            "Catch up on what you missed. Once you reach what the course needs, it is complete; you pass only once."
        )
    if following.due == Due.RESIT:
        found += _resit(following)
    if following.due == Due.NONE_LEFT:
        found.append("You have begun all the attempts your programme allows. Talk to us about what is possible.")
    if following.completion == Completion.COMPLETE:
        found.append(
            "The Department for Education (DfE) issues your NPQ. Your lead provider tells it that you have passed, and the "
            "DfE writes to you. That takes some weeks."
        )
    return found


def _resit(following: Next) -> list[str]:
    times = "1 more attempt" if following.left == 1 else f"{following.left} more attempts"
    words = [f"You have {times}. A new attempt has another case and its whole time."]
    if following.window is None:
        return [*words, "The next window is not planned yet. We write to you when it is."]
    window = following.window
    days = f"Your next window opens on {long_date(window.opens_at)} and lasts {window.days} days."
    return [*words, f"{days} You need not do anything to be in it."]


def appeal(own: OwnResult, *, at: datetime) -> dict[str, Any]:
    """Until when somebody can complain or appeal, and whom to ask."""
    last = appeal_until(clock.london_date(own.outcome.at))
    return {
        "days": APPEAL_DAYS,
        "last": long_date(last),
        "is_open": clock.london_date(at) <= last,
        "email": settings.HUB_EMAIL,
        "phone": settings.HUB_PHONE,
    }


def statement_summary(statement: CompletionStatement, told: dict[str, str]) -> list[dict[str, Any]]:
    """The statement's facts; `told` is its payload."""
    return [
        {"key": "Name", "value": told["name"]},
        {"key": "Course", "value": told["course"]},
        {"key": "Completed on", "value": completed_on(told)},
        {"key": "Reference", "value": statement.reference},
    ]


def completed_on(told: dict[str, str]) -> str:
    """Wednesday 10 March 2027 without its weekday, as a document says it."""
    return long_date(datetime.fromisoformat(told["completed_on"]).date()).partition(" ")[2]
