"""A person's own application: where it stands, answering the hub, withdrawing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.templatetags.dates import long_date
from registrations import wording
from registrations.actions import decisions, history
from registrations.choices import UNDECIDED, ApplicationStatus, EventKind, RejectionReason
from registrations.errors import RegistrationError
from registrations.forms.applications import GiveMoreForm, WithdrawForm
from registrations.models import Application


def own_application(request: HttpRequest, reference: str) -> Application:
    """The signed-in person's application of that reference; 404 for anybody else's."""
    own = Application.objects.filter(participant__user=request.user).select_related(
        "participant__user",
        "cohort__programme__course",
        "cohort__programme__lead_provider",
        "cohort__intake",
        "workplace",
        "enrolment",
    )
    return get_object_or_404(own, reference=reference)


@role_required()
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole application as its person sees it."""
    application = own_application(request, reference)
    events = application.events.filter(shown_to_participant=True).order_by("-at", "-id")
    context = {
        "application": application,
        "colour": wording.STATUS_COLOURS[ApplicationStatus(application.status)],
        "just_submitted": "submitted" in request.GET,
        "rejection": wording.rejection_words(RejectionReason(application.rejection_reason), _hubs_words(application))
        if application.rejection_reason
        else None,
        "words": wording.funding_words(application),
        "next_steps": wording.next_steps(application),
        "answers": [{"key": label, "value": answer} for label, answer in application.answers_in_words],
        "question": events.filter(kind="more_asked").first()
        if application.status == ApplicationStatus.MORE_NEEDED
        else None,
        "events": [{"title": event.get_kind_display(), "at": event.at, "text": event.note} for event in events],
        "summary": _course_rows(application),
    }
    return render(request, "registrations/applications/show.html", context)


def _hubs_words(application: Application) -> str:
    """What the hub wrote to the person when it did not accept the application."""
    return history.newest_note(application, EventKind.REJECTED) or ""


def _course_rows(application: Application) -> list[dict[str, str]]:
    """The course, place and state of backing and TRN, for the summary card."""
    cohort, participant = application.cohort, application.participant
    rows = [
        ("NPQ", cohort.programme.course.full_title),
        ("Lead provider", cohort.programme.lead_provider.name),
        ("Starts", long_date(cohort.starts_on)),
        ("School leader", _backing_words(application)),
        ("Funded place", _funded_place_words(application)),
        ("TRN", f"{participant.trn or 'None yet'} ({participant.get_trn_verification_display().lower()})"),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _backing_words(application: Application) -> str:
    """Who was asked and what they said; nobody waits for an answer once the application is decided."""
    backing = getattr(application, "endorsement", None)
    if backing is None or (backing.answered_at is None and application.status not in UNDECIDED):
        return ""
    return f"{backing.leader_name}: {backing.get_status_display().lower()}"


def _funded_place_words(application: Application) -> str:
    """Whether accepting gave a funded place, where that was said."""
    enrolment = application.enrolment
    if enrolment is None or enrolment.funded_place is None:
        return ""
    return "Yes; the Department for Education confirms it" if enrolment.funded_place else "No"


class OwnApplicationForm(RoleRequiredMixin, View):
    """A form about one's own application that leads back to it."""

    roles = ()
    form_class: type[Any]
    template_name = ""
    allowed: tuple[str, ...] = ()
    done = ""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show the form; where the application has moved on, for example after the Back button, show how it stands."""
        application = self._application(reference)
        if application.status not in self.allowed:
            messages.info(request, f"This application is {application.get_status_display().lower()} now.")
            return redirect("registrations:application", reference=reference)
        return self._page(application, self.form_class())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Do it; a refusal is told above the form, and nothing typed is lost."""
        application = self._application(reference)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._page(application, form)
        try:
            self.act(application, form.cleaned_data)
        except RegistrationError as error:
            form.add_error(None, str(error))
            return self._page(application, form)
        messages.success(request, self.done)
        return redirect("registrations:application", reference=reference)

    def act(self, application: Application, cleaned: dict[str, Any]) -> None:
        """Do what the form is for. Raises RegistrationError."""
        raise NotImplementedError

    def _application(self, reference: str) -> Application:
        return own_application(self.request, reference)

    def _page(self, application: Application, form: Any) -> HttpResponse:
        asked = application.events.filter(kind="more_asked").order_by("-at", "-id").first()
        return render(self.request, self.template_name, {"application": application, "form": form, "question": asked})


class GiveMore(OwnApplicationForm):
    """Answer what the hub asked."""

    form_class = GiveMoreForm
    template_name = "registrations/applications/give_more.html"
    allowed = (ApplicationStatus.MORE_NEEDED,)
    done = "Thank you. We have your answer and go on with your application."

    def act(self, application: Application, cleaned: dict[str, Any]) -> None:
        decisions.give_more(application=application, answer=cleaned["answer"], by=self.request.user, at=clock.now())


class Withdraw(OwnApplicationForm):
    """Take the application back."""

    form_class = WithdrawForm
    template_name = "registrations/applications/withdraw.html"
    allowed = (ApplicationStatus.SUBMITTED, ApplicationStatus.MORE_NEEDED, ApplicationStatus.ACCEPTED)
    done = "Your application has been withdrawn."

    def act(self, application: Application, cleaned: dict[str, Any]) -> None:
        decisions.withdraw(application=application, reason=cleaned["reason"], by=self.request.user, at=clock.now())
