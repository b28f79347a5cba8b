"""Headers that keep the browser strict, and a page where Django has none. Django 6 brings SECURE_CSP of the same shape; then half of this can go."""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_PERMISSIONS = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"
)


def policy(directives: Mapping[str, Sequence[str]]) -> str:
    """A Content-Security-Policy header from `{"directive": [sources]}`; a directive without sources stands alone."""
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


class SecurityHeadersMiddleware:
    """Content-Security-Policy, Permissions-Policy and, for pages a signed-in person sees, Cache-Control: no-store.

    A view that sets one of these headers itself keeps its own. Referrer-Policy and Cross-Origin-Opener-Policy come from
    Django's SecurityMiddleware. "Signed in" is read from the session cookie, so that no page pays a query for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = policy(settings.SECURE_CSP)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and add the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class NothingToSeeMiddleware:
    """A page for whoever opens an address that only takes what a form sends, or the other way round: Django answers 405 with
    nothing in it. Scripts, which ask for no HTML, get that still."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; put the page in the place of an empty 405."""
        response = self.get_response(request)
        if response.status_code != 405 or response.content or "text/html" not in request.headers.get("Accept", ""):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page
