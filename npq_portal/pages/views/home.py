"""The signed-in person's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.notifications.refused import standing
from npq_portal.pages import dashboard


@role_required()
def home(request: HttpRequest) -> HttpResponse:
    """What to do now, by role."""
    context = {
        "sections": dashboard.sections(request.user, at=clock.now()),
        "comes_back": standing([request.user.email]).get(request.user.email),
    }
    return render(request, "pages/home.html", context)
