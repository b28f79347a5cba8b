"""Everything about one application, read in a handful of queries whatever hangs on it."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from npq_portal.accounts.choices import TrnVerification
from npq_portal.accounts.models import User
from npq_portal.notifications.models import Notification
from registrations.casework import deciding, finding, funding, presenting, states
from registrations.choices import UNDECIDED, ApplicationStatus
from registrations.models import AdjustmentRequest, Application
from registrations.models.application import ApplicationQuerySet

SEE_ADJUSTMENTS = "registrations.see_adjustments"
_MOST_DOUBLES = 10


def application_for(user: User, reference: str) -> Application:
    """The application of that reference among those the reader may see; 404 for any other."""
    rows = finding.visible_rows(user).select_related("participant__trn_verified_by", "enrolment__participant")
    return get_object_or_404(
        rows.prefetch_related("events__by", "funding_decisions__by", "trn_checks__by"), reference=reference
    )


def other_applications(application: Application, *, user: User) -> list[Application]:
    """The same person's other applications, newest first."""
    return list(_rows(user).filter(participant=application.participant).exclude(pk=application.pk))


def possible_doubles(application: Application, *, user: User) -> list[Application]:
    """Applications of accounts that may be the same person: the same TRN, or the same last name and date of birth."""
    participant = application.participant
    same = Q(participant__last_name__iexact=participant.last_name, participant__date_of_birth=participant.date_of_birth)
    if participant.trn:
        same |= Q(participant__trn=participant.trn)
    return list(_rows(user).filter(same).exclude(participant=participant)[:_MOST_DOUBLES])


def holding_trn(trn: str, *, user: User) -> list[Application]:
    """Applications of the person a TRN is verified for."""
    verified = ~Q(participant__trn_verification=TrnVerification.NOT_YET)
    return list(_rows(user).filter(verified, participant__trn=trn)[:_MOST_DOUBLES])


def _rows(user: User) -> ApplicationQuerySet:
    return Application.objects.visible_to(user).select_related(
        "participant", "cohort__intake", "cohort__programme__course", "cohort__programme__lead_provider"
    )


def messages_about(application: Application) -> list[Notification]:
    """The emails about this application, newest first."""
    about = Q(key=f"application:{application.pk}") | Q(key__startswith=f"application:{application.pk}:")
    about |= Q(key__startswith=f"participant:{application.participant_id}:")
    endorsement = states.endorsement_of(application)
    if endorsement is not None:
        about |= Q(key__startswith=f"endorsement:{endorsement.pk}:")
    return list(Notification.objects.filter(about).order_by("-created_at"))


def has_adjustments(application: Application) -> bool:
    """Whether adjustments were asked for; the words themselves are not read."""
    return AdjustmentRequest.objects.filter(application=application).exists()


def page_of(application: Application, *, user: User, at: datetime) -> dict[str, Any]:
    """The context of the page."""
    status = states.status_of(application)
    places = deciding.places_of(application)
    endorsement = states.endorsement_of(application)
    email = application.participant.user.email
    return {
        "application": application,
        "heading": application.participant.full_name,
        "status": status.text,
        "status_colour": status.colour,
        "is_open": application.status in UNDECIDED,
        "is_accepted": application.status == ApplicationStatus.ACCEPTED,
        "points": deciding.points(application, places, at=at),
        "blockers": deciding.blockers(application, places),
        "summary": presenting.person(application),
        "answers": presenting.answers(application),
        "earlier_npqs": presenting.earlier_npqs(application),
        "funding": funding.newest(application),
        "funding_decisions": funding.decisions(application),
        "facts": funding.facts(application),
        "checks": presenting.trn_checks(application),
        "backing": presenting.backing(endorsement) if endorsement else [],
        "others": presenting.others(other_applications(application, user=user)),
        "doubles": presenting.others(possible_doubles(application, user=user)),
        "enrolment": presenting.enrolment(application),
        "emails": presenting.messages(messages_about(application), email),
        "events": presenting.history(application),
        "has_adjustments": user.has_perm(SEE_ADJUSTMENTS) and has_adjustments(application),
        "next_waiting": finding.next_waiting(user, after=application),
        "columns": {
            "decisions": funding.DECISION_COLUMNS,
            "checks": presenting.CHECK_COLUMNS,
            "others": presenting.OTHER_COLUMNS,
            "emails": presenting.MESSAGE_COLUMNS,
        },
    }
