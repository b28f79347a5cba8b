"""A participant's own window in words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from assessments.actions.extensions import decision_words
from assessments.choices import ExtensionState, SubmittedBy
from assessments.facts.entering import Candidate
from assessments.facts.moments import left_words, must_reach_us, opens_words
from assessments.models import Extension, Submission
from assessments.rules.entering import WORDS, NotReady
from assessments.rules.window import length_words, opening_words
from assessments.views.window_rows import REQUEST_COLOURS, added_words, asked_words, columns, given_words
from npq_portal.periods import Period
from npq_portal.templatetags.dates import closing, exact_time

STATES = {
    "open": ("Open", "green"),
    "to_come": ("To come", "blue"),
    "not_ready": ("Not ready", "yellow"),
    "over": ("Over", "grey"),
    "called_off": ("Called off", "red"),
    "left": ("You left the course", "grey"),
    "moved_on": ("The next window instead", "grey"),
}
INDEX_COLUMNS = columns("Course", "Opens", "Closes for you", "Where it stands")


def state_of(one: Candidate, *, at: datetime) -> str:
    """A key of STATES, for this person."""
    if one.window.called_off_at is not None:
        return "called_off"
    if one.has_left:
        return "left"
    if one.entry is not None and not one.is_in:
        return "moved_on"
    if at >= one.closes_at:
        return "over"
    if not one.is_in and not one.decision.is_ready:
        return "not_ready"
    return "to_come" if at < one.window.opens_at else "open"


def closes(one: Candidate) -> str:
    """The person's own end."""
    return closing(one.closes_at)


def index_row(one: Candidate, *, at: datetime) -> list[Any]:
    """One window of the list."""
    words, colour = STATES[state_of(one, at=at)]
    return [
        {
            "text": one.window.cohort.programme.course.full_title,
            "url": reverse("my-windows:window", args=[one.window.pk]),
            "hint": one.window.cohort.name,
        },
        opens_words(one.window.opens_at),
        closes(one),
        {"tag": words, "colour": colour},
    ]


def summary(one: Candidate, *, at: datetime) -> list[dict[str, Any]]:
    """Opening, own end and why it is another than the window's, how long that is, and how long is left."""
    if one.window.called_off_at is not None:
        return [
            {"key": "Was to open", "value": opens_words(one.window.opens_at)},
            {"key": "Called off", "value": opens_words(one.window.called_off_at)},
        ]
    if one.has_left:
        return [
            {"key": "Opened", "value": opens_words(one.window.opens_at)},
            {"key": "Ended for you", "value": closes(one)},
        ]
    said: list[dict[str, Any]] = [
        {"key": "Opens", "value": opens_words(one.window.opens_at)},
        {"key": "Closes for you", "value": closes(one)},
    ]
    if added := added_words(one.added):
        said.append({"key": "Why that is your end", "lines": [f"You have {words}" for words in added]})
        said.append({"key": "Closes for everybody else", "value": closing(one.window.closes_at)})
    own = Period(one.window.opens_at, one.closes_at)
    said.append({"key": "Your time in all", "value": length_words(own)})
    if state_of(one, at=at) == "open":
        said.append({"key": "Time left", "value": left_words(Period(at, one.closes_at).length)})
    if one.is_in and one.entry and (one.entry.case_opened_at or at < one.closes_at):
        said.append({"key": "Attempt", "value": str(one.entry.attempt)})
    return said


def sentences(one: Candidate, *, submitted: Submission | None = None, at: datetime) -> list[str]:
    """What it means for the person, and what to do; `submitted` is what stands of theirs."""
    state = state_of(one, at=at)
    if submitted is not None and state in {"open", "over"}:
        return [submitted_words(submitted), *_WITH_SUBMISSION[state]]
    if state in _SAID:
        return _SAID[state](one)
    if state == "to_come":
        return [
            "You are ready. You are let in when the window opens: come back to this page then.",
            must_reach_us(one.closes_at),
        ]
    return [f"You are in. {must_reach_us(one.closes_at)}"]


def submitted_words(submitted: Submission) -> str:
    """Who submitted it, and when."""
    if submitted.submitted_by == SubmittedBy.AT_CLOSING:
        return "As you had asked, we submitted your last saved draft when your window closed."
    return f"You submitted your case study: {exact_time(submitted.submitted_at)}."


_WITH_SUBMISSION: Mapping[str, list[str]] = {
    "open": ["Until your window closes you can take it back and submit again."],
    "over": ["This window is over. What you submitted stands."],
}


def _called_off(one: Candidate) -> list[str]:
    return [
        "This window was called off, so you cannot write in it. It does not count as an attempt.",
        f"Why: {one.window.called_off_reason}",
        "We write to you when another window is planned. You do not need to do anything.",
    ]


def _left(one: Candidate) -> list[str]:
    said = "You left the course while this window was open, so your time in it ended then."
    if one.is_in:
        return [said, "What you had submitted stands. It is marked, and it counts as an attempt."]
    return [
        said,
        "Nothing is submitted for you, and this attempt does not count. What you had written is kept, and you can read it.",
        "If you come back to the course, you write in the next window, about another case if you had opened this one.",
    ]


def _moved_on(one: Candidate) -> list[str]:
    return [
        "You write in the next window instead. This attempt does not count.",
        "We write to you when it is planned.",
    ]


def _over(one: Candidate) -> list[str]:
    if not one.is_in:
        return ["This window is over. You were not let in."]
    if one.entry is not None and one.entry.closed_at is None:
        return ["This window is over.", "What stands as submitted is settled in the next few minutes. Look again then."]
    if one.entry is not None and one.entry.case_opened_at is None:
        return ["This window is over. You did not open the case, so it does not count as an attempt."]
    return ["This window is over. Nothing was submitted.", "What you had saved is kept, and you can read it."]


def _not_ready(one: Candidate) -> list[str]:
    words = [WORDS[reason] for reason in one.decision.reasons]
    said = [text for each in words for text in (each.why, each.what_to_do)]
    if NotReady.ENGAGEMENT in one.decision.reasons:
        needed = one.ledger.policy.threshold_percent
        said.append(f"{one.percent}% of your course is credited so far. {needed}% is needed.")
    return said


_SAID: Mapping[str, Callable[[Candidate], list[str]]] = {
    "called_off": _called_off,
    "left": _left,
    "moved_on": _moved_on,
    "not_ready": _not_ready,
    "over": _over,
}


def may_ask(one: Candidate, *, at: datetime) -> bool:
    """Whether asking for more time makes sense: the window is theirs and not over for them."""
    return state_of(one, at=at) in {"open", "to_come"}


def request(extension: Extension) -> dict[str, Any]:
    """One request of their own, as a card."""
    state = ExtensionState(extension.state)
    rows: list[dict[str, Any]] = [
        {"key": "Where it stands", "tag": str(state.label), "colour": REQUEST_COLOURS[state]},
        {"key": "You asked for", "value": asked_words(extension)},
        {"key": "Why", "value": str(extension.get_reason_display())},
        {"key": "Asked", "value": opening_words(extension.asked_at)},
    ]
    if extension.decided_by:
        rows.append({"key": "Decision", "value": f"{decision_words(extension)[0]}."})
        rows.append({"key": "Reason", "value": extension.decision_reason})
    elif state == ExtensionState.EXPIRED:
        rows.append({"key": "What now", "value": decision_words(extension)[1]})
    return {
        "title": f"Request of {opening_words(extension.asked_at)}",
        "rows": rows,
        "waits": state == ExtensionState.ASKED,
        "given": given_words(extension),
    }
