"""The public start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses import facts, tables
from npq_portal import clock


def start(request: HttpRequest) -> HttpResponse:
    """What this is, what is open now, and the way in."""
    context = {
        "families": facts.families(),
        "intakes": [
            (opened, tables.open_cohorts(opened.cohorts, with_course=True))
            for opened in facts.open_intakes(facts.open_cohorts(at=clock.now()))
        ],
        "guides": facts.guides(),
    }
    return render(request, "pages/start.html", context)
