"""Catch-ups as rows of tables and timelines."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from courses.choices import CatchUpState
from courses.models import CatchUp, CatchUpEvent
from courses.rules.catch_up import TO_SEND, may_send
from npq_portal.templatetags.dates import long_date, short_date

COLOURS = {
    CatchUpState.OFFERED: "yellow",
    CatchUpState.SENT: "blue",
    CatchUpState.RETURNED: "orange",
    CatchUpState.APPROVED: "green",
    CatchUpState.LAPSED: "red",
    CatchUpState.NOT_NEEDED: "grey",
}
#: What the participant reads: it is their own turn, or it is not.
_FOR_THEM = {
    CatchUpState.OFFERED: "To send",
    CatchUpState.SENT: "Sent",
    CatchUpState.RETURNED: "Send again",
    CatchUpState.APPROVED: "Approved",
    CatchUpState.LAPSED: "Too late",
    CatchUpState.NOT_NEEDED: "Not needed",
}

#: What staff read, short enough for a tag.
_FOR_US = {
    CatchUpState.OFFERED: "To be sent",
    CatchUpState.SENT: "To decide",
    CatchUpState.RETURNED: "Returned",
    CatchUpState.APPROVED: "Approved",
    CatchUpState.LAPSED: "Too late",
    CatchUpState.NOT_NEEDED: "Not needed",
}

OWN_COLUMNS = [
    {"label": "Missed"},
    {"label": "Minutes", "numeric": True},
    {"label": "Send it by"},
    {"label": "State"},
]
STAFF_COLUMNS = [
    {"label": "Part of the course"},
    {"label": "Minutes", "numeric": True},
    {"label": "Send by"},
    {"label": "State"},
]
QUEUE_COLUMNS = [{"label": "Participant"}, *STAFF_COLUMNS]


def tag_of(catch_up: CatchUp) -> dict[str, str]:
    """Its state for the participant."""
    return {"tag": _FOR_THEM[CatchUpState(catch_up.state)], "colour": COLOURS[CatchUpState(catch_up.state)]}


def staff_tag_of(catch_up: CatchUp) -> dict[str, str]:
    """Its state for whoever decides."""
    return {"tag": _FOR_US[CatchUpState(catch_up.state)], "colour": COLOURS[CatchUpState(catch_up.state)]}


def held_words(catch_up: CatchUp) -> str:
    """When it was missed; by hand there is no session."""
    return f"Held on {long_date(catch_up.session.starts_at)}" if catch_up.session else "Offered by the hub"


def _last_day(catch_up: CatchUp) -> str:
    return short_date(catch_up.due_on) if catch_up.state in TO_SEND else ""


def own(catch_ups: Iterable[CatchUp]) -> list[list[Any]]:
    """A participant's own."""
    return [
        [
            {
                "text": one.component.title,
                "url": reverse("mine:catch-up", args=[one.pk]),
                "hint": held_words(one),
            },
            str(one.minutes),
            _last_day(one) or "–",
            tag_of(one),
        ]
        for one in catch_ups
    ]


def for_staff(catch_ups: Iterable[CatchUp]) -> list[list[Any]]:
    """Those of one person."""
    return [_staff_row(one) for one in catch_ups]


def queue(catch_ups: Iterable[CatchUp]) -> list[list[Any]]:
    """Those of many people."""
    return [
        [
            {
                "text": one.enrolment.participant.full_name,
                "url": reverse("registers:catch-up", args=[one.pk]),
                "hint": one.component.cohort.name,
            },
            {"text": one.component.title, "hint": held_words(one)},
            *_staff_row(one)[1:],
        ]
        for one in catch_ups
    ]


def _staff_row(one: CatchUp) -> list[Any]:
    return [
        {"text": one.component.title, "url": reverse("registers:catch-up", args=[one.pk]), "hint": held_words(one)},
        str(one.minutes),
        _last_day(one) or "–",
        staff_tag_of(one),
    ]


def history(events: Iterable[CatchUpEvent]) -> list[dict[str, Any]]:
    """Newest first; what was sent and said stands in it whole."""
    return [
        {"title": event.get_state_display(), "at": event.at, "by": str(event.by or ""), "text": event.text}
        for event in events
    ]


def what_now(catch_up: CatchUp, *, today: date) -> str:
    """Where it stands, in a sentence or two for the participant."""
    if may_send(catch_up.state, due_on=catch_up.due_on, today=today):
        return f"Send it by the end of {long_date(catch_up.due_on)} (UK time)."
    if catch_up.state in TO_SEND or catch_up.state == CatchUpState.LAPSED:
        return f"The last day was {long_date(catch_up.due_on)}. If you had a good reason, ask us for more time."
    return {
        CatchUpState.SENT: "You have sent it. Your facilitator reads it next, and we write to you.",
        CatchUpState.APPROVED: f"It is approved. It gave you {catch_up.minutes} minutes of credit.",
        CatchUpState.NOT_NEEDED: "You do not need to catch up on this any more.",
    }[CatchUpState(catch_up.state)]
