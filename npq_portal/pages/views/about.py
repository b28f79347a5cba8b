"""What every public service must say about itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from npq_portal.pages import retention

_COOKIE_COLUMNS = [{"label": "Name"}, {"label": "What for"}, {"label": "How long"}]


def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "pages/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(
        request, "pages/privacy.html", {"columns": retention.COLUMNS, "rows": [list(row) for row in retention.PERIODS]}
    )


def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the hub."""
    return render(request, "pages/contact.html")


def cookies(request: HttpRequest) -> HttpResponse:
    """Which cookies are set, and why."""
    return render(request, "pages/cookies.html", {"columns": _COOKIE_COLUMNS, "rows": _cookie_rows()})


def _cookie_rows() -> list[list[str]]:
    session_days = settings.SESSION_COOKIE_AGE // (24 * 60 * 60)
    return [
        [
            settings.SESSION_COOKIE_NAME,
            "Knows that you are signed in, and keeps your answers to the funding check",
            f"{session_days} days, or until you sign out",
        ],
        [settings.CSRF_COOKIE_NAME, "Makes sure that a form was sent by you", "1 year"],
        ["check_in", "Knows when you scanned a session’s code, while you sign in", "10 minutes"],
        ["messages", "Carries a message, such as “Saved”, to the next page", "Until you have read it"],
    ]
