"""Django's own admin, for hub admins only, behind the portal's sign-in. Every ModelAdmin inherits BaseAdmin."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase


class HubAdminConfig(AdminConfig):
    """Makes HubAdminSite the default site."""

    default_site = "npq_portal.admin_site.HubAdminSite"


class HubAdminSite(admin.AdminSite):
    """The administration pages: opened by the hub admin's role, signed in to as everywhere else."""

    site_header = f"{settings.HUB_SHORT_NAME} NPQ administration"
    site_title = "NPQ administration"
    index_title = "What would you like to change?"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Hub admins, and nobody else."""
        return request.user.is_active and request.user.is_staff

    def password_change(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponseBase:
        """There are no passwords to change. (The address stays: Django's templates look it up.)"""
        raise Http404

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponseBase:
        """To the portal's own sign-in; there is no second one. Somebody signed in without the role gets the 403 page."""
        if request.user.is_authenticated:
            raise PermissionDenied
        from django.contrib.auth.views import redirect_to_login  # brings models, which are not ready when apps load

        return redirect_to_login(request.GET.get("next", "/admin/"))


class BaseAdmin(admin.ModelAdmin):
    """What every admin page here shares."""

    list_per_page = 50
    show_full_result_count = False


class BaseTabularInline(admin.TabularInline):
    """What every inline table here shares."""

    extra = 0


class ReadOnlyAdmin(BaseAdmin):
    """For rows that history or an importer writes: to be read, never typed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never."""
        return False
