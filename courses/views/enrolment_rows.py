"""Enrolments as rows of the pages' components, and what a move will do, in words."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.forms import ChoiceField, Form
from django.urls import reverse

from courses.choices import HOLDING_A_PLACE, DeferralReason, EnrolmentStatus, WithdrawalReason
from courses.facts.enrolments import OpenWork, Passport, Stamp
from courses.models import Cohort, Enrolment, EnrolmentEvent
from courses.rules.carrying import Line, Why
from courses.rules.enrolment_life import Move
from npq_portal import clock
from npq_portal.templatetags.dates import long_date, long_datetime, short_date

Row = dict[str, Any]

COLOURS = {
    EnrolmentStatus.ACTIVE: "green",
    EnrolmentStatus.DEFERRED: "yellow",
    EnrolmentStatus.WITHDRAWN: "grey",
    EnrolmentStatus.COMPLETED: "blue",
    EnrolmentStatus.MOVED: "purple",
}
_CODES = dict(DeferralReason.choices) | dict(WithdrawalReason.choices)
_BEHIND = {Why.CAPPED, Why.NO_COUNTERPART, Why.EXEMPT}


def url_of(enrolment: Enrolment) -> str:
    """The hub's page about it."""
    return reverse("enrolments:record", args=[enrolment.pk])


def summary(enrolment: Enrolment) -> list[Row]:
    """The state of an enrolment for the hub."""
    programme = enrolment.cohort.programme
    rows: list[Row] = [
        {"key": "NPQ", "value": programme.course.full_title},
        {"key": "Cohort", "value": f"{enrolment.cohort.name}, {enrolment.cohort.intake}"},
        {"key": "Lead provider", "value": programme.lead_provider.name},
        {"key": "Enrolled", "value": long_datetime(enrolment.enrolled_at)},
        {"key": "Funded place", "value": funded_words(enrolment.funded_place)},
    ]
    if enrolment.reason_code:
        rows.append({"key": "Reason (DfE)", "value": _CODES.get(enrolment.reason_code, enrolment.reason_code)})
    if enrolment.expected_back_on:
        rows.append({"key": "Means to come back", "value": long_date(enrolment.expected_back_on)})
    if not enrolment.may_start:
        rows.append({"key": "Before the start", "value": "Cannot start before the TRN is verified."})
    return rows + _neighbours(enrolment)


def _neighbours(enrolment: Enrolment) -> list[Row]:
    """The enrolments before and after it."""
    before, after = enrolment.continues, getattr(enrolment, "continued_by", None)
    found = [("Comes from", before), ("Goes on in", after)]
    return [
        {"key": key, "value": other.cohort.name, "url": url_of(other), "change": "Open", "hidden": other.cohort.name}
        for key, other in found
        if other is not None
    ]


def funded_words(funded_place: bool | None) -> str:
    """Whether a funded place is held."""
    return {True: "Yes", False: "No", None: "Places are not capped"}[funded_place]


def history(events: Iterable[EnrolmentEvent]) -> list[Row]:
    """Newest first."""
    return [
        {
            "title": event.get_status_display(),
            "at": event.at,
            "by": str(event.by or ""),
            "text": "\n".join(filter(None, (_CODES.get(event.reason_code, ""), event.reason))),
        }
        for event in events
    ]


def answers(form: Form) -> list[Row]:
    """What was typed into a valid form, as it will be written down; what was left empty is left out."""
    rows = []
    for asked in form.visible_fields():
        value = form.cleaned_data.get(asked.name)
        if value in (None, ""):
            continue
        if isinstance(value, date):
            value = long_date(value)
        elif isinstance(asked.field, ChoiceField):
            value = dict(asked.field.choices).get(value, value)
        rows.append({"key": asked.label.removesuffix(" (optional)"), "value": value})
    return rows


# -- credit ------------------------------------------------------------------------------------------------------------
CARRIED_COLUMNS = [
    {"label": "Part of the course"},
    {"label": "Minutes so far", "numeric": True},
    {"label": "Come along", "numeric": True},
    {"label": "Why"},
]


def carried(lines: Iterable[Line]) -> list[list[Any]]:
    """What comes along, component by component."""
    return [
        [
            line.title,
            f"{line.source.minutes} of {line.source.worth}",
            str(line.minutes),
            _why(line),
        ]
        for line in lines
        if line.source is not None and (line.source.minutes or line.source.exempt)
    ]


def _why(line: Line) -> dict[str, str]:
    words: dict[str, str] = {"text": str(line.why.label)}
    if line.stays_behind:
        words["hint"] = f"{line.stays_behind} minutes do not count any more"
    return words


def left_behind(lines: Iterable[Line]) -> list[str]:
    """What did not come along, in words."""
    return [
        f"{line.title}: {line.stays_behind} minutes. {line.why.label}."
        if line.stays_behind
        else f"{line.title}. {line.why.label}."
        for line in lines
        if line.why in _BEHIND and (line.stays_behind or line.why == Why.EXEMPT)
    ]


