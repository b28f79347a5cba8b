"""Making many sessions: from a pattern or a CSV file. First what would be made, then exactly that."""

import base64
import binascii
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from courses.actions.sessions import make_sessions
from courses.facts import plans
from courses.facts.plans import Plan
from courses.forms.schedule import ImportForm, PatternForm
from courses.importers.sessions import template
from courses.importers.tables import MOST_BYTES, FileRefusedError
from courses.models import Cohort
from courses.rules.schedule import PatternError
from courses.views import schedule_rows as rows
from courses.views.schedule import cohort_or_404
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName

_CHANGED = "Something these sessions depend on has changed since you looked. Look at them again."


class _Making(RoleRequiredMixin, View):
    """What both ways share: the preview, and making what it showed or showing it again."""

    roles = (RoleName.HUB_ADMIN,)
    again_url_name = ""
    cohort: Cohort

    def carry_out(self, plan: Plan, carried: list[tuple[str, str]]) -> HttpResponse:
        """Make the drafts if this is the plan that was seen; else show it."""
        seen = self.request.POST.get("digest", "")
        if seen != plan.digest:
            return self.preview(plan, carried, missed=_CHANGED if seen else "")
        made = make_sessions(cohort=self.cohort, sessions=plan.to_make, by=self.request.user, at=clock.now())
        drafts = f"{len(made)} draft{'' if len(made) == 1 else 's'} made."
        messages.success(self.request, f"{drafts} Nobody is told before you release the schedule.")
        return redirect("schedule:cohort", self.cohort.pk)

    def preview(self, plan: Plan, carried: list[tuple[str, str]], *, missed: str = "") -> HttpResponse:
        """What would be made, left out and refused; with what the button sends back."""
        context = {
            "cohort": self.cohort,
            "heading": "Check these sessions",
            "caption": self.cohort.name,
            "back_url": reverse(self.again_url_name, args=[self.cohort.pk]),
            "plan": plan,
            "carried": carried,
            "is_file": isinstance(self, ByFile),
            "missed": missed,
            "count": len(plan.to_make),
            "columns": rows.columns("Session", "When", "Where", "To look at"),
            "rows": rows.plan_rows(plan),
            "left_columns": rows.columns("Day", "Why", "Instead"),
            "left_rows": rows.left_out_rows(plan.left_out),
            "fault_columns": rows.columns("Row", "What is wrong", "What stands there"),
            "fault_rows": rows.fault_rows(plan),
        }
        return render(self.request, "courses/schedule/plan.html", context)


class ByPattern(_Making):
    """A form, its preview, and making it. "Change it" brings the form back with everything typed."""

    again_url_name = "schedule:make"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The empty form."""
        self.cohort = cohort_or_404(pk)
        return self._page(self._form(None))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The preview, the form again, or the sessions."""
        self.cohort = cohort_or_404(pk)
        form = self._form(request.POST)
        if "edit" in request.POST or not form.is_valid():
            return self._page(form)
        details = form.details(at=clock.now())
        try:
            plan = plans.by_pattern(
                self.cohort, form.pattern(), form.chosen(), details, leave_out_holidays=form.leaves_out_holidays
            )
        except PatternError as error:
            form.refuse(error.fault)
            return self._page(form)
        names = ("csrfmiddlewaretoken", "digest")
        return self.carry_out(
            plan, [(key, one) for key, all_ in request.POST.lists() if key not in names for one in all_]
        )

    def _form(self, data: Any, **kwargs: Any) -> PatternForm:
        kwargs.setdefault("initial", {"every_weeks": 1, "minutes": 60})
        components, led_by = plans.held_components(self.cohort), plans.facilitators()
        return PatternForm(data, components=components, facilitators=led_by, **kwargs)

    def _page(self, form: PatternForm) -> HttpResponse:
        context = {
            "form": form,
            "cohort": self.cohort,
            "caption": self.cohort.name,
            "back_url": reverse("schedule:cohort", args=[self.cohort.pk]),
        }
        return render(self.request, "courses/schedule/make.html", context)


class ByFile(_Making):
    """A file, what is in it, and making that. The file comes back with the button, so nothing of it is stored."""

    again_url_name = "schedule:import"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The empty form."""
        self.cohort = cohort_or_404(pk)
        return self._page(ImportForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The preview, or the sessions."""
        self.cohort = cohort_or_404(pk)
        carried = decoded(request.POST.get("content", ""))
        form = ImportForm(request.POST, request.FILES)
        if not carried and not form.is_valid():
            return self._page(form)
        raw = carried or form.cleaned_data["file"]
        try:
            plan = plans.by_file(self.cohort, raw)
        except FileRefusedError as error:
            form = form if form.is_bound else ImportForm({})
            form.add_error("file", str(error))
            return self._page(form)
        return self.carry_out(plan, [("content", base64.b64encode(raw).decode("ascii"))])

    def _page(self, form: ImportForm) -> HttpResponse:
        context = {
            "form": form,
            "cohort": self.cohort,
            "caption": self.cohort.name,
            "back_url": reverse("schedule:cohort", args=[self.cohort.pk]),
        }
        return render(self.request, "courses/schedule/import.html", context)


def decoded(text: str) -> bytes:
    """The file that a preview carried; b"" for none, or for something else."""
    if len(text) > MOST_BYTES * 2:
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


@role_required(RoleName.HUB_ADMIN)
@require_safe
def template_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """A file to fill in."""
    titles = [component.title for component in plans.held_components(cohort_or_404(pk))]
    headers = {"Content-Disposition": 'attachment; filename="sessions.csv"'}
    return HttpResponse(template(titles), content_type="text/csv; charset=utf-8", headers=headers)
