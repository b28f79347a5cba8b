"""What the hub does for one person in a window: lets them in without the engagement, takes that back, gives more time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from assessments.actions import extensions, windows
from assessments.actions.extensions import ExtensionRefusedError
from assessments.actions.windows import WindowRefusedError
from assessments.facts.entering import Candidate, candidates_among
from assessments.facts.windows import windows_whole
from assessments.forms.windows import GiveTimeForm, WaiveForm
from assessments.models import Window
from assessments.rules.entering import WORDS
from assessments.views.window_rows import added_words, may_be_waived
from courses.models import Enrolment
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin
from npq_portal.accounts.choices import RoleName
from npq_portal.forms import PortalForm
from npq_portal.templatetags.dates import closing


class _OfOnePerson(RoleRequiredMixin, View):
    """One form about one person in one window."""

    roles = (RoleName.HUB_ADMIN,)
    heading = ""
    one: Candidate

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The moment at which everything is judged."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    def find(self, pk: int, enrolment_id: int) -> None:
        """The person, who must be of the window's cohort."""
        window = get_object_or_404(windows_whole(), pk=pk)
        rows = Enrolment.objects.select_related("participant__user", "cohort__programme__course")
        enrolment = get_object_or_404(rows, pk=enrolment_id, cohort=window.cohort_id)
        (self.one,) = candidates_among(window, [enrolment], at=self.at)

    @property
    def window(self) -> Window:
        """The window."""
        return self.one.window

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.one.enrolment.participant.full_name

    def blocker(self) -> str:
        """Why there is nothing to do here; "" where there is."""
        return ""

    def lines(self) -> list[str]:
        """What to know before."""
        return []

    def draw(self, form: PortalForm) -> HttpResponse:
        """The page; the summary of errors stands above the h1, drawn by the template."""
        helper = form.helper
        helper.form_show_errors = False
        context = {
            "form": form,
            "helper": helper,
            "heading": self.heading.format(name=self.name),
            "caption": f"{self.window.cohort}, window of {self.window.opens_on.day} {self.window.opens_on:%B %Y}",
            "lines": self.lines(),
            "blocker": self.blocker(),
            "back_url": reverse("windows:window", args=[self.window.pk]),
        }
        return render(self.request, "assessments/windows/person_form.html", context)

    def back(self, words: str) -> HttpResponse:
        """To the window, with what was done."""
        messages.success(self.request, words)
        return redirect("windows:window", self.window.pk)


class Waive(_OfOnePerson):
    """Let somebody in without the engagement that is asked for."""

    heading = "Let {name} in without the engagement"

    def blocker(self) -> str:
        if may_be_waived(self.one):
            return ""
        if self.one.is_in or self.one.decision.is_ready:
            return "They do not need it: they are in, or will be let in."
        return "Engagement is not what keeps them out, so this would not let them in."

    def lines(self) -> list[str]:
        threshold = self.one.ledger.policy.threshold_percent
        return [f"They have {self.one.percent}% of the {threshold}% that is needed. This is for this window alone."]

    def get(self, request: HttpRequest, pk: int, enrolment_id: int) -> HttpResponse:
        """The question."""
        self.find(pk, enrolment_id)
        return self.draw(WaiveForm())

    def post(self, request: HttpRequest, pk: int, enrolment_id: int) -> HttpResponse:
        """Do it; sent twice it is done once."""
        self.find(pk, enrolment_id)
        form = WaiveForm(request.POST)
        if self.blocker() or not form.is_valid():
            return self.draw(form)
        facts = {"window": self.window, "enrolment": self.one.enrolment, "by": request.user, "at": self.at}
        try:
            windows.waive(reason=form.cleaned_data["reason"], **facts)
        except WindowRefusedError as error:
            form.add_error(None, str(error))
            return self.draw(form)
        return self.back(f"{self.name} is let in without the engagement.")


class EndWaiver(_OfOnePerson):
    """Take a waiver back."""

    heading = "End the waiver for {name}"

    def blocker(self) -> str:
        return "" if self.one.waiver else "There is no waiver for them."

    def lines(self) -> list[str]:
        waiver = self.one.waiver
        return (
            [f"It says: {waiver.reason}", "Without it they are let in only once they have reached the engagement."]
            if waiver
            else []
        )

    def get(self, request: HttpRequest, pk: int, enrolment_id: int) -> HttpResponse:
        """The question."""
        self.find(pk, enrolment_id)
        return self.draw(_EndForm())

    def post(self, request: HttpRequest, pk: int, enrolment_id: int) -> HttpResponse:
        """Do it; whoever is in stays in."""
        self.find(pk, enrolment_id)
        form = _EndForm(request.POST)
        if not form.is_valid() or self.one.waiver is None:
            return self.draw(form)
        try:
            windows.end_waiver(waiver=self.one.waiver, by=request.user, at=self.at)
        except WindowRefusedError as error:
            form.add_error(None, str(error))
            return self.draw(form)
        return self.back(f"The waiver for {self.name} has ended.")


class _EndForm(PortalForm):
    submit_label = "End the waiver"
    submit_warning = True


class GiveTime(_OfOnePerson):
    """More time, or the next window, for somebody who did not ask on the portal."""

    heading = "Give {name} more time"

    def blocker(self) -> str:
        if not self.one.is_in and not self.one.decision.is_ready:
            return " ".join(WORDS[reason].mends for reason in self.one.decision.reasons)
        return (
            "" if self.at < self.one.closes_at else "The window is over for them, so its end cannot be moved any more."
        )

    def lines(self) -> list[str]:
        said = [f"Their window closes: {closing(self.one.closes_at)}."]
        if added := added_words(self.one.added):
            said.append(f"That is with {', and '.join(added)}.")
        return said

    def get(self, request: HttpRequest, pk: int, enrolment_id: int) -> HttpResponse:
        """The question."""
        self.find(pk, enrolment_id)
        return self.draw(GiveTimeForm())

    def post(self, request: HttpRequest, pk: int, enrolment_id: int) -> HttpResponse:
        """Do it."""
        self.find(pk, enrolment_id)
        form = GiveTimeForm(request.POST)
        if self.blocker() or not form.is_valid():
            return self.draw(form)
        given = form.cleaned_data
        try:
            extensions.give(
                window=self.window,
                enrolment=self.one.enrolment,
                kind=given["kind"],
                reason=given["reason"],
                hours=given["hours"] or 0,
                words=given["words"],
                by=request.user,
                at=self.at,
            )
        except ExtensionRefusedError as error:
            form.add_error(None, str(error))
            return self.draw(form)
        return self.back(f"Done. We have written to {self.name}.")
