"""What a programme and a cohort are made of, in order: tables on their pages, and a page each for the long texts."""

from django.contrib import admin
from django.http import HttpRequest

from courses.models import Component, ProgrammeComponent
from npq_portal.admin_site import BaseAdmin, BaseTabularInline

_SHARED = ["position", "title", "kind", "bucket", "minutes", "counts", "may_be_caught_up", "evidence"]


class ProgrammeComponentInline(BaseTabularInline):
    """What the programme asks. A cohort gets a copy when it is made; cohorts that have theirs keep it as it is."""

    model = ProgrammeComponent
    fields = [*_SHARED, "due_after_weeks"]
    show_change_link = True


class ComponentInline(BaseTabularInline):
    """The cohort's own copy. What is changed here counts at once for everybody in the cohort."""

    model = Component
    fields = [*_SHARED, "due_on", "is_off"]
    readonly_fields = ["is_off"]
    show_change_link = True


class _ComponentAdmin(BaseAdmin):
    """One component by itself, with what participants read about it. Added on the page it belongs to."""

    list_filter = ["kind", "bucket", "counts"]
    search_fields = ["title"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """On the programme's or the cohort's page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Likewise."""
        return False


@admin.register(ProgrammeComponent)
class ProgrammeComponentAdmin(_ComponentAdmin):
    """Of a programme."""

    list_display = ["title", "programme", "kind", "minutes", "counts"]
    list_select_related = ["programme__course", "programme__lead_provider"]
    fields = ["programme", *_SHARED, "due_after_weeks", "description"]
    readonly_fields = ["programme"]


@admin.register(Component)
class ComponentAdmin(_ComponentAdmin):
    """Of a cohort. Its figures are changed on the cohort's page, where the sums are made anew; here are its words."""

    list_display = ["title", "cohort", "kind", "minutes", "counts", "is_off"]
    list_select_related = ["cohort"]
    fields = [
        "cohort",
        "title",
        "description",
        "kind",
        "bucket",
        "minutes",
        "counts",
        "may_be_caught_up",
        "origin",
        "is_off",
    ]
    readonly_fields = ["cohort", "kind", "bucket", "minutes", "counts", "may_be_caught_up", "origin", "is_off"]
