"""Reading the case: its text, its questions and its files, from the window's opening on and for those in it alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assessments.actions.case import CaseClosedError, open_case, read_again
from assessments.facts.case import files_of
from assessments.models import CaseFile, Entry
from assessments.views.arrival import arrived_at
from assessments.views.case_files import sent_as_file
from assessments.views.own import entry_of
from assessments.views.writing_words import limit_words
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required


@method_decorator(never_cache, name="dispatch")
class Case(RoleRequiredMixin, View):
    """The case. Before its first opening the page says what opening means, and has nothing of the case in it."""

    roles = ()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The case, once it was opened; each reading is recorded."""
        at = clock.now()
        entry = entry_of(request, pk, at=at)
        if entry.case_opened_at is None:
            return self.unopened(entry, is_open=at in entry.period)
        if request.method == "GET":  # a HEAD sends nothing of it
            read_again(entry=entry, at=at)
        return render(request, "assessments/writing/case.html", _case_of(entry, is_open=at in entry.period))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open it for the first time."""
        at = arrived_at(request)
        entry = entry_of(request, pk, at=at)
        try:
            open_case(entry=entry, at=at)
        except CaseClosedError:
            return self.unopened(entry, is_open=False)
        return redirect("writing:case", pk=pk)

    def unopened(self, entry: Entry, *, is_open: bool) -> HttpResponse:
        """Before it is opened, and for whoever never did."""
        context = {"entry": entry, "is_open": is_open, "limit_words": limit_words(entry)}
        return render(self.request, "assessments/writing/unopened.html", context)


def _case_of(entry: Entry, *, is_open: bool) -> dict[str, Any]:
    case = entry.window.case_study
    return {
        "entry": entry,
        "case": case,
        "questions": case.questions.all(),
        "files": files_of(case),
        "is_open": is_open,
        "limit_words": limit_words(entry),
    }


@never_cache
@role_required()
@require_GET
def case_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """One of the case's files, to be kept and never shown by the browser itself; each download is recorded."""
    at = clock.now()
    entry = entry_of(request, pk, at=at)
    if entry.case_opened_at is None:
        raise Http404
    found = get_object_or_404(CaseFile, pk=file, case_study=entry.window.case_study_id)
    read_again(entry=entry, file_name=found.name, at=at)
    return sent_as_file(found)
