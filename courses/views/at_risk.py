"""The at-risk list: who the hub should talk to, whose task it is, and what came of it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions import at_risk
from courses.facts.at_risk_list import listed
from courses.forms.at_risk import AtRiskFilterForm, CloseForm, GiveForm, NoteForm, TakeForm
from courses.models import AtRiskEntry, Cohort
from courses.views import at_risk_rows
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName

_PER_PAGE = 50
_FORMS = {"take": TakeForm, "note": NoteForm, "give": GiveForm, "close": CloseForm}
_DONE = {
    "take": "This is yours now.",
    "note": "The note is saved.",
    "give": "It has a new owner.",
    "close": "The entry is closed.",
}


@role_required(RoleName.HUB_ADMIN)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """One entry a person, the most urgent first."""
    with_entries = Cohort.objects.filter(enrolments__at_risk_entries__isnull=False).distinct()
    cohorts = list(with_entries.order_by("name").values_list("pk", "name"))
    filters = AtRiskFilterForm(
        {name: request.GET.get(name, "") for name in ("show", "cohort", "order")}, cohorts=cohorts
    )
    wanted: Mapping[str, str] = filters.cleaned_data if filters.is_valid() else {}
    page = Paginator(listed(wanted, reader=request.user), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "At risk",
        "filters": filters,
        "page": page,
        "noun_one": "person",
        "noun_many": "people",
        "columns": at_risk_rows.CLOSED_COLUMNS if wanted.get("show") == "closed" else at_risk_rows.COLUMNS,
        "rows": [at_risk_rows.row(one) for one in page],
    }
    return render(request, "courses/board/at_risk.html", context)


def _entries() -> QuerySet[AtRiskEntry]:
    return AtRiskEntry.objects.select_related("enrolment__participant__user", "enrolment__cohort", "owner", "closed_by")


@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One person: why, who, what was done; and the forms to take it on, note, give and close. Each button says in `do`
    which one it is."""
    found = get_object_or_404(_entries(), pk=entry_id)
    if request.method != "POST":
        return _page(request, found, {})
    verb = request.POST.get("do", "")
    if verb not in _FORMS:
        return HttpResponseBadRequest("This form is not known here.")
    form = _FORMS[verb](request.POST, prefix=verb)
    if form.is_valid() and _done(request, found, verb, form):
        messages.success(request, _DONE[verb])
        return redirect("board:at-risk-entry", found.pk)
    return _page(request, get_object_or_404(_entries(), pk=entry_id), {verb: form})


def _done(request: HttpRequest, found: AtRiskEntry, verb: str, form: Any) -> bool:
    """Do it; where it cannot be done the form says why and keeps what was typed."""
    facts, typed = {"entry": found, "by": request.user, "at": clock.now()}, form.cleaned_data
    try:
        match verb:
            case "take":
                at_risk.take(**facts)
            case "note":
                at_risk.note(text=typed["text"], **facts)
            case "give":
                at_risk.give_to(owner=typed["owner"], **facts)
            case "close":
                at_risk.close(outcome=typed["outcome"], **facts)
    except at_risk.AtRiskError as error:
        form.add_error(None, str(error))
        return False
    return True


def _page(request: HttpRequest, found: AtRiskEntry, bound: dict[str, Any]) -> HttpResponse:
    is_open = found.closed_at is None
    shown = [verb for verb in _FORMS if is_open or verb == "note"]
    if found.owner_id == request.user.pk:
        shown = [verb for verb in shown if verb != "take"]
    bound = {verb: form for verb, form in bound.items() if form.errors}
    context = {
        "entry": found,
        "heading": found.enrolment.participant.full_name,
        "caption": found.enrolment.cohort.name,
        "status": "At risk" if is_open else "Closed",
        "status_colour": "red" if is_open else "grey",
        "back_url": reverse("board:at-risk"),
        "reasons": at_risk_rows.reasons(found),
        "events": at_risk_rows.history(found),
        "forms": {verb: bound.get(verb) or _FORMS[verb](prefix=verb) for verb in shown},
        "form": next(iter(bound.values()), None),
    }
    return render(request, "courses/board/at_risk_entry.html", context)
