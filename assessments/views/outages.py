"""Outages: naming one, seeing whom it touched with their new ends, deciding once."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions import outages as verbs
from assessments.forms.outages import OutageForm
from assessments.models import Outage
from assessments.views import adjustment_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName

_CHANGED = "Something has changed since you looked. Read what will happen now."


def _outages() -> QuerySet[Outage]:
    return Outage.objects.select_related("named_by", "decided_by")


@role_required(RoleName.HUB_ADMIN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    context = {"columns": rows.OUTAGE_COLUMNS, "rows": rows.outages(_outages())}
    return render(request, "assessments/windows/outages.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """From when to when the portal was down."""
    form = OutageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        what, period = form.cleaned_data["what"], form.period
        try:
            named = verbs.name(period=period, what=what, by=request.user, at=clock.now())
        except verbs.OutageRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("windows:outage", named.pk)
    context = {"form": form, "back_url": reverse("windows:outages")}
    return render(request, "assessments/windows/outage_form.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def outage(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody it touched; and, once, the decision."""
    found, at, changed = get_object_or_404(_outages(), pk=pk), clock.now(), ""
    if request.method == "POST" and request.POST.get("decision") not in {"give", "keep"}:
        changed = "Choose whether the time is given back. Nothing was decided."
    elif request.method == "POST":
        credited, digest = request.POST.get("decision") == "give", request.POST.get("confirmed", "")
        try:
            done = verbs.decide(outage=found, is_credited=credited, digest=digest, by=request.user, at=at)
        except verbs.OutageChangedError:
            changed = _CHANGED
        except verbs.OutageRefusedError as error:
            changed = str(error)
        else:
            messages.success(request, _said(done, credited=credited))
            return redirect("windows:outage", pk)
    return render(request, "assessments/windows/outage.html", _context(found, at=at) | {"changed": changed})


def _said(done: bool, *, credited: bool) -> str:
    if not done:
        return "This outage was decided before. Nothing more was done."
    return "The time is given back. We have written to everybody." if credited else "Decided: no time is given back."


def _context(found: Outage, *, at: datetime) -> dict[str, Any]:
    effect = verbs.preview(outage=found, at=at) if found.is_credited is None else None
    return {
        "outage": found,
        "summary": rows.outage_summary(found),
        "effect": effect,
        "columns": rows.TOUCHED_COLUMNS,
        "rows": rows.touched(effect) if effect else rows.credited(found),
        "credited_columns": rows.CREDITED_COLUMNS,
        "back_url": reverse("windows:outages"),
    }
