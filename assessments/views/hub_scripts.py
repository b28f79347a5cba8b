"""One script as the hub sees it, the only page that says whose it is: its marks side by side and its trail."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments.actions.agreeing import ask_second
from assessments.actions.scripts import MarkingRefusedError
from assessments.actions.standardising import standardise
from assessments.choices import MarkingStage, MarkingState, ScriptState
from assessments.facts.desk import text_of
from assessments.facts.scripts import COUNTING, criteria_of, markings_of, with_everything
from assessments.models import Marking, Script
from assessments.views import hub_script_rows as rows
from assessments.views.hub_marking_rows import STATE_COLOURS
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName


@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def script(request: HttpRequest, number: str) -> HttpResponse:
    """The page, and its two buttons: `do` says which."""
    every = with_everything(Script.objects.all()).defer(None).select_related("submission__file")
    found = get_object_or_404(every, number=number)
    if request.method != "POST":
        return _page(request, found)
    do = request.POST.get("do", "")
    if do not in {"second", "standard"}:
        return HttpResponseBadRequest("This form is not known here.")
    try:
        messages.success(request, _done(request, found, do))
    except MarkingRefusedError as error:
        messages.error(request, str(error))
    return redirect("hub-marking:script", number)


def _done(request: HttpRequest, found: Script, do: str) -> str:
    if do == "second":
        row = ask_second(script=found, by=request.user, at=clock.now())
        has_marker = row.markings.filter(stage=MarkingStage.SECOND).exclude(state=MarkingState.HANDED_BACK).exists()
        return "A second mark is asked for." if has_marker else "A second mark is asked for, and waits for a marker."
    given = standardise(script=found, by=request.user, at=clock.now())
    people = "1 marker has" if len(given) == 1 else f"{len(given)} markers have"
    return f"{people} it for standardisation." if given else "Everybody of the team who may has it already."


def _page(request: HttpRequest, found: Script) -> HttpResponse:
    markings = markings_of([found])[found.pk]
    given = [marking for marking in markings if marking.state != MarkingState.HANDED_BACK]
    live = [marking for marking in given if marking.stage in COUNTING]
    entry = found.submission.entry
    context: dict[str, Any] = {
        "script": found,
        "heading": f"Script {found.number}",
        "caption": str(entry.window),
        "status": found.get_state_display(),
        "status_colour": STATE_COLOURS[ScriptState(found.state)],
        "back_url": reverse("hub-marking:window", args=[entry.window_id]),
        "back_text": "Marking of the window",
        "summary": rows.summary(found),
        "mark_columns": rows.mark_columns(live),
        "marks": rows.mark_rows(criteria_of(found), live),
        "comments": rows.comments(live),
        "standard_columns": rows.STANDARD_COLUMNS,
        "standards": rows.standard_rows(found, given),
        "sections_of_text": text_of(found.submission),
        "events": rows.trail(found.events.select_related("by").order_by("-at", "-pk"), markings),
        "may_ask_second": _may_ask_second(found, live),
        "may_standardise": found.state == ScriptState.AGREED,
    }
    return render(request, "assessments/hub_marking/script.html", context)


def _may_ask_second(found: Script, live: list[Marking]) -> bool:
    has_first = any(one.stage == MarkingStage.FIRST and one.state == MarkingState.DONE for one in live)
    return has_first and not found.why_second
