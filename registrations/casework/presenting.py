"""One application in words for staff: rows that the templates only print."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from courses.choices import CourseIdentifier
from npq_portal.accounts.choices import TrnVerification
from npq_portal.accounts.models import Participant
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.templatetags.dates import long_datetime, short_date
from registrations.casework import states
from registrations.choices import (
    TrnCheckOutcome,
)
from registrations.journey.answers import Answers
from registrations.journey.situation import Situation
from registrations.models import Application, Endorsement, TrnCheck
from registrations.rules.identity import Agreement, IdentityReason

Row = dict[str, Any]

_OUTCOME_COLOURS = {TrnCheckOutcome.VERIFIED: "green", TrnCheckOutcome.NOT_VERIFIED: "red"}
_MESSAGE_COLOURS = {
    NotificationState.SENT: "green",
    NotificationState.FAILED: "red",
    NotificationState.SKIPPED: "grey",
}
_CHECK_REASONS = {reason.value: str(reason.label) for reason in IdentityReason} | {"by_hand": "By hand"}


def url_of(application: Application) -> str:
    """The application's casework page."""
    return reverse("registrations:casework-application", args=[application.reference])


def person(application: Application) -> list[Row]:
    """Who it is and what they applied for."""
    participant, cohort = application.participant, application.cohort
    return [
        {"key": "NPQ", "value": cohort.programme.course.full_title},
        {"key": "Start", "value": f"{cohort.intake.name}, {short_date(cohort.starts_on)}"},
        {"key": "Lead provider", "value": cohort.programme.lead_provider.name},
        {"key": "Submitted", "value": long_datetime(application.submitted_at)},
        {"key": "Email", "value": participant.user.email},
        {"key": "Date of birth", "value": short_date(participant.date_of_birth)},
        {"key": "Previous names", "lines": participant.previous_names},
        {"key": "TRN", "value": _trn(participant)},
        {"key": "School or workplace", "value": workplace(application)},
    ]


def workplace(application: Application) -> str:
    """The workplace with what tells it from another of the same name."""
    place = application.workplace
    if place is not None:
        return "\n".join(part for part in (place.name, place.place, f"URN {place.urn}, {place.type_name}") if part)
    answers = Answers(application.answers)
    ofsted = answers.text("ofsted_urn")
    known = [answers.text("employer"), answers.text("itt_provider"), f"Ofsted URN {ofsted}" if ofsted else ""]
    return "\n".join(filter(None, known))


def _trn(participant: Participant) -> str:
    if not participant.trn:
        return "No TRN yet"
    how = TrnVerification(participant.trn_verification).label.lower()
    by = f" ({participant.trn_verified_by})" if participant.trn_verified_by else ""
    when = f", {short_date(participant.trn_verified_at)}" if participant.trn_verified_at else ""
    return f"{participant.trn}, {how}{by}{when}"


def answers(application: Application) -> list[Row]:
    """What the person read on "Check your answers", in that order."""
    return [{"key": question, "value": answer} for question, answer in application.answers_in_words]


def earlier_npqs(application: Application) -> list[Row]:
    """Each NPQ taken before, with what the hub's rules say about it."""
    situation = Situation(Answers(application.answers), at=application.submitted_at)
    flags: dict[str, list[str]] = {}
    for flag in situation.several.flags:
        flags.setdefault(flag.course, []).append(str(flag.reason.label))
    told = zip(situation.answers.earlier_npqs, situation.earlier_npqs_in_words(), strict=True)
    return [
        {"key": CourseIdentifier(npq["course"]).label, "lines": [line, *flags.get(npq["course"], [])]}
        for npq, line in told
    ]


CHECK_COLUMNS = [{"label": "Checked"}, {"label": "Outcome"}, {"label": "Agreed"}, {"label": "Did not agree"}]
_CHECKED_FACTS = {
    "trn": "TRN",
    "first_name": "first name",
    "date_of_birth": "date of birth",
    "national_insurance_number": "National Insurance number",
}


def trn_checks(application: Application) -> list[list[Any]]:
    """Every check of who the person is, newest first, and which facts agreed."""
    checks = sorted(application.trn_checks.all(), key=lambda check: (check.at, check.pk), reverse=True)
    return [
        [
            {"text": short_date(check.at), "hint": f"By {check.by}" if check.by else "Teaching Record System"},
            _outcome(check),
            _agreeing(check),
            _disagreeing(check),
        ]
        for check in checks
    ]


