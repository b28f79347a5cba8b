"""Who the hub should talk to: read here, worked on the at-risk list."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from courses.models import AtRiskEntry, AtRiskNote
from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin


class NoteInline(BaseTabularInline):
    """What was done."""

    model = AtRiskNote
    fields = readonly_fields = ["at", "text", "by"]
    can_delete = False
    max_num = 0


@admin.register(AtRiskEntry)
class AtRiskEntryAdmin(ReadOnlyAdmin):
    """Every entry, closed ones too."""

    list_display = ["enrolment", "why", "owner", "opened_at", "closed_at", "work"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), ("owner", admin.EmptyFieldListFilter)]
    list_select_related = ["enrolment__participant", "enrolment__cohort", "owner"]
    search_fields = ["enrolment__participant__first_name", "enrolment__participant__last_name"]
    fields = ["work", "enrolment", "why", "owner", "opened_at", "changed_at", "closed_at", "closed_by", "outcome"]
    readonly_fields = ["work", "why"]
    inlines = [NoteInline]
    ordering = ["-opened_at", "-id"]

    @admin.display(description="Why")
    def why(self, obj: AtRiskEntry) -> str:
        """The rules in words."""
        return "; ".join(obj.reasons)

    @admin.display(description="Own, note, close")
    def work(self, obj: AtRiskEntry) -> SafeString:
        """Where it is done."""
        return format_html('<a href="{}">Open</a>', reverse("board:at-risk-entry", args=[obj.pk]))


@admin.register(AtRiskNote)
class AtRiskNoteAdmin(ReadOnlyAdmin):
    """Every note."""

    list_display = ["at", "entry", "text", "by"]
    list_select_related = ["entry", "by"]
    ordering = ["-at", "-id"]
