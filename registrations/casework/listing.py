"""The list of applications as rows of a table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import QueryDict

from npq_portal.templatetags.dates import short_date
from registrations.casework import states
from registrations.casework.finding import days_waited
from registrations.casework.presenting import url_of, workplace
from registrations.casework.reviewing import to_look_at
from registrations.choices import UNDECIDED, EndorsementStatus
from registrations.models import Application

COLUMNS = [
    {"label": "Person", "sort": "name"},
    {"label": "NPQ", "sort": "course"},
    {"label": "School or workplace"},
    {"label": "Submitted", "sort": "submitted", "nowrap": True},
    {"label": "Still open"},
    {"label": "State", "sort": "status"},
]


def table(applications: Iterable[Application], *, at: datetime) -> dict[str, Any]:
    """What the list layout prints."""
    return {
        "heading": "Applications",
        "noun_one": "application",
        "noun_many": "applications",
        "columns": COLUMNS,
        "rows": [row(application, at=at) for application in applications],
    }


def row(application: Application, *, at: datetime) -> list[Any]:
    """One line of the list; `at` says how long an open application has waited."""
    cohort, state = application.cohort, states.status_of(application)
    waited = states.days_in_words(days_waited(application.submitted_at, at))
    place = application.workplace
    return [
        {"text": application.participant.full_name, "url": url_of(application), "hint": application.reference},
        {
            "text": cohort.programme.course.short_code,
            "hint": f"{cohort.intake.name}, {cohort.programme.lead_provider.name}",
        },
        {"text": place.name, "hint": f"{place.town}, URN {place.urn}".removeprefix(", ")}
        if place
        else workplace(application).partition("\n")[0] or "Not known",
        {"text": short_date(application.submitted_at), "hint": waited if application.status in UNDECIDED else ""},
        _still_open(application),
        {"tag": state.text, "colour": state.colour},
    ]


def _still_open(application: Application) -> dict[str, str]:
    """What somebody must look at, shortest words first; "Nothing" where all is in order or nothing can be done any more."""
    if not application.is_live:
        return {"text": "–"}
    found = []
    trn, funding = states.trn_of(application.participant), states.funding_of(application)
    if trn.text != "Verified":
        found.append("TRN to verify" if trn.text == "To verify" else trn.text)
    if application.status in UNDECIDED:
        if funding.text == "To review":
            found.append("funding to review")
        found += _backing(application)
        if to_look_at(application):
            found.append("something to look at")
    words = ", ".join(found) or "Nothing"
    return {"text": words[0].upper() + words[1:]}


def _backing(application: Application) -> list[str]:
    endorsement = states.endorsement_of(application)
    if endorsement is not None and endorsement.status == EndorsementStatus.DECLINED:
        return ["declined by the leader"]
    missing = endorsement is None or endorsement.status != EndorsementStatus.CONFIRMED
    return ["backing needed"] if missing and application.needs_backing else []


def everywhere_url(query: QueryDict) -> str:
    """The same search in every state, from the first page."""
    wider = query.copy()
    wider["status"] = "all"
    wider.pop("page", None)
    return f"?{wider.urlencode()}"
