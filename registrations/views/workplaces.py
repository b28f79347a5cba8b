"""Suggestions for the school search box, as JSON; open to everybody, since the funding calculator uses it."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from npq_portal import clock
from registrations.gias.search import search_workplaces
from registrations.models import Workplace

_MOST = 20
#: Searches a minute from one address: a whole school behind one address may type, a machine copying the register may not.
MOST_A_MINUTE = 600


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """`?q=words` gives {"results": [...]}, best first, none for fewer than two letters or figures; 429 for too many.

    The register is public, so an answer may be kept for a minute by anybody; no session is read.
    """
    if _too_many(request):
        answer = JsonResponse({"results": [], "error": "Too many searches. Wait a minute."}, status=429)
        patch_cache_control(answer, no_store=True)
        return answer
    found = search_workplaces(request.GET.get("q", ""), limit=_MOST)
    answer = JsonResponse({"results": [as_suggestion(workplace) for workplace in found]})
    patch_cache_control(answer, public=True, max_age=60)
    return answer


def as_suggestion(workplace: Workplace) -> dict[str, object]:
    """What the search box shows: the name, then a line that tells two of one name apart."""
    details = [workplace.place, workplace.la_name, "" if workplace.is_in_england else "not in England"]
    return {
        "value": workplace.urn,
        "urn": workplace.urn,
        "name": workplace.name,
        "place": workplace.place,
        "detail": ", ".join(filter(None, details)),
        "in_england": workplace.is_in_england,
    }


def _too_many(request: HttpRequest) -> bool:
    """Counts the searches of an address in this minute. The address itself is not kept, only a keyed digest."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # behind a socket without an address: all share one count
        address = ""
    minute = int(clock.now().timestamp()) // 60
    key = f"workplace-search:{minute}:{salted_hmac('workplace-search', address).hexdigest()[:20]}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > MOST_A_MINUTE
