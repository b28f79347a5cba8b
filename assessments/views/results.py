"""The board: what may be released, releasing it together, correcting one result, and the lead provider's file."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from assessments import export
from assessments.actions.outcomes import ResultsRefusedError, correct, release
from assessments.facts.results import Line, board_of, other_attempts, whole_entries
from assessments.facts.windows_with_results import windows_to_settle
from assessments.forms.results import CorrectForm, ReleaseForm
from assessments.models import Window
from assessments.rules.outcomes import Hold
from assessments.views import results_rows as rows
from assessments.views.marking_rows import percent
from npq_portal import clock, spreadsheets
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.rules.manners import manners_of
from npq_portal.notifications.rules.timing import earliest
from npq_portal.templatetags.dates import clock_time


def _window(pk: int) -> Window:
    found = Window.objects.select_related("cohort__programme__course", "cohort__programme__lead_provider", "case_study")
    return get_object_or_404(found, pk=pk)


def _line(entry_id: int) -> Line:
    entry = get_object_or_404(whole_entries(), pk=entry_id)
    return board_of(entry.window, at=clock.now(), entries=[entry]).lines[0]


@role_required(RoleName.HUB_ADMIN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every window that has opened, and whose results are out."""
    found = [rows.window_row(window) for window in windows_to_settle(at=clock.now())]
    return render(request, "assessments/results/index.html", {"columns": rows.WINDOW_COLUMNS, "rows": found})


@role_required(RoleName.HUB_ADMIN)
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """A window's entries before the board."""
    window = _window(pk)
    found = board_of(window, at=clock.now())
    context = {
        "window": window,
        "board": found,
        "columns": rows.BOARD_COLUMNS,
        "rows": rows.board_rows(found),
        "releases": window.releases.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "assessments/results/board.html", context)


class ReleaseResults(RoleRequiredMixin, View):
    """What would be released, and the button that does exactly that."""

    roles = (RoleName.HUB_ADMIN,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The preview."""
        return self.page(_window(pk), ReleaseForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Release what was shown; shown again where it has changed."""
        window, form = _window(pk), ReleaseForm(request.POST)
        if not form.is_valid():
            return self.page(window, form)
        at = clock.now()
        shown, note = request.POST.get("shown", ""), form.cleaned_data["note"]
        try:
            made = release(window=window, shown=shown, note=note, by=request.user, at=at)
        except ResultsRefusedError as error:
            return self.page(window, form, changed=str(error))
        if made is None:
            messages.info(request, "There was nothing to release: these results are out already.")
        else:
            count = made.outcomes.count()
            people = f"{count} {'person' if count == 1 else 'people'}"
            messages.success(request, f"The results of {people} are out. {_letters(at)}")
        return redirect("results:board", pk=pk)

    def page(self, window: Window, form: ReleaseForm, *, changed: str = "") -> HttpResponse:
        """Draw it."""
        found = board_of(window, at=clock.now())
        helper = form.helper
        helper.form_tag, helper.form_show_errors, helper.disable_csrf = False, False, True
        context = {
            "window": window,
            "board": found,
            "form": form,
            "helper": helper,
            "changed": changed,
            "ready_columns": rows.READY_COLUMNS,
            "ready": rows.ready_rows(found),
            "held_columns": rows.HELD_COLUMNS,
            "held": rows.held_rows(found),
        }
        return render(self.request, "assessments/results/release.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def attempt(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One attempt whole, with every result it has had."""
    line = _line(entry_id)
    outcomes = list(line.entry.outcomes.select_related("by", "release").order_by("-at", "-pk"))
    context = {
        "heading": rows.name(line),
        "caption": f"{line.entry.window.case_study}, {line.entry.window.cohort}",
        "line": line,
        "outcome": line.outcome,
        "summary": rows.summary(line),
        "status": line.outcome.get_result_display() if line.outcome else "",
        "status_colour": rows.COLOURS[line.outcome.result] if line.outcome else "",
        "events": rows.history(outcomes),
        "back_url": reverse("results:board", args=[line.entry.window_id]),
        "back_text": "Results of the window",
    }
    return render(request, "assessments/results/attempt.html", context)


class Correct(RoleRequiredMixin, View):
    """Put a result right that is out."""

    roles = (RoleName.HUB_ADMIN,)

    def get(self, request: HttpRequest, entry_id: int) -> HttpResponse:
        """The form, or why there is none."""
        line = _line(entry_id)
        return self.page(line, self.form(line))

    def post(self, request: HttpRequest, entry_id: int) -> HttpResponse:
        """Correct it and write to the participant."""
        line = _line(entry_id)
        form = self.form(line, request.POST)
        if not form.is_valid():
            return self.page(line, form)
        try:
            correct(entry=line.entry, by=request.user, at=clock.now(), **form.cleaned_data)
        except ResultsRefusedError as error:
            form.add_error(None, str(error))
            return self.page(line, form)
        messages.success(request, f"The result of {rows.name(line)} is corrected. We have written to them.")
        return redirect("results:attempt", entry_id=entry_id)

    def form(self, line: Line, *data: Any) -> CorrectForm:
        """With the results it may be corrected to."""
        case = line.case
        may_be_void = case is not None and case.closed_at is not None and bool(case.was_upheld)
        return CorrectForm(*data, now=line.outcome.result if line.outcome else "", may_be_void=may_be_void)

    def page(self, line: Line, form: CorrectForm) -> HttpResponse:
        """Draw it."""
        context = {
            "form": form,
            "line": line,
            "is_out": line.judgement.hold == Hold.RELEASED,
            "mark": percent(line.outcome.percent) if line.outcome else "",
            "others": other_attempts(line.entry),
            "back_url": reverse("results:attempt", args=[line.entry.pk]),
        }
        return render(self.request, "assessments/results/correct.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_POST
def lead_provider_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Outcomes in the DfE's words. Taking it is written down, so it is a POST."""
    window, at = _window(pk), clock.now()
    found = export.rows(board_of(window, at=at))
    export.keep_record(by=request.user, window=window, count=len(found), at=at)
    headers = {
        "Content-Disposition": f'attachment; filename="{export.file_name(window, at=at)}"',
        "Cache-Control": "no-store",
    }
    lines = spreadsheets.csv_lines(export.HEADER, found)
    return StreamingHttpResponse(lines, content_type=spreadsheets.CSV_TYPE, headers=headers)


def _letters(at: datetime) -> str:
    """When they are written to: not at night."""
    goes_at = earliest(at, manners=manners_of(NotificationKind.RESULT_RELEASED))
    return "We have written to them." if goes_at <= at else f"We write to them at {clock_time(goes_at)}."
