"""A form whose token is not the browser's any more: its sender signed out and in again in another tab, or lost the cookie."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.views import csrf
from django.views.decorators.cache import never_cache

from npq_portal.typed import give_back, page_of_form, words_in


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was typed, to be copied into a fresh copy of the page; the plain 403 page where there is nothing to give back."""
    if not (_is_from_our_page(request) and _has_words(request)):
        return csrf.csrf_failure(request, reason=reason)
    return give_back(
        request,
        heading="This page was open too long",
        what_next=(
            "To keep your details safe, we could not accept what you sent. This can happen when you signed in or out in "
            "another tab, or when your browser blocks cookies. Open the page again, put what you typed where it was and send it."
        ),
        link=("Open the page again", page_of_form(request) or request.get_full_path()),
        opens_beside=True,
        hide_navigation=True,  # its sign-out button would set a token's cookie, and in this tab nothing may change
        status=403,
    )


def _is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form was sent from a page of ours.

    Without its token a form may come from anywhere: any site can make a visitor's browser post words of that site's
    choosing here, and with them on a page under the hub's name it could tell people what it likes. A page of another
    site cannot write Origin or Referer: it can at most leave Referer out and make Origin "null". So each of the two that
    is there must name us, and one must be there.
    """
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    headers = request.headers
    said = [_origin(headers[name]) for name in ("Origin", "Referer") if name in headers]
    return bool(said) and ours.issuperset(said)


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def _has_words(request: HttpRequest) -> bool:
    """Whether there is anything to give back; there is not in what is too big or cannot be read. Nobody may have read it
    before: without a cookie Django refuses the form unopened."""
    try:
        return bool(words_in(request.POST))
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return False
