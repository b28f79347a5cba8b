"""Cases of misconduct: raising one, the case whole, and each step with its reason."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from assessments.actions.misconduct import MisconductRefusedError, move_case, note, raise_case
from assessments.choices import MisconductState
from assessments.facts import integrity as facts
from assessments.forms.integrity import MoveForm, NoteForm, RaiseForm
from assessments.models import MisconductCase, Submission
from assessments.rules.misconduct import TABLE, Move, move_fault, moves_from
from assessments.views import integrity_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName

_ON_ONE_PAGE = 50


@role_required(RoleName.HUB_ADMIN)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Every case, the open ones first."""
    page = Paginator(facts.cases(), _ON_ONE_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "columns": rows.CASE_COLUMNS, "rows": [rows.case_row(case) for case in page]}
    return render(request, "assessments/integrity/cases.html", context)


def _case(pk: int) -> MisconductCase:
    return get_object_or_404(facts.cases(), pk=pk)


class Raise(RoleRequiredMixin, View):
    """Say what is suspected of a submission."""

    roles = (RoleName.HUB_ADMIN,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form."""
        return self.page(self.found(pk), RaiseForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Raise it, and go on to the case."""
        submission, form = self.found(pk), RaiseForm(request.POST)
        if not form.is_valid():
            return self.page(submission, form)
        try:
            case = raise_case(submission=submission, by=request.user, at=clock.now(), **form.cleaned_data)
        except MisconductRefusedError as error:
            form.add_error(None, str(error))
            return self.page(submission, form)
        messages.success(
            request, "The case is raised. The result is held while it is open. Nobody outside the hub is told."
        )
        return redirect("integrity:case", pk=case.pk)

    def found(self, pk: int) -> Submission:
        """With whose it is."""
        rows_found = Submission.objects.select_related(
            "entry__enrolment__participant", "entry__window__case_study", "entry__window__cohort"
        )
        return get_object_or_404(rows_found.defer("content"), pk=pk)

    def page(self, submission: Submission, form: RaiseForm) -> HttpResponse:
        """Draw it."""
        back = reverse("results:attempt", args=[submission.entry_id])
        context = {"form": form, "entry": submission.entry, "back_url": back}
        return render(self.request, "assessments/integrity/raise.html", context)


class Case(RoleRequiredMixin, View):
    """One case whole; a note can be added."""

    roles = (RoleName.HUB_ADMIN,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The case."""
        return self.page(_case(pk), NoteForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A note."""
        case, form = _case(pk), NoteForm(request.POST)
        if not form.is_valid():
            return self.page(case, form)
        try:
            note(case=case, by=request.user, at=clock.now(), **form.cleaned_data)
        except MisconductRefusedError as error:
            form.add_error(None, str(error))
            return self.page(case, form)
        messages.success(request, "The note is in the history.")
        return redirect("integrity:case", pk=pk)

    def page(self, case: MisconductCase, form: NoteForm) -> HttpResponse:
        """Draw it."""
        helper = form.helper
        helper.form_show_errors = False  # the summary stands above the h1, drawn by the template
        context = {
            "heading": case.submission.entry.enrolment.participant.full_name,
            "case": case,
            "status": case.get_state_display(),
            "status_colour": rows.STATE_COLOURS[MisconductState(case.state)],
            "summary": rows.case_summary(case),
            "moves": moves_from(case.state),
            "events": rows.history(case.events.select_related("by").order_by("-at", "-pk")),
            "form": form,
            "helper": helper,
            "back_url": reverse("integrity:cases"),
            "back_text": "Cases of misconduct",
        }
        return render(self.request, "assessments/integrity/case.html", context)


class MoveCase(RoleRequiredMixin, View):
    """One step of a case."""

    roles = (RoleName.HUB_ADMIN,)

    def get(self, request: HttpRequest, pk: int, move: str) -> HttpResponse:
        """The form, or why the step cannot be made."""
        step = _move(move)
        return self.page(_case(pk), step, MoveForm(move=step))

    def post(self, request: HttpRequest, pk: int, move: str) -> HttpResponse:
        """Make it."""
        case, step = _case(pk), _move(move)
        form = MoveForm(request.POST, move=step)
        if not form.is_valid():
            return self.page(case, step, form)
        try:
            move_case(case=case, move=step, by=request.user, at=clock.now(), **form.cleaned_data)
        except MisconductRefusedError as error:
            form.add_error(None, str(error))
            return self.page(case, step, form)
        told = " We have written to the participant." if TABLE[step].tells else ""
        messages.success(request, f"Done: {step.label[:1].lower()}{step.label[1:]}.{told}")
        return redirect("integrity:case", pk=pk)

    def page(self, case: MisconductCase, move: Move, form: MoveForm) -> HttpResponse:
        """Draw it."""
        found = facts.upheld(case, by=self.request.user)
        blocker = move_fault(move, case.state, reason="given", today=clock.today(), upheld=found)
        context: dict[str, Any] = {
            "form": form,
            "case": case,
            "transition": TABLE[move],
            "blocker": "" if form.is_bound else blocker,
            "back_url": reverse("integrity:case", args=[case.pk]),
        }
        return render(self.request, "assessments/integrity/move.html", context)


def _move(name: str) -> Move:
    """The step of that name; 404 for any other word."""
    try:
        return Move(name)
    except ValueError:
        raise Http404("There is no such step.") from None
