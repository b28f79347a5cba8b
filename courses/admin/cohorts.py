"""When it is taught."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from courses.models import Cohort, Intake
from npq_portal import clock
from npq_portal.admin_site import BaseAdmin


class RegistrationFilter(admin.SimpleListFilter):
    """By where the registration period stands now."""

    title = "registration"
    parameter_name = "registration"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("to_come", "Not open yet"), ("open", "Open"), ("closed", "Closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cohort]) -> QuerySet[Cohort]:
        return queryset.filter(self.condition(clock.now()))

    def condition(self, at: datetime) -> Q:
        """The choice as a condition at this moment; everything where none was made."""
        opened, closed = Q(registration_opens_at__lte=at), Q(registration_closes_at__lte=at)
        return {"to_come": ~opened, "open": opened & ~closed, "closed": closed}.get(self.value() or "", Q())


@admin.register(Intake)
class IntakeAdmin(BaseAdmin):
    """The DfE's cohorts. Its kind of funding and its rules decide who is funded: they stand once anybody can have applied."""

    list_display = ["name", "identifier", "funding_kind", "funding_rules", "starts_on"]
    list_filter = ["funding_kind"]
    search_fields = ["name", "identifier"]

    def get_readonly_fields(self, request: HttpRequest, obj: Intake | None = None) -> list[str]:
        """What people were promised does not change under them."""
        stands = obj is not None and obj.may_have_applications(clock.now())
        return ["identifier", "funding_kind", "funding_rules"] if stands else []


class CohortForm(forms.ModelForm):
    """A cohort, held still while it is checked and saved."""

    def clean(self) -> dict[str, Any] | None:
        """Enrolling waits from here to the end of the save, so that no place is taken between counting and saving. The
        administration saves in a transaction; courses.actions.enrolments.enrol takes the same lock."""
        if self.instance.pk:
            Cohort.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
        return super().clean()


@admin.register(Cohort)
class CohortAdmin(BaseAdmin):
    """The hub's groups, with the places taken."""

    form = CohortForm
    list_display = ["name", "intake", "places", "starts_on", "registration_opens_at", "registration_closes_at"]
    list_filter = [RegistrationFilter, "intake", "programme__lead_provider", "programme__course"]
    list_select_related = ["intake"]
    search_fields = ["name", "programme__course__title", "programme__course__short_code"]
    date_hierarchy = "starts_on"
    readonly_fields = ["places"]
    fieldsets = [
        (None, {"fields": ["name", "programme", "intake"]}),
        ("When and where", {"fields": ["starts_on", "ends_on", "meeting_pattern", "venue"]}),
        ("Registration", {"fields": ["registration_opens_at", "registration_closes_at", "capacity", "places"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        """With the places taken, in the same query."""
        return super().get_queryset(request).with_places()

    @admin.display(description="Places taken")
    def places(self, obj: Cohort) -> str:
        """Such as "18 of 20"; for a cohort being added, nothing yet."""
        return f"{obj.taken} of {obj.capacity}" if obj.pk else "None yet"

    def view_on_site(self, obj: Cohort) -> str | None:
        """The course's page, which lists its cohorts."""
        course = obj.programme.course
        return course.get_absolute_url() if course.is_on_show else None
