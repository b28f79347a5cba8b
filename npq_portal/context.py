"""What every page knows: the hub's name and address, the kind of installation, and the reader's navigation."""

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
    """The reader's links: `text`, `url`, and `current` for the section they are in. A stranger's lead to what there is
    to read; a signed-in person's follow from their roles."""
    user = getattr(request, "user", None)
    if user is None:
        return []
    if user.is_authenticated:
        wanted = [(text, name) for role, text, name in _NAVIGATION if user.has_role(role)]
    else:
        wanted = _FOR_STRANGERS
    items = [{"text": text, "url": url} for text, name in wanted if (url := _url(name))]
    inside = [item["url"] for item in items if _is_current(request.path, item["url"])]
    current = max(inside, key=len, default="")  # of a section and one inside it, the inner one
    return [{**item, "current": item["url"] == current} for item in items]


def _is_current(path: str, url: str) -> bool:
    """The start page is current only on itself; a section is current on all its pages."""
    return path == url if url == "/" else path.startswith(url)


def _url(name: str) -> str:
    """The address of a named page, or "" where that part of the portal is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
