"""What a hub admin does with one application, a page a verb: a form, what stands in the way, and a clear end.

Two people at once: the second is told what the first did, and keeps what they typed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from courses.actions.enrolments import EnrolmentRefusedError
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin
from npq_portal.accounts.choices import RoleName
from registrations.casework import meanwhile, presenting
from registrations.casework.record import application_for
from registrations.choices import EventKind
from registrations.errors import NotUndecidedError, RegistrationError
from registrations.forms.casework import CaseworkForm
from registrations.models import Application, ApplicationEvent


class CaseworkAction(RoleRequiredMixin, View):
    """A form about one application. Subclasses say what it does and what to show beside it."""

    roles = (RoleName.HUB_ADMIN,)
    form_class: type[CaseworkForm] = CaseworkForm
    template_name = "registrations/casework/action.html"
    heading = ""
    done = ""
    kind: ClassVar[EventKind]
    application: Application

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """When the page was asked for; every fact and deadline is judged at this moment."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    # -- for subclasses ----------------------------------------------------------------------------------------------
    def act(self, cleaned: dict[str, Any]) -> None:
        """Do it. Raises RegistrationError or EnrolmentRefusedError with words for staff."""
        raise NotImplementedError

    def form_arguments(self) -> dict[str, Any]:
        """What the form wants besides the data."""
        return {}

    def initial(self) -> dict[str, Any]:
        """What stands in the fields when the page opens."""
        return {}

    def extra_context(self) -> dict[str, Any]:
        """What the page shows besides: `blockers`, `warnings`, `summary`."""
        return {}

    def letter(self, cleaned: dict[str, Any]) -> str:
        """The email that will be sent, for a preview; "" where nothing is to be seen first."""
        return ""

    def words_kept(self, cleaned: dict[str, Any]) -> str | None:
        """The note its event carries, to know a button pressed twice; None where the note is not what was typed."""
        return str(cleaned.get("words", ""))

    def refuse_second(self, decided_at: datetime | None) -> None:
        """An action done twice gives the first result: tell the second one whose it is. Raises NotUndecidedError."""
        if decided_at != self.at:
            raise NotUndecidedError(meanwhile.stands(self.application, kind=self.kind))

    # -- requests ----------------------------------------------------------------------------------------------------
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form, or why there is none."""
        self.application = application_for(request.user, reference)
        seen = meanwhile.newest_seen(self.application)
        return self.page(self.form_class(initial={**self.initial(), "seen": seen}, **self.form_arguments()))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Do it, or say why not with everything typed still there."""
        self.application = application_for(request.user, reference)
        form = self.form_class(request.POST, **self.form_arguments())
        if not form.is_valid():
            return self.page(form)
        missed = self.missed(form)
        if meanwhile.done_by(request.user, missed, kind=self.kind, words=self.words_kept(form.cleaned_data)):
            return self.finish()
        if missed:
            form.add_error(None, meanwhile.CHANGED)
            return self.page(form, missed=missed)
        letter = self.letter(form.cleaned_data)
        if letter and form.cleaned_data["previewed"] != meanwhile.fingerprint(letter):
            return self.page(form, letter=letter)
        try:
            self.act(form.cleaned_data)
        except (RegistrationError, EnrolmentRefusedError) as error:
            form.add_error(None, str(error))
            self.application = application_for(request.user, reference)
            return self.page(form, missed=self.missed(form))
        return self.finish()

    def missed(self, form: CaseworkForm) -> list[ApplicationEvent]:
        """What happened since the page with this form was drawn."""
        return meanwhile.since(self.application, form.cleaned_data["seen"])

    def finish(self) -> HttpResponse:
        """Back to the application, with what was done."""
        messages.success(self.request, self.done.format(person=self.application.participant.full_name))
        return redirect(presenting.url_of(self.application))

    def page(self, form: CaseworkForm, *, letter: str = "", missed: Sequence[ApplicationEvent] = ()) -> HttpResponse:
        """Draw the form. What it tells of now counts as seen, so that pressing the button again goes through."""
        if form.is_bound:
            form.data = form.data.copy()
            form.data["previewed"] = meanwhile.fingerprint(letter) if letter else ""
        if missed:
            form.data["seen"] = missed[0].pk
        if letter:
            form.submit_label = "Send this email"
        form.submit_warning = form.submit_warning and bool(letter)
        helper = form.helper
        helper.form_show_errors = False  # the summary stands above the h1, drawn by the template
        context = {
            "heading": self.heading,
            "helper": helper,
            "application": self.application,
            "form": form,
            "letter": letter,
            "missed": meanwhile.as_rows(missed),
            "back_url": presenting.url_of(self.application),
            "secondary_url": presenting.url_of(self.application),
            "secondary_label": "Cancel",
            **self.extra_context(),
        }
        return render(self.request, self.template_name, context)
