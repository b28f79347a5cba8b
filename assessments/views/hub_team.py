"""The hub's pages about the team of a window: conflicts, and how its markers compare."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions.conflicts import declare
from assessments.facts.comparing import compare
from assessments.facts.marking_progress import conflicts_of
from assessments.forms.hub_marking import ConflictForm
from assessments.views import hub_team_rows as rows
from assessments.views.hub_marking import window_or_404
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName


@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request: HttpRequest, pk: int) -> HttpResponse:
    """What was declared, and the form to declare more."""
    window = window_or_404(pk)
    form = ConflictForm(request.POST if request.method == "POST" else None, window=window)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        declare(**given, by=request.user, at=clock.now())
        marker, person = given["marker"], given["enrolment"].participant.full_name
        messages.success(request, f"{marker} will be given nothing that {person} wrote.")
        return redirect("hub-marking:conflicts", pk)
    context = {
        "window": window,
        "form": form,
        "columns": rows.CONFLICT_COLUMNS,
        "rows": [rows.conflict_row(one) for one in conflicts_of(window)],
        "back_url": reverse("hub-marking:window", args=[pk]),
    }
    return render(request, "assessments/hub_marking/conflicts.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """How each marker's marks stand to the agreed ones; ?windows=all looks at all windows of the programme."""
    window, every = window_or_404(pk), request.GET.get("windows") == "all"
    found = compare(window, all_windows=every)
    context = {
        "window": window,
        "all_windows": every,
        "chart": rows.chart(found),
        "columns": rows.COMPARE_COLUMNS,
        "rows": [rows.compare_row(one) for one in found],
        "back_url": reverse("hub-marking:window", args=[pk]),
    }
    return render(request, "assessments/hub_marking/comparison.html", context)
