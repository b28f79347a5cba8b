"""The hub's pages about the marking of a window: how far it is, giving scripts out, and drawing samples."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions.agreeing import draw_samples
from assessments.actions.allocating import AllocationChangedError, allocate, scripts_in_words
from assessments.facts import marking_progress as facts
from assessments.facts.allocation import Plan, plan
from assessments.models import Window
from assessments.views import hub_marking_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName

_PER_PAGE = 25
_CHANGED = "Something has changed while you looked. Nothing was given out. Look at it again."


def window_or_404(pk: int) -> Window:
    """A window with its course and case."""
    rows = Window.objects.select_related("cohort__programme__course", "cohort__programme__lead_provider", "case_study")
    return get_object_or_404(rows, pk=pk)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every closed window, with how far its marking is."""
    page = Paginator(facts.windows_to_mark(today=clock.today()), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "columns": rows.WINDOW_COLUMNS, "rows": [rows.window_row(window) for window in page]}
    return render(request, "assessments/hub_marking/index.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def window(request: HttpRequest, pk: int) -> HttpResponse:
    """The marking of one window: what to do, who has what, and every script."""
    found, today = window_or_404(pk), clock.today()
    progress = facts.progress(found, today=today)
    shown = plan(found, today=today)
    context = {
        "window": found,
        "progress": progress,
        "waiting": len(progress.waiting),
        "sampling": len(progress.sampling),
        "stats": rows.stats(progress),
        "load_columns": rows.LOAD_COLUMNS,
        "loads": rows.load_rows(progress),
        "unplaced_columns": rows.UNPLACED_COLUMNS,
        "unplaced": rows.unplaced_rows(shown),
        "second_columns": rows.SECOND_COLUMNS,
        "seconds": rows.second_rows(progress),
        "script_columns": rows.SCRIPT_COLUMNS,
        "disagreed": rows.script_rows(progress.disagreed),
        "scripts": rows.script_rows(progress.lines),
    }
    return render(request, "assessments/hub_marking/window.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def give_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would get what, and the button that does it. ?overdue=1 gives late work to others too."""
    found, at = window_or_404(pk), clock.now()
    given = request.POST if request.method == "POST" else request.GET
    with_overdue = given.get("overdue") == "1"
    if request.method != "POST":
        return _give_out_page(request, plan(found, today=clock.london_date(at), with_overdue=with_overdue))
    try:
        done = allocate(window=found, mark=given.get("mark", ""), with_overdue=with_overdue, by=request.user, at=at)
    except AllocationChangedError:
        now = plan(found, today=clock.london_date(at), with_overdue=with_overdue)
        return _give_out_page(request, now, with_overdue=with_overdue, missed=_CHANGED)
    told = len(set(done.allocation.placed.values()))
    words = f"{scripts_in_words(len(done.allocation.placed))} given out."
    messages.success(request, f"{words} {told} {'person was' if told == 1 else 'people were'} written to.")
    return redirect("hub-marking:window", pk)


@role_required(RoleName.HUB_ADMIN)
@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Close first marking for now: draw every marker's sample."""
    number = draw_samples(window=window_or_404(pk), by=request.user, at=clock.now())
    messages.success(request, f"The samples are drawn: {scripts_in_words(number)} will be marked a second time.")
    return redirect("hub-marking:window", pk)


def _give_out_page(
    request: HttpRequest, shown: Plan, *, with_overdue: bool | None = None, missed: str = ""
) -> HttpResponse:
    placed = shown.allocation.placed
    late = facts.progress(shown.window, today=clock.today()).late
    context = {
        "window": shown.window,
        "back_url": reverse("hub-marking:window", args=[shown.window.pk]),
        "missed": missed,
        "plan": shown,
        "with_overdue": request.GET.get("overdue") == "1" if with_overdue is None else with_overdue,
        "late": late,
        "number": scripts_in_words(len(placed)),
        "people": len(set(placed.values())),
        "columns": rows.GIVEN_COLUMNS,
        "rows": rows.given_rows(shown),
        "unplaced_columns": rows.UNPLACED_COLUMNS,
        "unplaced": rows.unplaced_rows(shown),
        "has_team": bool(shown.team),
    }
    return render(request, "assessments/hub_marking/give_out.html", context, status=409 if missed else 200)
