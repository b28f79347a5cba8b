"""What is on offer."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from courses.actions.engagement import after_change
from courses.admin.components import ProgrammeComponentInline
from courses.choices import Bucket, EngagementPolicy
from courses.models import Course, Enrolment, LeadProvider, Programme
from courses.rules.engagement import policy_fault
from npq_portal import clock
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


def _weight(bucket: Bucket) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"Weight: {bucket.label}",
        required=False,
        min_value=0,
        max_value=100,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text="Percent, for a weighted mean only. The weights add up to 100.",
    )


class ProgrammeForm(forms.ModelForm):
    """A programme; the weights of a weighted mean have a box each instead of JSON."""

    weight_live = _weight(Bucket.LIVE)
    weight_self_study = _weight(Bucket.SELF_STUDY)
    weight_tasks = _weight(Bucket.TASKS)
    weight_reflection = _weight(Bucket.REFLECTION)
    weight_coaching = _weight(Bucket.COACHING)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for bucket in Bucket:
            self.fields[weight_name(bucket)].initial = self.instance.bucket_weights.get(bucket.value)

    def clean(self) -> dict[str, Any] | None:
        """Weights where they are wanted, in a sum of 100; none elsewhere."""
        cleaned = super().clean()
        kind, percent = self.cleaned_data.get("engagement_policy"), self.cleaned_data.get("engagement_threshold")
        if kind is None or percent is None:
            return cleaned
        given = {bucket.value: self.cleaned_data.get(weight_name(bucket)) or 0 for bucket in Bucket}
        is_weighted = kind == EngagementPolicy.WEIGHTED
        self.instance.bucket_weights = {name: weight for name, weight in given.items() if weight and is_weighted}
        if fault := policy_fault(kind, percent, self.instance.bucket_weights):
            self.add_error(weight_name(Bucket.LIVE) if is_weighted else "engagement_threshold", fault)
        return cleaned


def weight_name(bucket: Bucket) -> str:
    """The name of a weight's box."""
    return f"weight_{bucket.value}"


_WEIGHTS = tuple(weight_name(bucket) for bucket in Bucket)


@admin.register(Programme)
class ProgrammeAdmin(BaseAdmin):
    """A course with one lead provider: what it is made of, and how engagement with it is judged."""

    form = ProgrammeForm
    list_display = ["course", "lead_provider", "engagement_policy", "engagement_threshold", "parts", "minutes"]
    list_filter = ["engagement_policy", "lead_provider", "course"]
    list_select_related = ["course", "lead_provider"]
    search_fields = ["course__title", "course__short_code", "lead_provider__name"]
    inlines = [ProgrammeComponentInline]
    fieldsets = [
        (None, {"fields": ["course", "lead_provider", "months_taught", "word_limit", "fee_in_pence"]}),
        ("Engagement", {"fields": ["engagement_policy", "engagement_threshold", *_WEIGHTS]}),
        ("Catching up", {"fields": ["catch_up_days", "catch_up_cap_minutes", "catch_up_asks"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Programme]:
        """With what its components come to."""
        counted = Count("components"), Sum("components__minutes", filter=Q(components__counts=True))
        return super().get_queryset(request).annotate(parts=counted[0], minutes=counted[1])

    def save_model(self, request: HttpRequest, obj: Programme, form: forms.ModelForm, change: bool) -> None:
        """Another rule on engagement holds at once: the sums and alerts of everybody in its cohorts are made anew."""
        super().save_model(request, obj, form, change)
        if change and _RULES & set(form.changed_data):
            enrolled = Enrolment.objects.filter(cohort__programme=obj).values_list("pk", flat=True)
            after_change(enrolment_ids=list(enrolled), at=clock.now())

    @admin.display(description="Components", ordering="parts")
    def parts(self, obj: Programme) -> int:
        """How many."""
        return obj.parts

    @admin.display(description="Minutes that count", ordering="minutes")
    def minutes(self, obj: Programme) -> int:
        """What full engagement is worth."""
        return obj.minutes or 0


_RULES = {"engagement_policy", "engagement_threshold", "catch_up_days", "catch_up_cap_minutes", *_WEIGHTS}
