"""Planning a window and moving one: the days and the case, what they come to in words and for whom, the deed."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from assessments.actions import moving, windows
from assessments.actions.windows import WindowRefusedError
from assessments.facts.policies import policy_of
from assessments.facts.windows import windows_whole
from assessments.forms.windows import ConfirmForm, WindowForm, as_typed, from_policy, from_window
from assessments.models import CaseStudy, Window
from assessments.views import planning_rows, window_rows
from courses.models import Cohort
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName

_CHANGED = "Something has changed since you looked. Read what will happen now."


@role_required(RoleName.HUB_ADMIN)
@require_safe
def choose_cohort(request: HttpRequest) -> HttpResponse:
    """For which cohort? Those that have not ended."""
    today = clock.today()
    cohorts = Cohort.objects.filter(ends_on__gte=today).select_related("programme__course", "intake")
    context = {"columns": planning_rows.COHORT_COLUMNS, "rows": planning_rows.cohort_rows(cohorts)}
    return render(request, "assessments/windows/cohorts.html", context)


class _Planning(RoleRequiredMixin, View):
    """What both pages share: the moment, the form, and the page that shows what it comes to."""

    roles = (RoleName.HUB_ADMIN,)
    at: datetime
    cohort: Cohort

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The moment at which everything is judged."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    def form(self, *args: Any, **kwargs: Any) -> WindowForm:
        """Over the cases of the cohort's programme."""
        cases = list(CaseStudy.objects.filter(programme=self.cohort.programme_id))
        return WindowForm(*args, cases=cases, **kwargs)

    def draw(self, template: str, **context: Any) -> HttpResponse:
        """A page about the cohort. The summary of errors stands above the h1, drawn by the template."""
        if form := context.get("form"):
            context["helper"] = form.helper
            context["helper"].form_show_errors = False
        shared = {"cohort": self.cohort, "back_url": self.back_url(), "heading": self.heading, "title": self.title()}
        return render(self.request, f"assessments/windows/{template}.html", shared | context)

    heading = ""

    def title(self) -> str:
        """Whose window it is, for the page's title."""
        return str(self.cohort)

    def back_url(self) -> str:
        """Where it leads back to."""
        raise NotImplementedError  # abstract: each page below has its own


class Plan(_Planning):
    """A new window of a cohort."""

    heading = "Plan a window"

    def back_url(self) -> str:
        return reverse("windows:choose-cohort")

    def get(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        """The policy's days stand in the form."""
        self.cohort = _cohort(cohort_id)
        return self.draw("plan", form=self.form(initial=from_policy(policy_of(self.cohort.programme))))

    def post(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        """Show the window in words, then save it. With an error everything typed is still there."""
        self.cohort = _cohort(cohort_id)
        form = self.form(request.POST)
        if "change" in request.POST or not form.is_valid():
            return self.draw("plan", form=form)
        facts = {"cohort": self.cohort, "case_study": form.case, "terms": form.terms, "at": self.at}
        if "confirmed" in request.POST:
            return self._do(form, facts)
        if words := windows.plan_fault(**facts):
            return self._refused(form, words)
        preview = planning_rows.plan_preview(self.cohort, form.case, form.terms)
        return self.draw("plan_check", kept=as_typed(form.terms, form.case), **preview)

    def _do(self, form: WindowForm, facts: dict[str, Any]) -> HttpResponse:
        try:
            made = windows.plan(by=self.request.user, **facts)
        except WindowRefusedError as error:
            return self._refused(form, str(error))
        messages.success(self.request, "The window is planned. We have written to everybody it is for.")
        return redirect("windows:window", made.pk)

    def _refused(self, form: WindowForm, words: str) -> HttpResponse:
        form.add_error(None, words)
        return self.draw("plan", form=form)


class Move(_Planning):
    """Other days, or before the opening another case, for a window that is there."""

    heading = "Move the window"
    window: Window

    def title(self) -> str:
        return f"{self.window.cohort}, {self.window.opens_on:%d %m %Y}"

    def back_url(self) -> str:
        return reverse("windows:window", args=[self.window.pk])

    def find(self, pk: int) -> None:
        """The window and its cohort."""
        self.window = get_object_or_404(windows_whole(), pk=pk)
        self.cohort = self.window.cohort

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The days it has stand in the form."""
        self.find(pk)
        return self.draw("plan", form=self.form(initial=from_window(self.window)), window=self.window)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what changes for whom, then do it. With an error everything typed is still there."""
        self.find(pk)
        form = self.form(request.POST)
        if "change" in request.POST or not form.is_valid():
            return self.draw("plan", form=form, window=self.window)
        try:
            effect = moving.preview(window=self.window, case_study=form.case, terms=form.terms, at=self.at)
        except WindowRefusedError as error:
            form.add_error(None, str(error))
            return self.draw("plan", form=form, window=self.window)
        return self._do(effect) if "confirmed" in request.POST else self._check(effect)

    def _check(self, effect: moving.Effect, *, changed: str = "", confirm: ConfirmForm | None = None) -> HttpResponse:
        return self.draw(
            "move_check",
            window=self.window,
            effect=effect,
            warning=planning_rows.lose_words(effect),
            answers=planning_rows.move_answers(self.window, effect),
            columns=window_rows.CHANGE_COLUMNS,
            rows=window_rows.change_rows(effect),
            kept=as_typed(effect.terms, effect.case_study),
            confirm=confirm or ConfirmForm(),
            errors=confirm,
            changed=changed,
        )

    def _do(self, effect: moving.Effect) -> HttpResponse:
        confirm = ConfirmForm(self.request.POST)
        name = confirm.cleaned_data["confirmed_as"] if confirm.is_valid() else ""
        try:
            moved = moving.move(
                window=self.window,
                case_study=effect.case_study,
                terms=effect.terms,
                digest=self.request.POST["confirmed"],
                confirmed_as=name,
                by=self.request.user,
                at=self.at,
            )
        except moving.WindowChangedError:
            return self._check(effect, changed=_CHANGED)
        except WindowRefusedError as error:
            confirm.add_error("confirmed_as", str(error))
            return self._check(effect, confirm=confirm)
        said = "The window is moved. We have written to everybody it changes something for."
        messages.success(self.request, said if moved else "The window is like that already. Nothing was changed.")
        return redirect(self.back_url())


def _cohort(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("programme__course", "intake"), pk=pk)