PASSPORT_COLUMNS = [
    {"label": "Part of the course"},
    {"label": "Credit", "numeric": True},
    {"label": "Where it came from"},
    {"label": "When", "nowrap": True},
]


def stamps(passport: Passport) -> list[list[Any]]:
    """The passport's table."""
    return [
        [{"text": stamp.title, "hint": stamp.kind}, _credit(stamp), _sources(stamp), short_date(stamp.on)]
        for stamp in passport.stamps
    ]


def _credit(stamp: Stamp) -> str:
    if stamp.exempt:
        return "Not needed"
    return f"{stamp.minutes} of {stamp.worth} min" + ("" if stamp.counts else ", not counted")


def _sources(stamp: Stamp) -> dict[str, str]:
    words = {"text": ", ".join(stamp.sources) or "Nothing known"}
    if stamp.catch_up is not None:
        words["hint"] = f"Catch-up: {stamp.catch_up.get_state_display().lower()}"
    return words


# -- what will happen --------------------------------------------------------------------------------------------------
@dataclass
class Effect:
    """What a move will do: shown before it is done. What is done must be what was shown: see `mark`."""

    happens: list[str]
    lines: Sequence[Line] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Differs with every word of it."""
        words = [*self.happens, *self.notes, *(f"{line.title} {line.minutes} {line.why}" for line in self.lines)]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()

    @property
    def rows(self) -> list[list[Any]]:
        """The credit that comes along, for a table."""
        return carried(self.lines)


_DECLARATION = (
    "Tell the lead provider: it reports this to the Department for Education, which asks for a “started” declaration first. "
    "Declarations are the lead provider’s; the portal does not hold them."
)
_EXCEPTIONAL = (
    "The Department for Education allows a deferral only for exceptional reasons, such as a long illness, parental leave or a "
    "bereavement; too much work is not one. Providers allow 12 months at most."
)
_DEFER_FIRST = "A deferral keeps the way back open. Offer that first, where the reason allows it."


def leaving(enrolment: Enrolment, move: Move, work: OpenWork, credit: int, *, elsewhere: Sequence[str] = ()) -> Effect:
    """Deferring or withdrawing; whoever is deferred gave up place and sessions then. `elsewhere`: what it means beyond
    courses, in sentences."""
    name = enrolment.participant.full_name
    at_their_place = [
        f"Their place in {enrolment.cohort} is free for somebody else.",
        "No sessions are expected of them, and reminders stop.",
    ]
    happens = [
        f"{name} gets an email about it. It does not tell the reason.",
        *(at_their_place if enrolment.status in HOLDING_A_PLACE else []),
        *_stops(work),
        *elsewhere,
        f"Their credit is kept: {credit:,} minutes.",
    ]
    if move == Move.WITHDRAW:
        happens.append("They can come back only if a hub admin takes them back, with a reason.")
        if enrolment.funded_place:
            happens.append("The Department for Education may not fund them again for the same NPQ.")
    advice = {
        Move.DEFER: [_EXCEPTIONAL],
        Move.WITHDRAW: [_DEFER_FIRST] if enrolment.status == EnrolmentStatus.ACTIVE else [],
    }
    return Effect(happens, notes=[*advice[move], _DECLARATION])


def _stops(work: OpenWork) -> list[str]:
    found = []
    if work.sessions:
        found.append(f"They give up {work.sessions} session{'' if work.sessions == 1 else 's'} they had chosen.")
    if work.catch_ups:
        found.append(f"{work.catch_ups} open catch-up{'' if work.catch_ups == 1 else 's'} will be closed.")
    if work.at_risk:
        found.append("Their entry on the at-risk list is closed.")
    return found


def coming_back(enrolment: Enrolment, credit: int) -> Effect:
    """Back into the same cohort."""
    name = enrolment.participant.full_name
    return Effect(
        [
            f"{name} gets an email about it.",
            f"They take a place in {enrolment.cohort} again.",
            f"Their credit is as it was: {credit:,} minutes.",
            "They are expected at sessions again. What they missed before can be caught up, if there is still time.",
        ]
    )


def going_on(enrolment: Enrolment, cohort: Cohort, lines: Sequence[Line], work: OpenWork, *, at: datetime) -> Effect:
    """Into another cohort."""
    brought, behind = sum(line.minutes for line in lines), sum(line.stays_behind for line in lines)
    lost = f" {behind:,} minutes of credit do not count any more." if behind else ""
    happens = [
        f"{enrolment.participant.full_name} gets an email about it.",
        f"They leave {enrolment.cohort} and take a place in {cohort}.",
        f"{brought:,} minutes of credit come along.{lost}",
        *_stops(work),
        "They are expected at the sessions of the new cohort.",
    ]
    if cohort.starts_on <= clock.london_date(at):
        happens.append("The new cohort has begun: what it held so far counts as missed unless credit comes along.")
    return Effect(happens, lines=lines)
