"""Windows and who is in them: read here, changed on the hub's own pages, which show what a change does first."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.models import (
    CaseOpening,
    Entry,
    Extension,
    Outage,
    OutageCredit,
    StandingAdjustment,
    Waiver,
    Window,
    WindowEvent,
)
from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin

_PERSON = ["enrolment__participant__first_name", "enrolment__participant__last_name"]
_WHO = ["enrolment__participant", "enrolment__cohort", "window__case_study", "window__cohort"]


class WindowEventInline(BaseTabularInline):
    """The history."""

    model = WindowEvent
    fields = readonly_fields = ["at", "what", "by"]
    can_delete = False
    max_num = 0

    def has_add_permission(self, request: HttpRequest, obj: Window | None = None) -> bool:
        """Never: events are written by what happened."""
        return False


@admin.register(Window)
class WindowAdmin(ReadOnlyAdmin):
    """Every window of every cohort."""

    list_display = ["case_study", "cohort", "rule", "opens_at", "closes_at", "called_off_at", "work"]
    list_filter = ["rule", "cohort__intake", "cohort"]
    list_select_related = ["case_study", "cohort"]
    search_fields = ["case_study__title", "cohort__name"]
    date_hierarchy = "opens_at"
    fields = [
        "work", "cohort", "case_study", "rule", "opens_on", "days", "opening_time", "closing_time", "opens_at", "closes_at",
        "opened_at", "closed_at", "called_off_at", "called_off_by", "called_off_reason",
    ]  # fmt: skip
    readonly_fields = ["work"]
    inlines = [WindowEventInline]

    @admin.display(description="Who is in, moving it")
    def work(self, obj: Window) -> SafeString:
        """Where it is done."""
        return format_html('<a href="{}">Open</a>', reverse("windows:window", args=[obj.pk]))


@admin.register(WindowEvent)
class WindowEventAdmin(ReadOnlyAdmin):
    """Everything that happened to any window."""

    list_display = ["at", "window", "what", "by"]
    list_select_related = ["window__case_study", "window__cohort", "by"]
    ordering = ["-at", "-id"]


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin):
    """Who was let in without the engagement, and why."""

    list_display = ["at", "enrolment", "window", "by", "ended_at"]
    list_select_related = [*_WHO, "by"]
    search_fields = _PERSON
    ordering = ["-at", "-id"]


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Everybody's attempts. What they write is on no page of the administration."""

    list_display = ["enrolment", "window", "attempt", "state", "admitted_at", "closes_at", "case_opened_at"]
    list_filter = ["state", "attempt"]
    list_select_related = _WHO
    search_fields = _PERSON
    fields = [
        "window",
        "enrolment",
        "attempt",
        "state",
        "admitted_at",
        "closes_at",
        "case_opened_at",
        "left_at",
        "closed_at",
    ]


@admin.register(CaseOpening)
class CaseOpeningAdmin(ReadOnlyAdmin):
    """Each time somebody opened a case or one of its files."""

    list_display = ["at", "entry", "file_name"]
    list_select_related = [f"entry__{name}" for name in _WHO]
    ordering = ["-at", "-id"]


@admin.register(Extension)
class ExtensionAdmin(ReadOnlyAdmin):
    """Requests and what was decided; the evidence is read on the request's own page, with a permission of its own."""

    list_display = ["asked_at", "enrolment", "kind", "hours_asked", "hours_given", "state", "decided_by"]
    list_filter = ["state", "kind", "reason"]
    list_select_related = [*_WHO, "decided_by"]
    search_fields = _PERSON
    ordering = ["-asked_at", "-id"]


@admin.register(StandingAdjustment)
class StandingAdjustmentAdmin(ReadOnlyAdmin):
    """More time in every window."""

    list_display = ["participant", "extra_hours", "reason", "given_at", "given_by", "expires_on", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["participant", "given_by"]
    search_fields = ["participant__first_name", "participant__last_name"]


@admin.register(Outage)
class OutageAdmin(ReadOnlyAdmin):
    """When the portal was down, and whether the time was given back."""

    list_display = ["starts_at", "ends_at", "what", "named_by", "is_credited", "decided_by"]
    list_filter = ["is_credited"]
    list_select_related = ["named_by", "decided_by"]


@admin.register(OutageCredit)
class OutageCreditAdmin(ReadOnlyAdmin):
    """The time each person was given back."""

    list_display = ["outage", "entry", "seconds"]
    list_select_related = ["outage", *(f"entry__{name}" for name in _WHO)]