def _agreeing(check: TrnCheck) -> str:
    return _listed(name for fact, name in _CHECKED_FACTS.items() if check.facts.get(fact) == Agreement.AGREED)


def _disagreeing(check: TrnCheck) -> str:
    """The facts that differ, are missing on the record, or were not given; each with which it is."""
    said = {fact: check.facts.get(fact, "") for fact in _CHECKED_FACTS}
    return _listed(
        f"{_CHECKED_FACTS[fact]} ({Agreement(value).label.lower()})"
        for fact, value in said.items()
        if value in Agreement.values and value != Agreement.AGREED
    )


def _listed(names: Iterable[str]) -> str:
    words = ", ".join(names)
    return f"{words[0].upper()}{words[1:]}" if words else "–"


def _outcome(check: TrnCheck) -> Row:
    why = [_CHECK_REASONS.get(check.reason, check.reason), "Open alert on the record" if check.has_alert else ""]
    outcome = TrnCheckOutcome(check.outcome)
    return {"tag": outcome.label, "colour": _OUTCOME_COLOURS.get(outcome, "grey"), "hint": ". ".join(filter(None, why))}


def backing(endorsement: Endorsement) -> list[Row]:
    """The school leader and what they said."""
    return [
        {"key": "Name", "value": endorsement.leader_name},
        {"key": "Email", "value": endorsement.leader_email},
        {"key": "Asked", "value": long_datetime(endorsement.asked_at)},
        {"key": "Answered", "value": long_datetime(endorsement.answered_at) or "Not yet"},
        {"key": "Comment (only for us)", "value": endorsement.comment or "None"},
    ]


OTHER_COLUMNS = [{"label": "Application"}, {"label": "NPQ"}, {"label": "Submitted"}, {"label": "State"}]


def others(applications: Iterable[Application]) -> list[list[Any]]:
    """Other applications as rows of a table."""
    return [
        [
            {"text": other.reference, "url": url_of(other), "hint": other.participant.full_name},
            {
                "text": other.cohort.programme.course.full_title,
                "hint": f"{other.cohort.intake.name}, {other.cohort.programme.lead_provider.name}",
            },
            short_date(other.submitted_at),
            {"tag": states.status_of(other).text, "colour": states.status_of(other).colour},
        ]
        for other in applications
    ]


def enrolment(application: Application) -> list[Row]:
    """The place held; empty before acceptance."""
    held = application.enrolment
    if held is None:
        return []
    place = {True: "Yes", False: "No", None: "Places are not capped"}[held.funded_place]
    rows: list[Row] = [
        {"key": "Cohort", "value": application.cohort.name},
        {
            "key": "State",
            "value": held.get_status_display(),
            "url": reverse("enrolments:record", args=[held.pk]),
            "change": "Open",
            "hidden": "the enrolment",
        },
        {"key": "Enrolled", "value": long_datetime(held.enrolled_at)},
        {"key": "Funded place", "value": place},
    ]
    if not held.may_start:
        rows.append({"key": "Before the start", "value": "Cannot start before the TRN is verified."})
    return rows


MESSAGE_COLUMNS = [{"label": "Email"}, {"label": "To"}, {"label": "Written"}, {"label": "State"}]


def messages(sent: Iterable[Notification], applicant: str) -> list[list[Any]]:
    """What we have written about this application, newest first."""
    return [
        [
            str(message.get_kind_display()),
            "The applicant" if message.recipient_email == applicant else "The school leader",
            long_datetime(message.created_at),
            {
                "tag": message.get_state_display(),
                "colour": _MESSAGE_COLOURS.get(NotificationState(message.state), "yellow"),
            },
        ]
        for message in sent
    ]


def history(application: Application) -> list[Row]:
    """Everything that happened, newest first, notes for colleagues included."""
    events = sorted(application.events.all(), key=lambda event: (event.at, event.pk), reverse=True)
    return [
        {
            "title": event.get_kind_display()
            if event.shown_to_participant
            else f"{event.get_kind_display()} (only for us)",
            "at": event.at,
            "by": str(event.by) if event.by else "",
            "text": event.note,
        }
        for event in events
    ]
