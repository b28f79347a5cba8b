"""The verbs of casework: accept, reject, ask, verify a TRN, decide about funding, note, ask the school leader, adjustments."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.notifications import mailer
from npq_portal.notifications.choices import NotificationKind
from registrations import wording
from registrations.actions import decisions, endorsement, trn
from registrations.casework import adjustments, deciding, funding, presenting, states
from registrations.casework.record import application_for, holding_trn
from registrations.choices import UNDECIDED, EndorsementStatus, EventKind, RejectionReason
from registrations.errors import TrnBelongsToAnotherError
from registrations.forms import casework as forms
from registrations.models import Application
from registrations.views.casework_actions import CaseworkAction


def _letter(application: Application, kind: NotificationKind, **more: str) -> str:
    """The email as plain text, made as the outbox makes it."""
    letter = mailer.render(kind, wording.message_context(kind, application, **more))
    return f"{letter.subject}\n\n{letter.text}"


def _decided(application: Application) -> list[str]:
    """Why nothing can be asked or decided any more; empty while it can."""
    if application.status in UNDECIDED:
        return []
    return [f"This application is {states.status_of(application).text.lower()}, so this cannot be done any more."]


class Accept(CaseworkAction):
    """Accept and enrol."""

    form_class = forms.AcceptForm
    heading = "Accept this application"
    done = "{person} is accepted and enrolled. We have written to them."
    kind = EventKind.ACCEPTED

    def form_arguments(self) -> dict[str, Any]:
        return {"asks_for_place": decisions.may_have_funded_place(self.application)}

    def act(self, cleaned: dict[str, Any]) -> None:
        place = deciding.funded_place(self.application, cleaned.get("funded_place", ""))
        row = decisions.accept(application=self.application, funded_place=place, by=self.request.user, at=self.at)
        self.refuse_second(row.decided_at)

    def words_kept(self, cleaned: dict[str, Any]) -> None:
        return None

    def extra_context(self) -> dict[str, Any]:
        places = deciding.places_of(self.application)
        return {
            "places": places,
            "blockers": deciding.blockers(self.application, places),
            "warnings": deciding.warnings(self.application),
            "closes": deciding.closed_by_accepting(self.application),
            "funding": states.funding_of(self.application),
        }


class Reject(CaseworkAction):
    """Do not accept."""

    form_class = forms.RejectForm
    heading = "Do not accept this application"
    done = "{person} is told that the application is not accepted."
    kind = EventKind.REJECTED

    def act(self, cleaned: dict[str, Any]) -> None:
        reason = RejectionReason(cleaned["reason"])
        row = decisions.reject(
            application=self.application, reason=reason, words=cleaned["words"], by=self.request.user, at=self.at
        )
        self.refuse_second(row.decided_at)

    def letter(self, cleaned: dict[str, Any]) -> str:
        words = wording.rejection_words(RejectionReason(cleaned["reason"]), cleaned["words"])
        return _letter(self.application, NotificationKind.APPLICATION_REJECTED, **words)

    def extra_context(self) -> dict[str, Any]:
        return {"blockers": _decided(self.application)}


class Ask(CaseworkAction):
    """Ask the person for more."""

    form_class = forms.AskForm
    heading = "Ask for more"
    done = "We have asked {person}. The application waits for the answer."
    kind = EventKind.MORE_ASKED

    def act(self, cleaned: dict[str, Any]) -> None:
        decisions.ask_for_more(
            application=self.application, question=cleaned["words"], by=self.request.user, at=self.at
        )

    def letter(self, cleaned: dict[str, Any]) -> str:
        return _letter(self.application, NotificationKind.APPLICATION_MORE_NEEDED, question=cleaned["words"])

    def extra_context(self) -> dict[str, Any]:
        return {"blockers": _decided(self.application)}


class VerifyTrn(CaseworkAction):
    """Vouch for a TRN."""

    form_class = forms.VerifyTrnForm
    heading = "Verify a TRN by hand"
    done = "The TRN of {person} is verified. We have written to them."
    kind = EventKind.TRN_VERIFIED_BY_HAND

    def act(self, cleaned: dict[str, Any]) -> None:
        how = ". ".join(filter(None, (cleaned["how"], cleaned["words"])))
        try:
            trn.verify_by_hand(
                application=self.application, trn=cleaned["trn"], how=how, by=self.request.user, at=self.at
            )
        except TrnBelongsToAnotherError:
            self.holders = holding_trn(cleaned["trn"], user=self.request.user)
            raise

    def words_kept(self, cleaned: dict[str, Any]) -> None:
        return None

    def extra_context(self) -> dict[str, Any]:
        participant = self.application.participant
        verified = participant.trn_is_verified
        warnings = [f"TRN {participant.trn} is verified. Another one takes its place."] if verified else []
        return {
            "warnings": warnings,
            "summary": presenting.person(self.application)[4:],
            "holders": presenting.others(getattr(self, "holders", [])),
            "holder_columns": presenting.OTHER_COLUMNS,
        }


class OverrideFunding(CaseworkAction):
    """Decide about funding by hand."""

    form_class = forms.OverrideFundingForm
    heading = "Decide about funding"
    done = "The decision about funding is saved. {person} sees it on their application."
    kind = EventKind.FUNDING_OVERRIDDEN

    def act(self, cleaned: dict[str, Any]) -> None:
        decisions.override_funding(
            application=self.application,
            funded=cleaned["funded"] == "yes",
            reason=cleaned["words"],
            by=self.request.user,
            at=self.at,
        )

    def extra_context(self) -> dict[str, Any]:
        return {"summary": funding.newest(self.application)[:3]}


class Note(CaseworkAction):
    """Write something for colleagues."""

    form_class = forms.NoteForm
    heading = "Add a note"
    done = "The note is saved. {person} does not see it."
    kind = EventKind.NOTE

    def act(self, cleaned: dict[str, Any]) -> None:
        decisions.add_note(application=self.application, words=cleaned["words"], by=self.request.user, at=self.at)


class AskLeader(CaseworkAction):
    """Ask a school leader, the same again or another."""

    form_class = forms.AskLeaderForm
    heading = "Ask a school leader"
    done = "We have written to the school leader of {person}."
    kind = EventKind.ENDORSEMENT_ASKED

    def form_arguments(self) -> dict[str, Any]:
        return {"applicant_email": self.application.participant.user.email}

    def initial(self) -> dict[str, Any]:
        asked = states.endorsement_of(self.application)
        return {"leader_name": asked.leader_name, "leader_email": asked.leader_email} if asked else {}

    def act(self, cleaned: dict[str, Any]) -> None:
        endorsement.ask(
            application=self.application,
            leader_name=cleaned["leader_name"],
            leader_email=cleaned["leader_email"],
            by=self.request.user,
            at=self.at,
        )

    def words_kept(self, cleaned: dict[str, Any]) -> str:
        return f"{cleaned['leader_name']} was asked."

    def extra_context(self) -> dict[str, Any]:
        asked = states.endorsement_of(self.application)
        answered = asked is not None and asked.status != EndorsementStatus.ASKED
        warnings = [f"{asked.leader_name} has answered. Asking again takes that answer away."] if answered else []
        if asked is not None and not answered:
            warnings = ["Asking again sends a new link. The old one stops working."]
        return {"blockers": _decided(self.application), "warnings": warnings}


@never_cache
@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "POST"])
def see_adjustments(request: HttpRequest, reference: str) -> HttpResponse:
    """The adjustments a person asks for: asked first, since each look is written into the history."""
    found = application_for(request.user, reference)
    adjustments.refuse_those_who_may_not(request.user)
    needs = None
    if request.method == "POST":
        needs = adjustments.look(application=found, by=request.user, at=clock.now())
    context = {"application": found, "needs": needs, "back_url": presenting.url_of(found)}
    return render(request, "registrations/casework/adjustments.html", context)
