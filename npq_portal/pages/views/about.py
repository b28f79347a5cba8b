"""What every public service must say about itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "pages/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(request, "pages/privacy.html")


def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the hub."""
    return render(request, "pages/contact.html")


def cookies(request: HttpRequest) -> HttpResponse:
    """Which cookies are set, and why."""
    return render(request, "pages/cookies.html")
