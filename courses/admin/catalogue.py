"""What is on offer."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from courses.models import Course, LeadProvider, Programme
from npq_portal.admin_site import BaseAdmin, BaseTabularInline


class ProgrammeInline(BaseTabularInline):
    """The courses a lead provider runs with this hub."""

    model = Programme
    fields = ["course", "months_taught", "word_limit", "fee_in_pence"]


@admin.register(Course)
class CourseAdmin(BaseAdmin):
    """The words of a course may change; what the DfE calls it may not. "View on site" shows the page as people see it."""

    list_display = ["title", "short_code", "group", "position", "is_on_show"]
    list_filter = ["group", "is_on_show"]
    search_fields = ["title", "short_code", "identifier"]
    fieldsets = [
        (None, {"fields": ["title", "short_code", "identifier", "slug", "group", "position", "is_on_show", "summary"]}),
        ("The course's page", {"fields": ["description", "what_you_learn", "before_you_apply", "assessment"]}),
        ("Key facts", {"fields": ["months_taught", "months_taught_at_most", "has_case_study", "first_taught"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Course | None = None) -> list[str]:
        """The DfE's identifier is given once."""
        return ["identifier"] if obj else []

    def view_on_site(self, obj: Course) -> str | None:
        """Only a course on show has a public page."""
        return obj.get_absolute_url() if obj.is_on_show else None


@admin.register(LeadProvider)
class LeadProviderAdmin(BaseAdmin):
    """Those who lead the programmes, with their programmes."""

    list_display = ["name", "hint", "website"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [ProgrammeInline]

    def view_on_site(self, obj: LeadProvider) -> str:
        """Its public page."""
        return obj.get_absolute_url()


@admin.register(Programme)
class ProgrammeAdmin(BaseAdmin):
    """A course with one lead provider."""

    list_display = ["course", "lead_provider", "word_limit", "fee_in_pence"]
    list_filter = ["lead_provider", "course"]
    list_select_related = ["course", "lead_provider"]
    search_fields = ["course__title", "course__short_code", "lead_provider__name"]
