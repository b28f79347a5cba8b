"""What every page knows: the hub's name and address, the kind of installation, and the reader's navigation."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from npq_portal.accounts.choices import RoleName

PRODUCT_NAME = "NPQ portal"

# (role, words, url name); a person with several roles sees them in this order
_NAVIGATION = (
    (RoleName.PARTICIPANT, "Your NPQs", "pages:home"),
    (RoleName.PARTICIPANT, "Your case study", "my-windows:index"),
    (RoleName.FACILITATOR, "Registers", "registers:index"),
    (RoleName.ASSESSOR, "Marking", "marking:index"),
    (RoleName.HUB_ADMIN, "Applications", "registrations:casework-list"),
    (RoleName.HUB_ADMIN, "Cohorts", "board:index"),
    (RoleName.HUB_ADMIN, "Dates", "schedule:cohorts"),
    (RoleName.HUB_ADMIN, "Case studies", "windows:index"),
    (RoleName.HUB_ADMIN, "Administration", "admin:index"),
)

# the pages of a section that has several places, by the url name that leads to it: (words, url name)
_SECTIONS = {
    "windows:index": (
        ("Windows", "windows:index"),
        ("Requests", "windows:requests"),
        ("Adjustments", "windows:adjustments"),
        ("Outages", "windows:outages"),
        ("Rescue copies", "windows:rescue-copies"),
        ("Marking", "hub-marking:index"),
        ("Results", "results:index"),
        ("Similar scripts and misconduct", "integrity:index"),
    ),
}

_FOR_STRANGERS = (
    ("NPQs", "courses:index"),
    ("Am I eligible for funding?", "registrations:funding-calculator"),
    ("Questions", "courses:questions"),
)


def hub(request: HttpRequest) -> dict[str, Any]:
    """The context processor. `navigation` asks the database only when a template prints it."""
    return {
        "hub_name": settings.HUB_NAME,
        "hub_short_name": settings.HUB_SHORT_NAME,
        "hub_email": settings.HUB_EMAIL,
        "hub_phone": settings.HUB_PHONE,
        "product_name": PRODUCT_NAME,
        "demo": settings.DEMO,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The reader's links: `text`, `url`, `current` for the section they are in, and of that one its `pages`, if it has
    several: `text`, `url`, and `current`, which is "page" on the page itself, "true" on those inside it, "" elsewhere. A
    stranger's links lead to what there is to read; a signed-in person's follow from their roles."""
    user = getattr(request, "user", None)
    if user is None:
        return []
    if user.is_authenticated:
        wanted = [(text, name) for role, text, name in _NAVIGATION if user.has_role(role)]
    else:
        wanted = _FOR_STRANGERS
    items = [
        {"text": text, "url": url, "pages": _links(_SECTIONS.get(name, ()))}
        for text, name in wanted
        if (url := _url(name))
    ]
    here = _innermost(request.path, [one["url"] for item in items for one in (item, *item["pages"])])
    return [_marked(item, here=here, path=request.path) for item in items]


def _links(wanted: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"text": text, "url": url} for text, name in wanted if (url := _url(name))]


def _marked(item: dict[str, Any], *, here: str, path: str) -> dict[str, Any]:
    current = bool(here) and here in [item["url"], *(page["url"] for page in item["pages"])]
    exactly = "page" if path == here else "true"
    pages = [{**page, "current": exactly if page["url"] == here else ""} for page in item["pages"]]
    return {**item, "current": current, "pages": pages if current else []}


def _innermost(path: str, urls: Iterable[str]) -> str:
    """Of a section and one inside it, the inner one; "" outside all of them."""
    return max((url for url in urls if _is_current(path, url)), key=len, default="")


def _is_current(path: str, url: str) -> bool:
    """The start page is current only on itself; a section is current on all its pages."""
    return path == url if url == "/" else path.startswith(url)


def _url(name: str) -> str:
    """The address of a named page, or "" where that part of the portal is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
