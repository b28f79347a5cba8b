"""The facilitator's screen for self check-in: a QR code that changes, and who has arrived."""

from datetime import datetime
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.choices import NOT_TAKING_PLACE, SessionState
from courses.facts.check_in import arrivals, facts_of
from courses.facts.expected import expected_enrolments
from courses.facts.scope import sessions_for
from courses.models import Session
from courses.rules.check_in import CheckInFacts, code_at, next_step, opens_at
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.templatetags.dates import clock_time, long_date


@never_cache
@role_required(RoleName.FACILITATOR, RoleName.HUB_ADMIN)
@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The page for the projector. With scripts it renews itself quietly, without it loads anew every 20 seconds."""
    session = _session(request, pk)
    told = _now(request, session, clock.now())
    context = {
        "session": session,
        "heading": f"Check in: {session}",
        "back_url": reverse("registers:register", args=[session.pk]),
        "is_off": session.state in NOT_TAKING_PLACE,
        **told,
    }
    return render(request, "courses/check_in/screen.html", context)


@never_cache
@role_required(RoleName.FACILITATOR, RoleName.HUB_ADMIN)
@require_GET
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The same facts for the page's script."""
    told = _now(request, _session(request, pk), clock.now())
    arrived = [{"name": one.name, "at": clock_time(one.at), "by_code": one.by_code} for one in told.pop("arrived")]
    return JsonResponse({**told, "arrived": arrived})


def _session(request: HttpRequest, pk: int) -> Session:
    return get_object_or_404(sessions_for(request.user).select_related("component__cohort"), pk=pk)


def _now(request: HttpRequest, session: Session, now: datetime) -> dict[str, Any]:
    """`words` where there is no code now, else `url`, its picture `image` and the milliseconds `lasts` until the next;
    who has `arrived`, and how many are `expected`."""
    facts = facts_of(session)
    told: dict[str, Any] = {"words": _why_no_code(session, facts, now), "url": "", "image": "", "lasts": 20_000}
    if not told["words"]:
        path = reverse("mine:check-in-scan", args=[session.pk, code_at(facts, now)])
        url = request.build_absolute_uri(path)
        lasts = int((next_step(now) - now).total_seconds() * 1000)
        told |= {"url": url, "image": picture(url), "lasts": lasts}
    return told | {"arrived": arrivals(session), "expected": expected_enrolments(session).count()}


def _why_no_code(session: Session, facts: CheckInFacts, now: datetime) -> str:
    if session.state == SessionState.DRAFT:
        return "This session has not been released yet, so nobody can check in."
    if session.state == SessionState.CANCELLED:
        return "This session was cancelled, so nobody can check in."
    if not session.takes_place:
        return "This session does not take place, so nobody can check in."
    if now < opens_at(facts):
        return f"The code appears here at {clock_time(opens_at(facts))} on {long_date(session.starts_at)}."
    if now >= session.ends_at:
        return f"The session ended at {clock_time(session.ends_at)}, and checking in ended with it."
    return ""


def picture(url: str) -> str:
    """The address as a QR code: a data address of an SVG, black on white whatever the page's colours."""
    return segno.make(url, error="m", micro=False).svg_data_uri(scale=10, border=4, light="#fff")
