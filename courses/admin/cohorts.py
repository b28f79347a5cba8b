"""When it is taught: the DfE's intakes, and the hub's cohorts with all that belongs to one on its page."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from courses.actions.engagement import after_change
from courses.actions.sessions import copy_components
from courses.admin import cohort_page
from courses.admin.components import ComponentInline
from courses.facts.cohort_health import with_health
from courses.models import Cohort, Component, Intake, Programme
from npq_portal import clock
from npq_portal.admin_site import BaseAdmin
from npq_portal.templatetags.dates import short_date


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


class CareFilter(admin.SimpleListFilter):
    """By what needs a person."""

    title = "what needs a person"
    parameter_name = "care"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("at_risk", "Somebody at risk"), ("open_registers", "Open registers"), ("unreleased", "Not released")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cohort]) -> QuerySet[Cohort]:
        known = self.value() in {choice for choice, _ in self.lookup_choices}
        return queryset.filter(**{f"{self.value()}__gt": 0}) if known else queryset


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
    """The hub's groups: their places and how they are doing; on the page of one, all that belongs to it."""

    form = CohortForm
    list_display = ["name", "intake", "starts_on", "places", "people_at_risk", "registers", "changes", "next_day"]
    list_filter = [CareFilter, RegistrationFilter, "intake", "programme__lead_provider", "programme__course"]
    list_select_related = ["intake"]
    search_fields = ["name", "venue", "programme__course__title", "programme__course__short_code"]
    date_hierarchy = "starts_on"
    readonly_fields = ["places"]
    fieldsets = [
        (None, {"fields": ["name", "programme", "intake"]}),
        ("When and where", {"fields": ["starts_on", "ends_on", "meeting_pattern", "venue"]}),
        ("Registration", {"fields": ["registration_opens_at", "registration_closes_at", "capacity", "places"]}),
    ]
    change_form_outer_before_template = "courses/admin/cohort_actions.html"

    def get_inlines(self, request: HttpRequest, obj: Cohort | None) -> list[type[ComponentInline]]:
        """A new cohort is given the parts of its programme; they can be changed from then on."""
        return [ComponentInline] if obj else []

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """The programmes with what their names are made of, in one query."""
        if db_field.name == "programme":
            kwargs["queryset"] = Programme.objects.select_related("course", "lead_provider")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        """With places and health, in the same query."""
        return with_health(super().get_queryset(request).with_places(), at=clock.now())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The form, with what can be done above it and what belongs to the cohort below."""
        cohort = self.get_object(request, object_id)
        page = cohort_page.facts(cohort, at=clock.now()) if cohort else {}
        context = {"page": page, "parts_template": "courses/admin/cohort_parts.html"}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list[Any], change: bool) -> None:
        """A new cohort gets its programme's parts; after a change of its parts everybody's sums are made anew."""
        super().save_related(request, form, formsets, change)
        cohort, at = form.instance, clock.now()
        if not change:
            copy_components(cohort=cohort, at=at)
        elif any(formset.model is Component and formset.has_changed() for formset in formsets):
            after_change(enrolment_ids=list(cohort.enrolments.values_list("pk", flat=True)), at=at)

    @admin.display(description="Places taken")
    def places(self, obj: Cohort) -> str:
        """Such as "18 of 20, 2 free"; for a cohort being added, nothing yet."""
        if not obj.pk:
            return "None yet"
        return f"{obj.taken} of {obj.capacity}, {max(0, obj.capacity - obj.taken)} free"

    @admin.display(description="At risk", ordering="at_risk")
    def people_at_risk(self, obj: Cohort) -> int:
        """How many people have an open entry on the at-risk list."""
        return obj.at_risk

    @admin.display(description="Open registers", ordering="open_registers")
    def registers(self, obj: Cohort) -> int:
        """How many sessions are over and not closed."""
        return obj.open_registers

    @admin.display(description="Not released", ordering="unreleased")
    def changes(self, obj: Cohort) -> int:
        """How many sessions are drafts or changed since people were told."""
        return obj.unreleased

    @admin.display(description="Next session", ordering="next_session")
    def next_day(self, obj: Cohort) -> str:
        """London's day."""
        return short_date(obj.next_session) if obj.next_session else "None"

    def view_on_site(self, obj: Cohort) -> str | None:
        """The course's page, which lists its cohorts."""
        course = obj.programme.course
        return course.get_absolute_url() if course.is_on_show else None
