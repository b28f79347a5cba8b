"""Rescue copies: text that reached us after its writer's end. The list, and one of them, read by a press that is kept."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions.rescued import read
from assessments.facts.drafts import rescued
from assessments.facts.windows import windows_whole
from assessments.rules.window import hours_words
from assessments.views import writing_words
from assessments.views.window_rows import columns
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.templatetags.dates import closing, exact_time, short_date

_A_PAGE = 50
COLUMNS = [
    *columns("Person", "Reached us", "Their end", "Too late by"),
    {"label": "Words", "numeric": True},
    *columns("Handed in"),
]


@role_required(RoleName.HUB_ADMIN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of them, or those of one window (`?window=`), the newest first; none of the texts."""
    asked = request.GET.get("window", "")
    window = get_object_or_404(windows_whole(), pk=asked) if asked.isdecimal() else None
    found = rescued() if window is None else rescued().filter(entry__window=window)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "window": window,
        "page": page,
        "columns": COLUMNS,
        "rows": [_row(one) for one in page],
    }
    return render(request, "assessments/windows/rescue_copies.html", context)


def _row(version: Any) -> list[Any]:
    entry = version.entry
    return [
        {
            "text": entry.enrolment.participant.full_name,
            "url": reverse("windows:rescue-copy", args=[version.pk]),
            "hint": f"{entry.window.cohort}, {short_date(entry.window.opens_on)}",
        },
        exact_time(version.saved_at),
        closing(entry.closes_at),
        _late(version),
        f"{version.words:,}",
        {"tag": "Yes", "colour": "green"} if version.is_handed_in else {"tag": "Nothing", "colour": "yellow"},
    ]


def _late(version: Any) -> str:
    """An end that was moved afterwards may lie behind it: it stays a rescue copy."""
    late = version.saved_at - version.entry.closes_at
    return hours_words(late) if late.total_seconds() >= 0 else "Their end was moved afterwards"


@never_cache
@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """One: its moments; and after a press its text, since each reading is written into the window's history."""
    version = get_object_or_404(rescued(), pk=pk)
    is_read = request.method == "POST"
    if is_read:
        read(version=version, by=request.user, at=clock.now())
    entry = version.entry
    context = {
        "version": version,
        "entry": entry,
        "heading": f"Rescue copy of {entry.enrolment.participant.full_name}",
        "caption": f"{entry.window.case_study}, {entry.window.cohort}",
        "summary": _summary(version),
        "text": writing_words.text_of(entry, version) if is_read else None,
        "back_url": reverse("windows:rescue-copies"),
    }
    return render(request, "assessments/windows/rescue_copy.html", context)


def _summary(version: Any) -> list[dict[str, Any]]:
    said = [
        {"key": "Reached us", "value": exact_time(version.saved_at)},
        {"key": "Their end", "value": closing(version.entry.closes_at)},
        {"key": "Too late by", "value": _late(version)},
        {"key": "Words", "value": f"{version.words:,}"},
        {"key": "Handed in", "value": "Something else, in time" if version.is_handed_in else "Nothing"},
    ]
    if version.written_at:
        words = f"{exact_time(version.written_at)}, by their device’s clock, which anybody can set"
        said.insert(1, {"key": "Written", "value": words})
    return said
