"""The hub's windows: all of them by state, and one whole."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.choices import ExtensionState
from assessments.facts.drafts import rescued
from assessments.facts.entering import Candidate, candidates
from assessments.facts.requests import requests_whole
from assessments.facts.windows import windows_whole, windows_with_figures
from assessments.views import window_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.templatetags.dates import short_date

_ORDER = (("open", "Open now"), ("to_come", "To come"), ("over", "Over"), ("called_off", "Called off"))


@role_required(RoleName.HUB_ADMIN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every window, by state; what waits for a decision."""
    at = clock.now()
    found = list(windows_with_figures().order_by("-opens_at", "-pk"))
    by_state = [
        (title, rows.index_rows([one for one in found if rows.state_of(one, at=at) == state], at=at))
        for state, title in _ORDER
    ]
    context = {
        "groups": [(title, shown) for title, shown in by_state if shown],
        "columns": rows.INDEX_COLUMNS,
        "waiting": requests_whole().filter(state=ExtensionState.ASKED).count(),
    }
    return render(request, "assessments/windows/index.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def window(request: HttpRequest, pk: int) -> HttpResponse:
    """One window: its period in words, who is in, ready or not ready and why, requests and history."""
    found, at = get_object_or_404(windows_whole(), pk=pk), clock.now()
    people = candidates(found, at=at)
    state, colour = rows.STATES[rows.state_of(found, at=at)]
    context = {
        "window": found,
        "heading": f"Window of {short_date(found.opens_on)}",
        "caption": f"{found.cohort}, {found.cohort.programme.course.short_code}",
        "status": state,
        "status_colour": colour,
        "summary": rows.summary(found, people=people),
        "is_over": found.closes_at <= at,
        "is_to_come": at < found.opens_at,
        "groups": [] if found.called_off_at else _groups(people),
        "request_columns": rows.OWN_REQUEST_COLUMNS,
        "requests": rows.own_request_rows(requests_whole().filter(window=found)),
        "rescue_copies": rescued().filter(entry__window=found).count(),
        "events": rows.history(found.events.select_related("by").order_by("-at", "-pk")),
    }
    return render(request, "assessments/windows/window.html", context)


def _groups(people: Sequence[Candidate]) -> list[tuple[str, str, Any, Any]]:
    return [
        ("In the window", "inside", rows.IN_COLUMNS, rows.inside(people)),
        ("Ready to be let in", "ready", rows.READY_COLUMNS, rows.ready(people)),
        ("Not ready", "outside", rows.OUT_COLUMNS, rows.outside(people)),
    ]
