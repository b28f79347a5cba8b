"""A participant hands in their case study: checks it, submits it, takes it back, and says what is to happen at closing."""

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from assessments.actions import closing, submitting
from assessments.facts.policies import policy_of
from assessments.facts.submissions import standing_submission
from assessments.forms.handing_in import SubmitForm, WishForm
from assessments.models import AssessmentPolicy, DraftVersion, Entry, Submission, UploadedFile
from assessments.rules.submitting import statements
from assessments.views import handing_rows
from assessments.views.arrival import arrived_at
from assessments.views.own import entry_of
from npq_portal.accounts.access import RoleRequiredMixin
from npq_portal.forms import PortalForm

_KEPT = "Saved. If you have not submitted when your window closes, we submit your last saved draft."
_TAKEN_BACK = "Saved. We submit nothing for you: only what you submit yourself counts."


class OwnEntryPage(RoleRequiredMixin, View):
    """A page about one's own entry; the moment that counts is when all of the request was here."""

    roles = ()
    at: datetime
    entry: Entry
    policy: AssessmentPolicy

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.at = arrived_at(request)
        if request.user.is_authenticated:
            self.entry = entry_of(request, kwargs["pk"], at=self.at)
            self.policy = policy_of(self.entry.window.cohort.programme)
        return super().dispatch(request, *args, **kwargs)

    def draw(self, template: str, **context: Any) -> HttpResponse:
        """The page, with what all of them show."""
        common = {
            "entry": self.entry,
            "policy": self.policy,
            "is_open": handing_rows.is_open(self.entry, at=self.at),
            "limit": self.entry.window.cohort.programme.word_limit,
            "back_url": reverse("handing-in:submitted", args=[self.entry.window_id]),
            "submit_url": reverse("handing-in:submit", args=[self.entry.window_id]),
            "withdraw_url": reverse("handing-in:withdraw", args=[self.entry.window_id]),
        }
        return render(self.request, f"assessments/handing/{template}.html", common | context)


class Submit(OwnEntryPage):
    """Check your answers, declare, submit."""

    found: dict[str, DraftVersion | UploadedFile]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would be sealed, and the declaration."""
        if standing_submission(self.entry):
            return redirect("handing-in:submitted", pk=pk)
        self.found = handing_rows.candidates(self.entry)
        return self.page(self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Submit it. Whatever is refused is said above the form, and nothing that was filled in is lost."""
        if standing_submission(self.entry):
            messages.success(request, "You had submitted already. This is the receipt for it.")
            return redirect("handing-in:submitted", pk=pk)
        self.found = handing_rows.candidates(self.entry)
        data, sent = request.POST.copy(), request.POST.get("what", "")
        what = self.found.get(sent) or handing_rows.chosen(self.entry, sent)
        if what and sent not in self.found:
            data["what"] = next(iter(self.found), "")  # from now on the page speaks of the newest
        form = self.form(data)
        if form.is_valid() and what and self.submit(form, what):
            messages.success(request, "Your case study is submitted and sealed.")
            return redirect("handing-in:submitted", pk=pk)
        return self.page(form)

    def submit(self, form: SubmitForm, what: DraftVersion | UploadedFile) -> Submission | None:
        """None where it was refused; the form then says why."""
        version, file = (None, what) if isinstance(what, UploadedFile) else (what, None)
        try:
            return submitting.submit(
                entry=self.entry,
                version=version,
                file=file,
                declaration=form.as_declaration(),
                by=self.request.user,
                at=self.at,
            )
        except submitting.SubmissionRefusedError as error:
            form.add_error(None, str(error))
            return None

    def form(self, data: QueryDict | None = None) -> SubmitForm:
        """The declaration, about what is newest now."""
        choices = [(value, handing_rows.name_of(what)) for value, what in self.found.items()]
        return SubmitForm(data, choices=choices, statements=statements(self.policy.declaration))

    def page(self, form: SubmitForm) -> HttpResponse:
        """Draw it."""
        texts = [what for what in self.found.values() if isinstance(what, DraftVersion)]
        limit = self.entry.window.cohort.programme.word_limit
        return self.draw(
            "submit",
            form=form,
            helper=without_summary(form),
            rows=handing_rows.about(self.entry, self.found.values(), limit=limit),
            answers=list(handing_rows.answers_of(texts[0])) if texts else [],
            warnings=handing_rows.limit_warnings(self.found.values(), limit=limit, policy=self.policy),
        )


class Wish(OwnEntryPage):
    """If I have not submitted by then, submit my last saved draft: ticked with the declaration, and unticked."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was declared beforehand stands in the form."""
        said = closing.wished(self.entry)
        initial = (
            {"used_ai": "yes" if said.used_ai else "no", "ai_use": said.ai_use, "sources": said.sources} if said else {}
        )
        return self.page(WishForm(statements=statements(self.policy.declaration), initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the wish, or take it back with the other button."""
        form = WishForm(request.POST, statements=statements(self.policy.declaration))
        taken_back = "take_back" in request.POST
        if taken_back or form.is_valid():
            declaration = None if taken_back else form.as_declaration()
            try:
                closing.wish_at_closing(entry=self.entry, declaration=declaration, by=request.user, at=self.at)
            except submitting.SubmissionRefusedError as error:
                form.add_error(None, str(error)) if form.is_bound and not taken_back else messages.error(
                    request, str(error)
                )
            else:
                messages.success(request, _TAKEN_BACK if taken_back else _KEPT)
                return redirect("handing-in:submitted", pk=pk)
        return self.page(form)

    def page(self, form: WishForm) -> HttpResponse:
        """Draw it."""
        return self.draw("wish", form=form, helper=without_summary(form), wished=closing.wished(self.entry))


def without_summary(form: PortalForm) -> FormHelper:
    """For a page that draws the error summary itself, above its h1."""
    helper = form.helper
    helper.form_show_errors = False
    return helper
