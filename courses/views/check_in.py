"""Checking in by phone: what the code on the facilitator's screen opens.

Reading never writes: a scan opens a page, and its button records. The moment of a good scan is kept in a signed cookie of
this browser alone, so that signing in, or reading slowly, loses nobody their place, and so that no link that is passed on
carries it.
"""

from datetime import datetime
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.actions.check_in import check_in as record
from courses.choices import NOT_TAKING_PLACE, SessionState
from courses.facts.check_in import enrolment_for, facts_of, own_records
from courses.models import Session
from courses.rules.check_in import SCAN_LASTS, Verdict, opens_at, scan_still_counts, verdict
from courses.views import check_in_words as words
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.limits import count, counted

COOKIE: Final = "check_in"
_WINDOW: Final = 5 * 60  # seconds
#: Wrong codes in five minutes: by one person; and by one network, where a whole school may sit.
_MOST_BY_PERSON, _MOST_BY_NETWORK = 10, 200


@never_cache
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What a scanned code opens: the button "I am here", and after it the page that says so."""
    session, now = _session(pk), clock.now()
    if _guesses_too_often(request):
        return _say(request, words.too_often(), status=429)
    if session.state in NOT_TAKING_PLACE:
        return _say(request, words.not_taking_place(session))
    scanned_at, found = _scanned_at(request, session, now), Verdict.GOOD
    if scanned_at is None:
        found, scanned_at = verdict(facts_of(session), code, at=now), now
    if found != Verdict.GOOD:
        return _turn_away(request, session, found)
    return _remember(request, _let_in(request, session, scanned_at, now), session, scanned_at)


@never_cache
@role_required()
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What the register says about the reader, from the stored rows."""
    session = _session(pk)
    enrolment = enrolment_for(request.user, session)
    if enrolment is None:
        return _say(request, words.not_on_the_register(session, request.user))
    if session.state in NOT_TAKING_PLACE:
        return _say(request, words.not_taking_place(session))
    current, own = own_records(session, enrolment)
    return _say(request, words.as_it_stands(session, current, own))


def _let_in(request: HttpRequest, session: Session, scanned_at: datetime, now: datetime) -> HttpResponse:
    """After a good scan."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    enrolment = enrolment_for(request.user, session)
    if enrolment is None:
        return _say(request, words.not_on_the_register(session, request.user))
    if request.method == "POST":
        result = record(session=session, enrolment=enrolment, by=request.user, scanned_at=scanned_at, at=now)
        if result.record_id is None:
            return _say(request, words.not_on_the_register(session, request.user))
        return redirect("mine:check-in", pk=session.pk)
    if own_records(session, enrolment)[1]:
        return redirect("mine:check-in", pk=session.pk)
    return render(request, "courses/check_in/scan.html", {"session": session, "name": enrolment.participant.full_name})


def _session(pk: int) -> Session:
    rows = Session.objects.exclude(state=SessionState.DRAFT).select_related("component__cohort")
    return get_object_or_404(rows, pk=pk)


def _remember(request: HttpRequest, response: HttpResponse, session: Session, scanned_at: datetime) -> HttpResponse:
    """The cookie that keeps the place of this browser."""
    response.set_signed_cookie(
        COOKIE,
        f"{session.pk} {scanned_at.isoformat()}",
        max_age=SCAN_LASTS,
        path="/my/check-in/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _scanned_at(request: HttpRequest, session: Session, now: datetime) -> datetime | None:
    """When this browser first opened a good code of this session, while that still counts."""
    pk, _, written = request.get_signed_cookie(COOKIE, "", max_age=SCAN_LASTS).partition(" ")
    if pk != str(session.pk):
        return None
    scanned_at = datetime.fromisoformat(written)  # signed: written by `scan`
    return scanned_at if scan_still_counts(scanned_at, now) else None


def _turn_away(request: HttpRequest, session: Session, found: Verdict) -> HttpResponse:
    if found == Verdict.OLD_CODE:
        for who in _guessers(request):
            count("check-in", who, seconds=_WINDOW)
        return _say(request, words.old_code())
    return _say(request, words.TURNED_AWAY[found](session, opens_at(facts_of(session))))


def _guessers(request: HttpRequest) -> dict[str, int]:
    """Who is asking, and how many wrong codes they may open."""
    found = {f"from-{get_adapter(request).get_client_ip(request)}": _MOST_BY_NETWORK}
    return found | ({f"by-{request.user.pk}": _MOST_BY_PERSON} if request.user.is_authenticated else {})


def _guesses_too_often(request: HttpRequest) -> bool:
    return any(counted("check-in", who) >= most for who, most in _guessers(request).items())


def _say(request: HttpRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "courses/check_in/told.html", told, status=status)
