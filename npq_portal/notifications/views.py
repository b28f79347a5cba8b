"""Switching off what an email was about, by the link in it; no sign-in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from npq_portal import clock
from npq_portal.notifications import unsubscribing
from npq_portal.notifications.switches import switch_off, switch_on, switched_off_by


@never_cache
@csrf_exempt  # mail programs post without a session; it can only switch off what the token names
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; opening it changes nothing, since mail scanners follow links. Sent, by the button or by a mail
    program, it is off: answered with the page and never with a redirect, which RFC 8058 forbids."""
    named = unsubscribing.read(token)
    if named is None:
        return render(request, "notifications/unknown.html", status=404)
    if request.method == "POST":
        switch_off(user=named.user, kinds=named.kinds, at=clock.now())
    off = switched_off_by(named.user)
    context = {
        "token": token,
        "names": [kind.label for kind in named.kinds],
        "is_off": all(kind in off for kind in named.kinds),
        "is_anothers": request.user.is_authenticated and request.user.pk != named.user,
    }
    return render(request, "notifications/unsubscribe.html", context)


@never_cache
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """On again, for whoever pressed the wrong button; from the page alone."""
    named = unsubscribing.read(token)
    if named is not None:
        switch_on(user=named.user, kinds=named.kinds)
        messages.success(request, "Switched on again. You get these emails as before.")
    return redirect("unsubscribe", token=token)
