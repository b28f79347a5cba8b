"""Who may open a page, by role.

    @role_required(RoleName.HUB_ADMIN)
    def casework(request): ...

    class MarkingView(RoleRequiredMixin, ListView):
        roles = (RoleName.ASSESSOR,)

Any of the roles is enough; no roles means anybody who is signed in. A stranger is sent to sign in and comes back to
the page; a person without the role gets the 403 page. tests/test_access.py asks this of every address there is.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from npq_portal.accounts.choices import RoleName
from npq_portal.typed import give_back, page_of_form, words_in

View = Callable[..., HttpResponseBase]


def role_required(*roles: RoleName) -> Callable[[View], View]:
    """Decorator: the view opens for people with any of `roles`; for every signed-in person when none is named."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _refusal(request, roles) or view(request, *args, **kwargs)

        return guarded

    return decorate


class RoleRequiredMixin:
    """For class views, first among the bases. `roles` must be set; an empty tuple is anybody who is signed in."""

    roles: ClassVar[Sequence[RoleName] | None] = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse, or go on. Raises ImproperlyConfigured where nobody said who may open the page."""
        if self.roles is None:
            raise ImproperlyConfigured(f"{type(self).__name__} must say which roles may open it.")
        return _refusal(request, self.roles) or super().dispatch(request, *args, **kwargs)


def _refusal(request: HttpRequest, roles: Sequence[RoleName]) -> HttpResponseBase | None:
    """To the sign-in page, or None for "come in"; whoever sends a form with words after their sign-in has ended gets them
    back. Raises PermissionDenied for the wrong role."""
    if not request.user.is_authenticated:
        to_sign_in = redirect_to_login(_where_to_return(request), settings.LOGIN_URL)
        return _signed_out(request, to_sign_in.url) if words_in(request.POST) else to_sign_in
    if roles and not request.user.has_role(*roles):
        raise PermissionDenied
    return None


def _signed_out(request: HttpRequest, sign_in_url: str) -> HttpResponse:
    return give_back(
        request,
        heading="You are signed out",
        what_next="Sign in again, then put it where it was and send it.",
        link=("Sign in again", sign_in_url),
        opens_beside=True,
        status=401,
    )


def _where_to_return(request: HttpRequest) -> str:
    """The page itself; for a sent form whose sender was signed out meanwhile, the page the form stands on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return page_of_form(request) or "/"
