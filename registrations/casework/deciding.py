"""What there is to decide about one application, and what stands in the way of accepting it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses.choices import HOLDING_A_PLACE, FundingKind
from courses.facts.enrolments import takes_part_elsewhere
from courses.models import Enrolment
from registrations import wording
from registrations.actions.decisions import may_have_funded_place, others_for_same_course
from registrations.casework import states
from registrations.casework.finding import days_waited
from registrations.casework.reviewing import to_look_at
from registrations.choices import UNDECIDED, ApplicationStatus, EndorsementStatus
from registrations.models import Application


@dataclass(frozen=True)
class Places:
    """The cohort's places as they were when the page was drawn; accepting counts them again under a lock."""

    left: int
    capacity: int
    funded: int

    @property
    def in_words(self) -> str:
        """3 of 20 left."""
        return f"{max(self.left, 0)} of {self.capacity} left"


def places_of(application: Application) -> Places:
    """How full the cohort is, and how many funded places it has given; one query."""
    cohort = application.cohort
    held = Enrolment.objects.filter(cohort=cohort, status__in=HOLDING_A_PLACE).values_list("funded_place", flat=True)
    given = list(held)
    return Places(left=cohort.capacity - len(given), capacity=cohort.capacity, funded=given.count(True))


def blockers(application: Application, places: Places) -> list[str]:
    """Why it cannot be accepted now, in words for staff; empty when it can."""
    if application.status not in UNDECIDED:
        return [f"This application is {states.status_of(application).text.lower()}."]
    found = []
    backing = states.endorsement_of(application)
    if application.needs_backing and (backing is None or backing.status != EndorsementStatus.CONFIRMED):
        found.append("The school leader must back it first: it is a further specialist NPQ.")
    if places.left < 1:
        found.append(f"All {places.capacity} places in {application.cohort} are taken.")
    elsewhere = others_for_same_course(application).filter(status=ApplicationStatus.ACCEPTED).first()
    if elsewhere is not None:
        found.append(f"This person was accepted for the same course and start with {elsewhere.reference}.")
    elif words := takes_part_elsewhere(
        participant_id=application.participant_id, course_id=application.cohort.programme.course_id
    ):
        found.append(words)
    return found


def closed_by_accepting(application: Application) -> list[Application]:
    """The person's other open applications for the same course and start, which accepting closes."""
    others = others_for_same_course(application).filter(status__in=UNDECIDED)
    return list(others.select_related("cohort__programme__lead_provider").order_by("submitted_at"))


def warnings(application: Application) -> list[str]:
    """What should be known before accepting, though it does not stand in the way."""
    found = []
    if not application.participant.trn_is_verified:
        found.append("The TRN is not verified. The person cannot start before it is.")
    backing = states.endorsement_of(application)
    if not application.needs_backing and backing is not None and backing.status == EndorsementStatus.DECLINED:
        found.append(f"{backing.leader_name} does not back this application.")
    if not application.needs_backing and backing is not None and backing.status == EndorsementStatus.ASKED:
        found.append(f"{backing.leader_name} has not said yet whether they back this application.")
    found += [f"{wording.REVIEW_REASONS.get(reason, reason)}." for reason in to_look_at(application)]
    return found


def funded_place(application: Application, chosen: str) -> bool | None:
    """What accepting says of a funded place: asked only where places are capped and the person is eligible."""
    if may_have_funded_place(application):
        return chosen == "yes"
    return None if application.cohort.intake.funding_kind == FundingKind.FULL else False


def points(application: Application, places: Places, *, at: datetime) -> list[dict[str, Any]]:
    """What there is to decide now, as a task list: backing, TRN, funding, places and what the rules want looked at."""
    found = [_backing(application, at), _trn(application), _funding(application)]
    full = places.left < 1
    found.append({"title": "Places in the cohort", "status": places.in_words, "colour": "red" if full else ""})
    found += [
        {"title": wording.REVIEW_REASONS.get(reason, reason), "status": "Look at this", "colour": "yellow"}
        for reason in to_look_at(application)
    ]
    return found


def _point(title: str, state: states.State, *, url: str = "", hint: str = "") -> dict[str, Any]:
    return {"title": title, "status": state.text, "colour": state.colour, "url": url, "hint": hint}


def _backing(application: Application, at: datetime) -> dict[str, Any]:
    state, endorsement = states.backing_of(application), states.endorsement_of(application)
    hint = "Needed before it can be accepted. " if application.needs_backing else ""
    if endorsement is not None and endorsement.status == EndorsementStatus.ASKED:
        since = states.days_in_words(days_waited(endorsement.asked_at, at))
        hint += f"{endorsement.leader_name} was asked {since if since == 'today' else f'{since} ago'}."
    elif endorsement is not None:
        hint += f"{endorsement.leader_name} answered."
    is_open = application.status in UNDECIDED and state.text != "Backed"
    return _point("School leader", state, url=_url("casework-ask-leader", application) if is_open else "", hint=hint)


def _trn(application: Application) -> dict[str, Any]:
    state = states.trn_of(application.participant)
    if state.text == "Verified":
        return _point("TRN", state)
    hint = "They cannot start the course before it is verified."
    return _point("TRN", state, url=_url("casework-verify-trn", application), hint=hint)


def _funding(application: Application) -> dict[str, Any]:
    state = states.funding_of(application)
    url = _url("casework-override-funding", application) if state.text == "To review" else ""
    hint = "The DfE decides by hand; record its answer here." if url else ""
    return _point("Funding", state, url=url, hint=hint)


def _url(name: str, application: Application) -> str:
    return reverse(f"registrations:{name}", args=[application.reference])
