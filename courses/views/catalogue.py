"""Public pages about the NPQs and those who lead them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses.models import Course, LeadProvider


def index(request: HttpRequest) -> HttpResponse:
    """The NPQs by family."""
    return render(request, "courses/index.html", {})


def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One NPQ."""
    return render(request, "courses/course.html", {"course": get_object_or_404(Course.objects.on_show(), slug=slug)})


def lead_providers(request: HttpRequest) -> HttpResponse:
    """Those who lead the programmes."""
    return render(request, "courses/lead_providers.html", {})


def lead_provider(request: HttpRequest, slug: str) -> HttpResponse:
    """One lead provider."""
    return render(request, "courses/lead_provider.html", {"lead_provider": get_object_or_404(LeadProvider, slug=slug)})
