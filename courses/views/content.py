"""Public pages of the hub's own text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses.models import Guide


def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of text."""
    return render(request, "courses/guide.html", {"guide": get_object_or_404(Guide.objects.published(), slug=slug)})


def questions(request: HttpRequest) -> HttpResponse:
    """The questions people ask, by topic."""
    return render(request, "courses/questions.html", {})
