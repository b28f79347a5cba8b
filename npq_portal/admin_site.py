"""The administration (django-unfold's, docs/adr/0081), for hub admins only, behind the portal's sign-in.

Every ModelAdmin inherits BaseAdmin and every inline table BaseTabularInline: a return to Django's own is made here.
"""

import json
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from unfold import fields as unfold_fields
from unfold.admin import ModelAdmin, TabularInline
from unfold.sites import UnfoldAdminSite
from unfold.widgets import BASE_INPUT_CLASSES

_BOX = " ".join(BASE_INPUT_CLASSES)


def _plain_json(data: object, encoder: type[json.JSONEncoder] | None) -> SafeString:
    """JSON as text, line by line."""
    return format_html("<code>{}</code>", json.dumps(data, sort_keys=True, indent=2, ensure_ascii=False, cls=encoder))


# unfold colours JSON by inline styles wherever pygments happens to be installed; the policy refuses those.
unfold_fields.prettify_json = _plain_json


class HubAdminSite(UnfoldAdminSite):
    """The administration pages: opened by the hub admin's role, signed in to as everywhere else."""

    index_title = "Administration"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Hub admins, and nobody else."""
        return request.user.is_active and request.user.is_staff

    def password_change(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponseBase:
        """There are no passwords to change. (The address stays: Django's templates look it up.)"""
        raise Http404

    def search(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponseBase:
        """unfold's search in the background, which no page here asks for."""
        raise Http404

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponseBase:
        """To the portal's own sign-in; there is no second one. Somebody signed in without the role gets the 403 page."""
        if request.user.is_authenticated:
            raise PermissionDenied
        from django.contrib.auth.views import redirect_to_login  # brings models, which are not ready when apps load

        return redirect_to_login(request.GET.get("next", "/admin/"))


class NativeDate(forms.DateInput):
    """The browser's own box for a date: usable by keyboard and screen reader, which Django's calendar is not."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": _BOX})


class NativeDateAndTime(forms.SplitDateTimeWidget):
    """The browser's own boxes for a date and a time (London's), each with a name: a label can only belong to one."""

    def __init__(self, label: str) -> None:
        super().__init__(
            date_format="%Y-%m-%d",
            time_format="%H:%M:%S",
            date_attrs={"type": "date", "aria-label": f"{label}: date", "class": _BOX},
            time_attrs={"type": "time", "aria-label": f"{label}: time", "class": _BOX},
        )


class _Boxes:
    """Gives an admin class boxes that need no script."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """The browser's own for dates; links beside a choice as Django draws them, since unfold's need Alpine."""
        if isinstance(db_field, models.DateTimeField):
            label = str(capfirst(db_field.verbose_name))
            kwargs |= {"form_class": forms.SplitDateTimeField, "widget": NativeDateAndTime(label)}
        elif isinstance(db_field, models.DateField):
            kwargs |= {"widget": NativeDate()}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.template_name = RelatedFieldWidgetWrapper.template_name
        return field


class BaseAdmin(_Boxes, ModelAdmin):
    """What every admin page here shares."""

    list_per_page = 50
    show_full_result_count = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> TemplateResponse:
        """Headed by what it lists."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
        """Headed by what would go."""
        return super().render_delete_form(request, context | {"subtitle": str(context["object"])})


class BaseTabularInline(_Boxes, TabularInline):
    """What every inline table here shares."""

    extra = 0

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Named by its column: a table's head is no label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            getattr(field.widget, "widget", field.widget).attrs.setdefault("aria-label", capfirst(field.label))
        return field


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
