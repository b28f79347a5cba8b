"""The public start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.facts import catalogue as facts
from npq_portal import clock


def start(request: HttpRequest) -> HttpResponse:
    """What this is, what is open now, and the way in."""
    return render(request, "pages/start.html", facts.overview(at=clock.now()))
