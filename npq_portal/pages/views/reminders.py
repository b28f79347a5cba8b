"""The rehearsal: which reminders go out in days to come, to whom, when and why, or why not."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.models import Cohort
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.notifications.rehearsal import Line, counted, rehearse
from npq_portal.pages.forms import RehearsalForm
from npq_portal.periods import end_of, start_of
from npq_portal.templatetags.dates import clock_time, long_date

_PER_PAGE = 50
_COLUMNS = [{"label": "To"}, {"label": "When"}, {"label": "What"}, {"label": "Sent"}]


@never_cache
@role_required(RoleName.HUB_ADMIN)
@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """By the records as they are now; nothing is sent by looking."""
    at = clock.now()
    cohorts = list(Cohort.objects.order_by("name", "pk").values_list("pk", "name"))
    form = RehearsalForm(request.GET, cohorts=cohorts, today=clock.today())
    lines = _lines(form.cleaned_data, at=at) if form.is_valid() else []
    page = Paginator(lines, _PER_PAGE).get_page(request.GET.get("page"))
    go, stay = counted(lines)
    context = {
        "heading": "Reminders to come",
        "filters": form,
        "page": page,
        "noun_one": "reminder",
        "noun_many": "reminders",
        "columns": _COLUMNS,
        "rows": [_row(line) for line in page],
        "asked": form.cleaned_data if form.is_valid() else None,
        "go": go,
        "stay": stay,
    }
    return render(request, "pages/reminders.html", context)


def _lines(asked: dict[str, Any], *, at: datetime) -> list[Line]:
    start = max(start_of(asked["first_day"]), at)
    chosen = [int(asked["cohort"])] if asked["cohort"] else None
    lines = rehearse(start=start, end=end_of(asked["last_day"]), cohorts=chosen)
    return [line for line in lines if asked["show"] in {"", "go" if line.goes else "stay"}]


def _row(line: Line) -> list[Any]:
    said: Any = {"tag": "Yes", "colour": "green"} if line.goes else {"text": "No", "hint": _why_not(line)}
    return [line.email, f"{long_date(line.at)}, {clock_time(line.at)}", str(line.kind.label), said]


def _why_not(line: Line) -> str:
    return str(line.verdict).removeprefix("Not sent: ").capitalize()
