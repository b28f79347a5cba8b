"""Evidence behind requests and standing adjustments, with a permission of its own: asked first, since each look is kept."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions import evidence as verbs
from assessments.facts.requests import SEE_EVIDENCE, adjustments_whole, evidence_for, requests_whole
from assessments.forms.evidence import content_type
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.templatetags.dates import long_datetime

_TEMPLATE = "assessments/windows/evidence.html"


def _permitted(request: HttpRequest) -> None:
    if not request.user.has_perm(SEE_EVIDENCE):
        raise PermissionDenied


@never_cache
@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def of_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent to support a request. Each look is written into the window's history."""
    _permitted(request)
    found = get_object_or_404(requests_whole(), pk=pk)
    name = found.enrolment.participant.full_name
    context = {
        "shown": verbs.look(extension=found, by=request.user, at=clock.now()) if request.method == "POST" else None,
        "title": f"What {name} sent, {long_datetime(found.asked_at)}",
        "caption": f"Request of {name}",
        "heading": "What they sent with the request",
        "kept_in": "the history of the window",
        "back_url": reverse("windows:request", args=[pk]),
    }
    return render(request, _TEMPLATE, context)


@never_cache
@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def of_adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """What a standing adjustment rests on. Each look is written into the administration's history of the adjustment."""
    _permitted(request)
    found = get_object_or_404(adjustments_whole(), pk=pk)
    is_asked = request.method == "POST"
    shown = verbs.look_at_adjustment(adjustment=found, by=request.user, at=clock.now()) if is_asked else None
    context = {
        "shown": shown,
        "title": f"What the adjustment of {found.participant} rests on, {long_datetime(found.given_at)}",
        "caption": f"Standing adjustment of {found.participant}",
        "heading": "What it rests on",
        "kept_in": "the history of the adjustment",
        "back_url": reverse("windows:adjustments"),
    }
    return render(request, _TEMPLATE, context)


@never_cache
@role_required(RoleName.HUB_ADMIN)
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that was sent, to be saved and never shown by the browser itself; each time is kept as a look is."""
    _permitted(request)
    row = get_object_or_404(evidence_for(request.user).exclude(content=None), pk=pk)
    content = verbs.take(evidence=row, by=request.user, at=clock.now())
    answer = HttpResponse(content, content_type=content_type(content) or "application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="evidence-{row.pk}"'
    return answer
