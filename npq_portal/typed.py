"""What somebody typed into a form that cannot be taken: it comes back on a page, to be copied from there."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import escape_leading_slashes

# Parts of a field's name whose value is never shown again, however many words it has: a passphrase has some.
_SECRET = {"code", "csrfmiddlewaretoken", "passphrase", "password", "secret", "token", "trn"}


def words_in(sent: QueryDict) -> list[str]:
    """Everything in a posted form that takes time to type again: what has more than one word. In the form's order. Secrets
    do not come back, nor does what has no letter in it: a code or a TRN typed in groups is no words."""
    values = (value for name in sent if not _is_secret(name) for value in sent.getlist(name))
    return [value for value in values if len(value.split()) > 1 and any(map(str.isalpha, value))]


def _is_secret(name: str) -> bool:
    return not _SECRET.isdisjoint(part.rstrip("0123456789") for part in re.split(r"[-_.]", name.lower()))


def page_of_form(request: HttpRequest) -> str:
    """The path of the page a sent form stands on; "" where the browser does not say or it is not one of ours."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if came_from.netloc != request.get_host():
        return ""
    path = escape_leading_slashes(came_from.path)  # "//elsewhere.example" would lead there
    return f"{path}?{came_from.query}" if came_from.query else path


def give_back(
    request: HttpRequest,
    *,
    heading: str,
    what_next: str,
    link: tuple[str, str],
    opens_beside: bool = False,
    hide_navigation: bool = False,
    status: int,
) -> HttpResponse:
    """A page with what was typed. `link` is the words and the address of where to go on; `opens_beside` opens that in a new
    tab, so that this page can stay open; `hide_navigation` draws it without the session, as error pages are."""
    text, url = link
    context = {
        "heading": heading,
        "what_next": what_next,
        "link_text": text,
        "link_url": url,
        "opens_beside": opens_beside,
        "hide_navigation": hide_navigation,
        "texts": words_in(request.POST),
        "had_files": bool(request.FILES),
    }
    return render(request, "typed.html", context, status=status)
