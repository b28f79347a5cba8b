"""Suggestions for the school search box, as JSON; open to everybody, since the funding calculator uses it."""

from django.http import HttpRequest, JsonResponse

from registrations.gias.search import search_workplaces

_FEWEST_LETTERS = 3
_MOST = 10


def search(request: HttpRequest) -> JsonResponse:
    """`?q=words` gives {"results": [{"value": URN, "name", "detail"}]}; fewer than three letters give none."""
    query = request.GET.get("q", "").strip()[:100]
    found = search_workplaces(query, limit=_MOST) if len(query) >= _FEWEST_LETTERS else []
    results = [{"value": school.urn, "name": school.name, "detail": school.place} for school in found]
    return JsonResponse({"results": results})
