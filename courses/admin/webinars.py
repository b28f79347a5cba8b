"""Webinar reports that were read, and the names people were known by: to be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from courses.models import WebinarAlias, WebinarImport, WebinarRow
from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin


class RowInline(BaseTabularInline):
    """Who was in it."""

    model = WebinarRow
    fields = readonly_fields = ["name", "minutes", "matched_by", "is_nobody", "caution", "settled_at"]
    can_delete = False
    max_num = 0


@admin.register(WebinarImport)
class WebinarImportAdmin(ReadOnlyAdmin):
    """The reports; not the files."""

    list_display = ["imported_at", "file_name", "vendor", "session", "imported_by"]
    list_filter = ["vendor"]
    list_select_related = ["session__component", "imported_by"]
    fields = [
        "session",
        "vendor",
        "file_name",
        "sha256",
        "time_zone",
        "zone_is_stated",
        "notes",
        "imported_at",
        "imported_by",
    ]
    inlines = [RowInline]
    ordering = ["-imported_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebinarImport]:
        """Without the files."""
        return super().get_queryset(request).defer("content")


@admin.register(WebinarRow)
class WebinarRowAdmin(ReadOnlyAdmin):
    """One person of a report."""

    list_display = ["name", "report", "minutes", "enrolment", "matched_by", "is_nobody"]
    list_filter = ["matched_by", "is_nobody"]
    list_select_related = ["report", "enrolment__participant", "enrolment__cohort"]
    search_fields = ["name"]
    fields = [
        "report",
        "name",
        "minutes",
        "most_seconds",
        "caution",
        "enrolment",
        "matched_by",
        "is_nobody",
        "settled_at",
        "settled_by",
    ]


@admin.register(WebinarAlias)
class WebinarAliasAdmin(ReadOnlyAdmin):
    """Names somebody confirmed."""

    list_display = ["participant", "name", "confirmed_at", "confirmed_by"]
    list_select_related = ["participant", "confirmed_by"]
    search_fields = ["name", "participant__last_name"]
