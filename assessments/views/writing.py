"""The editor, as it works without a script; static/js/writing adds saving by itself, the clock and the device's own copy."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from assessments.actions.drafts import Saved, save
from assessments.choices import VersionSource
from assessments.facts.drafts import newest_version, put_aside
from assessments.facts.policies import policy_of
from assessments.facts.submissions import standing_submission
from assessments.forms.writing import DraftForm, new_page
from assessments.models import Entry
from assessments.rules.drafts import Outcome
from assessments.rules.words import HOW_WE_COUNT
from assessments.views.arrival import arrived_at
from assessments.views.own import entry_of
from assessments.views.writing_words import limit_words, outcome_words
from npq_portal.accounts.access import RoleRequiredMixin


@method_decorator(never_cache, name="dispatch")
class Write(RoleRequiredMixin, View):
    """One page with the case's questions; "Save draft" and "Go to submit" send one form."""

    roles = ()
    at: datetime
    entry: Entry

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The moment that counts is when all of the request was here."""
        self.at = arrived_at(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The newest text; the questions are part of the case, so whoever has not opened it is led there first."""
        self.entry = entry_of(request, pk, at=self.at)
        if self.entry.case_opened_at is None:
            return redirect("writing:case", pk=pk)
        newest = newest_version(self.entry)
        return self.page(self.form(answers=newest.answers if newest else {}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what was sent. Whatever cannot be saved is still in the form, and the page says why."""
        self.entry = entry_of(request, pk, at=self.at)
        if self.entry.case_opened_at is None:
            return redirect("writing:case", pk=pk)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        saved = save(
            entry=self.entry,
            answers=form.answers,
            based_on=form.based_on,
            source=VersionSource.SAVED,
            client_uuid=form.page,
            at=self.at,
        )
        return self.after(saved)

    def after(self, saved: Saved) -> HttpResponse:
        """To submitting, if that is where they wanted to go; to both texts, where there are two."""
        pk = self.entry.window_id
        if saved.version is not None and saved.outcome == Outcome.ASIDE:
            return redirect("writing:version", pk=pk, number=saved.version.number)
        if saved.outcome == Outcome.LATE:
            messages.error(self.request, outcome_words(saved, at=self.at))
            return redirect("writing:write", pk=pk)
        if self.request.POST.get("do") == "submit":
            return redirect("handing-in:submit", pk=pk)
        messages.success(self.request, outcome_words(saved, at=self.at))
        return redirect("writing:write", pk=pk)

    def form(self, data: Any = None, *, answers: dict[str, str] | None = None) -> DraftForm:
        """The case's questions, with answers in them."""
        return DraftForm(data, questions=list(self.entry.window.case_study.questions.all()), answers=answers)

    def page(self, form: DraftForm) -> HttpResponse:
        """Draw it."""
        entry, newest = self.entry, newest_version(self.entry)
        pk, is_open = entry.window_id, self.at in entry.period
        helper = form.helper
        helper.form_tag = helper.form_show_errors = False
        if not is_open:
            for field in form.fields.values():
                field.widget.attrs["readonly"] = True
        context = {
            "entry": entry, "form": form, "helper": helper, "newest": newest, "at": self.at, "page": new_page(),
            "is_open": is_open, "limit": entry.window.cohort.programme.word_limit, "limit_words": limit_words(entry),
            "words": f"{newest.words if newest else 0:,}", "how_we_count": HOW_WE_COUNT,
            "policy": policy_of(entry.window.cohort.programme), "standing": standing_submission(entry),
            "based_on": form.based_on if form.is_bound else entry.newest_version,
            "aside": put_aside(entry), "save_url": reverse("writing:save", args=[pk]),
        }  # fmt: skip
        return render(self.request, "assessments/writing/write.html", context)
