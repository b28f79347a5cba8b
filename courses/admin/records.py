"""What is known of engagement: append-only rows and their sums, to be read. Marks are made on registers."""

from django.contrib import admin

from courses.models import CatchUp, CatchUpEvent, EngagementRecord, EngagementSummary
from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin

_WHO = ["enrolment__participant", "enrolment__cohort"]
_PERSON = ["enrolment__participant__first_name", "enrolment__participant__last_name"]


@admin.register(EngagementRecord)
class EngagementRecordAdmin(ReadOnlyAdmin):
    """Every mark ever made, replaced ones too. What somebody wrote (`note`) is on the pages that need it."""

    list_display = ["captured_at", "enrolment", "component", "mark", "minutes", "source", "state", "by"]
    list_filter = ["state", "to_decide", "source", "mark"]
    list_select_related = [*_WHO, "component", "by"]
    search_fields = [*_PERSON, "component__title"]
    fields = [
        "enrolment", "component", "session", "slot", "mark", "minutes", "source", "state", "to_decide", "captured_at",
        "received_at", "device_time", "by", "decided_at", "decided_by", "client_uuid", "based_on",
    ]  # fmt: skip
    ordering = ["-captured_at", "-id"]


@admin.register(EngagementSummary)
class EngagementSummaryAdmin(ReadOnlyAdmin):
    """The sums, which `manage.py rebuild_engagement` can make anew."""

    list_display = ["enrolment", "earned", "total", "missed", "unknown", "to_come", "last_engaged_at", "alert"]
    list_filter = ["alert"]
    list_select_related = _WHO
    search_fields = _PERSON


class CatchUpEventInline(BaseTabularInline):
    """The steps."""

    model = CatchUpEvent
    fields = readonly_fields = ["at", "state", "by"]
    can_delete = False
    max_num = 0


@admin.register(CatchUp)
class CatchUpAdmin(ReadOnlyAdmin):
    """Offers to make an absence good."""

    list_display = ["enrolment", "component", "state", "minutes", "due_on", "sent_at", "decided_by"]
    list_filter = ["state", "due_on"]
    list_select_related = [*_WHO, "component", "decided_by"]
    search_fields = [*_PERSON, "component__title"]
    fields = [
        "enrolment", "component", "session", "state", "minutes", "due_on", "offered_at", "sent_at", "decided_at", "decided_by",
    ]  # fmt: skip
    inlines = [CatchUpEventInline]


@admin.register(CatchUpEvent)
class CatchUpEventAdmin(ReadOnlyAdmin):
    """Every step of every catch-up; not what was written."""

    list_display = ["at", "catch_up", "state", "by"]
    list_filter = ["state"]
    list_select_related = ["catch_up__component", "by"]
    fields = ["catch_up", "state", "at", "by"]
    ordering = ["-at", "-id"]
