"""Public pages of the hub's own text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses.facts import catalogue as facts
from courses.models import Guide


def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of text, with the others beside it."""
    found = get_object_or_404(Guide.objects.published(), slug=slug)
    others = [other for other in facts.guides() if other.pk != found.pk]
    return render(request, "courses/guide.html", {"guide": found, "guides": others})


def questions(request: HttpRequest) -> HttpResponse:
    """The questions people ask, by topic."""
    return render(request, "courses/questions.html", {"topics": facts.topics(), "guides": facts.guides()})
