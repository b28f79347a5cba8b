"""Standing adjustments and outages as rows."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from assessments.actions.moving import Change
from assessments.actions.outages import Effect, Touched
from assessments.models import Outage, StandingAdjustment, Window
from assessments.rules.window import hours_words, opening_words
from assessments.views.window_rows import columns
from npq_portal.accounts.models import Participant
from npq_portal.clock import london_date
from npq_portal.periods import Period
from npq_portal.templatetags.dates import closing, long_datetime, short_date

COLUMNS = columns("Person", "More time", "Reason", "Given", "Holds")
FOUND_COLUMNS = columns("Person", "What to do")


def adjustments(found: Iterable[Any], *, today: date, sees_evidence: bool) -> list[dict[str, Any]]:
    """Each with its cells, its id where it can be ended, and where its evidence is, for those who may read that."""
    return [
        {
            "pk": one.pk,
            "name": one.participant.full_name,
            "evidence_url": reverse("windows:adjustment-evidence", args=[one.pk])
            if sees_evidence and one.has_evidence
            else "",
            "may_end": one.ended_at is None and not (one.expires_on and one.expires_on < today),
            "hours": f"{one.extra_hours} hours in every window",
            "reason": one.get_reason_display(),
            "given": f"{short_date(one.given_at)} by {one.given_by}",
            "holds": _holds(one, today=today),
        }
        for one in found
    ]


def _holds(one: StandingAdjustment, *, today: date) -> str:
    until = london_date(one.ended_at) if one.ended_at else today
    if one.expires_on and one.expires_on < until:
        return f"Expired on {short_date(one.expires_on)}"
    if one.ended_at:
        return f"Ended on {short_date(one.ended_at)} by {one.ended_by}"
    return f"For windows that open up to {short_date(one.expires_on)}" if one.expires_on else "Until it is ended"


def found(people: Iterable[Participant]) -> list[list[Any]]:
    """People to give one to."""
    return [
        [
            {"text": person.full_name, "hint": person.user.email},
            {
                "text": f"Give {person.full_name} more time in every window",
                "url": reverse("windows:give-adjustment", args=[person.pk]),
            },
        ]
        for person in people
    ]


ENDING_COLUMNS = columns("Window", "Their end now", "Their end without it")


def ending(changes: Iterable[tuple[Window, Change]]) -> list[list[Any]]:
    """The planned windows that end earlier for somebody without their adjustment."""
    return [
        [
            {"text": str(window.cohort), "hint": opening_words(window.opens_at)},
            closing(change.before.ends_at),
            {"text": closing(change.after.ends_at), "hint": f"{hours_words(change.lost)} less"},
        ]
        for window, change in changes
    ]


# -- outages -----------------------------------------------------------------------------------------------------------
OUTAGE_COLUMNS = columns("When", "What happened", "Named", "Decision")
TOUCHED_COLUMNS = columns("Person", "Window", "Their end now", "Given back", "Their new end")


def outages(rows: Iterable[Outage]) -> list[list[Any]]:
    """Outages, each leading to its page."""
    return [
        [
            {"text": when(one), "url": reverse("windows:outage", args=[one.pk])},
            one.what,
            f"{short_date(one.named_at)} by {one.named_by}",
            _decision(one),
        ]
        for one in rows
    ]


def when(outage: Outage) -> str:
    """From when to when."""
    return f"{long_datetime(outage.starts_at)} to {long_datetime(outage.ends_at)}"


def _decision(outage: Outage) -> dict[str, str]:
    if outage.is_credited is None:
        return {"tag": "To decide", "colour": "yellow"}
    return (
        {"tag": "Given back", "colour": "green"} if outage.is_credited else {"tag": "Not given back", "colour": "grey"}
    )


def touched(effect: Effect) -> list[list[Any]]:
    """Everybody an outage touched, with their new end."""
    return [
        [
            one.entry.enrolment.participant.full_name,
            {"text": str(one.entry.window.cohort), "hint": opening_words(one.entry.window.opens_at)},
            closing(one.before),
            _given_back(one),
            closing(one.after) if one.seconds else "As now",
        ]
        for one in effect.touched
    ]


def _given_back(one: Touched) -> dict[str, str] | str:
    if one.seconds:
        return hours_words(one.after - one.before)
    why = (
        "Their text is with the markers, or their result is out"
        if one.is_settled
        else "Their window had ended, and not while we were down"
    )
    return {"text": "Nothing", "hint": why}


def outage_summary(outage: Outage) -> list[dict[str, Any]]:
    """One outage."""
    length = Period(outage.starts_at, outage.ends_at).length
    said = [
        {"key": "When", "value": when(outage)},
        {"key": "How long", "value": hours_words(length)},
        {"key": "What happened", "value": outage.what},
        {"key": "Named", "value": f"{long_datetime(outage.named_at)} by {outage.named_by}"},
    ]
    if outage.decided_by and outage.decided_at:
        said.append({"key": "Decided", "value": f"{long_datetime(outage.decided_at)} by {outage.decided_by}"})
    return said


CREDITED_COLUMNS = columns("Person", "Window", "Given back", "Their end now")


def credited(outage: Outage) -> list[list[Any]]:
    """Who was given time back, once it is decided."""
    given = outage.credits.select_related("entry__enrolment__participant", "entry__window__cohort").order_by("pk")
    return [
        [
            one.entry.enrolment.participant.full_name,
            str(one.entry.window.cohort),
            hours_words(timedelta(seconds=one.seconds)),
            closing(one.entry.closes_at),
        ]
        for one in given
    ]
