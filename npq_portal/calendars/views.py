"""Your calendar: its page, the feed that calendar programs read, and files of single events."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_POST, require_safe

from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.calendars import actions
from npq_portal.calendars.models import CalendarAddress
from npq_portal.calendars.rules import ics
from npq_portal.calendars.rules.publishing import Told
from npq_portal.limits import count

#: So often one address may be read: every device of a person, and somebody who presses "refresh".
_READS, _SECONDS = 60, 600
_MAX_AGE = 300


@never_cache
@role_required()
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar, how to use it, and how to end it."""
    found = CalendarAddress.objects.filter(user=request.user).first()
    url = settings.SITE_URL + reverse("calendars:feed", args=[found.token]) if found else ""
    context = {"address": found, "url": url, "opens": f"webcal{url[url.find(':') :]}" if url else ""}
    return render(request, "account/calendar.html", context)


@role_required()
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make an address."""
    actions.make_address(user=request.user, at=clock.now())
    messages.success(request, "Your calendar has an address.")
    return redirect("calendars:mine")


@role_required()
@require_POST
def replace(request: HttpRequest) -> HttpResponse:
    """Another address in the place of the old one."""
    actions.replace_address(user=request.user, at=clock.now())
    messages.success(request, "Your calendar has a new address. The old one has stopped.")
    return redirect("calendars:mine")


@role_required()
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """No address any more."""
    actions.stop_address(user=request.user)
    messages.success(request, "The address of your calendar has stopped.")
    return redirect("calendars:mine")


@require_safe
@conditional_page
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is somebody's, for whoever holds the address: calendar programs do not sign in. 404 for an address that
    was stopped, and for people who may not sign in."""
    rows = CalendarAddress.objects.select_related("user").filter(user__is_active=True)
    found = get_object_or_404(rows, token=token)
    if count("calendar", str(found.pk), seconds=_SECONDS) > _READS:
        return _too_often()
    return _answer(actions.tell(user=found.user, at=clock.now()), file_name="npq-calendar", disposition="inline")


@role_required()
@require_safe
def event(request: HttpRequest, about: str) -> HttpResponse:
    """One session, window or last day of one's own as a file; 404 for anybody else's."""
    own = [one for one in actions.tell(user=request.user, at=clock.now()) if one.event.about == about]
    if not own:
        raise Http404
    return _answer(own, file_name=about, disposition="attachment")


def _answer(told: Iterable[Told], *, file_name: str, disposition: str) -> HttpResponse:
    text = ics.calendar(
        told,
        host=urlsplit(settings.SITE_URL).hostname or "localhost",
        title=f"NPQ, {settings.HUB_SHORT_NAME}",
        about=f"Your dates at {settings.HUB_NAME}. Where a calendar shows something else, the portal is right.",
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'{disposition}; filename="{file_name}.ics"'
    response.headers["Cache-Control"] = f"private, max-age={_MAX_AGE}"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _too_often() -> HttpResponse:
    words = "This calendar was asked for too often. Wait 10 minutes."
    response = HttpResponse(words, content_type="text/plain; charset=utf-8", status=429)
    response.headers["Retry-After"] = str(_SECONDS)
    return response
