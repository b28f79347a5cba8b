"""The gallery among stand-ins for the pages that every page links to: the look is tested without the rest of the portal."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def stand_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse("A page of another part of the portal.")


pages = [path(f"{name}/", stand_in, name=name) for name in ("home", "accessibility", "privacy", "contact")]
urlpatterns = [
    path("", include(([path("", stand_in, name="start"), *pages], "pages"))),
    path("sign-in/", stand_in, name="account_login"),
    path("sign-out/", stand_in, name="account_logout"),
    path("register/", include(([path("applications/", stand_in, name="casework-list")], "registrations"))),
    path("admin/", include(([path("", stand_in, name="index")], "admin"))),
    path("gallery/", include("npq_portal.gallery.urls")),
]
