"""Scripts by their numbers, who marked them, and which are alike. Nobody's name stands here but markers': whose a script is
is said by the hub's page of it alone."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.models import Conflict, Marking, Score, Script, ScriptEvent, SimilarPair
from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin

_WINDOW = "submission__entry__window"


class _Trail(BaseTabularInline):
    """Rows that hang on what is only read."""

    can_delete = False
    max_num = 0


class MarkingInline(_Trail):
    """Its marks."""

    model = Marking
    fields = readonly_fields = ["stage", "marker", "state", "percent", "due_on", "done_at"]


class ScriptEventInline(_Trail):
    """What happened to it."""

    model = ScriptEvent
    fields = readonly_fields = ["at", "what", "by"]


@admin.register(Script)
class ScriptAdmin(ReadOnlyAdmin):
    """Every script, as markers know it."""

    list_display = ["number", "window", "state", "why_second", "agreed_percent", "agreed_pass", "agreed_at", "work"]
    list_filter = ["state", "why_second", "is_standard", "agreed_pass", "agreed_how", f"{_WINDOW}__cohort"]
    list_select_related = [f"{_WINDOW}__case_study", f"{_WINDOW}__cohort"]
    search_fields = ["number"]
    fields = [
        "work", "number", "window", "state", "why_second", "is_standard", "made_at", "agreed_percent", "agreed_pass",
        "agreed_how", "agreed_at",
    ]  # fmt: skip
    readonly_fields = ["work", "window"]
    inlines = [MarkingInline, ScriptEventInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Script]:
        """Without the bytes handed in."""
        return super().get_queryset(request).defer("submission__content")

    @admin.display(description="Window", ordering=f"{_WINDOW}__opens_at")
    def window(self, obj: Script) -> str:
        """Whose window, and which case."""
        return str(obj.submission.entry.window)

    @admin.display(description="Text, marks and whose it is")
    def work(self, obj: Script) -> SafeString:
        """Where it is seen whole."""
        return _script(obj)


class ScoreInline(_Trail):
    """The points; the comments are on the script's page."""

    model = Score
    fields = readonly_fields = ["criterion", "points", "saved_at"]


@admin.register(Marking)
class MarkingAdmin(ReadOnlyAdmin):
    """Who has which script to mark, and has marked it; handed-back ones too."""

    list_display = ["script", "stage", "marker", "state", "due_on", "claimed_at", "done_at", "percent", "work"]
    list_filter = ["state", "stage", "due_on", ("marker", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["script", "marker"]
    search_fields = ["script__number", "marker__name", "marker__email"]
    date_hierarchy = "due_on"
    fields = [
        "work", "script", "marker", "stage", "state", "allocated_at", "due_on", "claimed_at", "done_at", "percent",
    ]  # fmt: skip
    readonly_fields = ["work"]
    inlines = [ScoreInline]

    @admin.display(description="Comments")
    def work(self, obj: Marking) -> SafeString:
        """Where they are read beside the other marks."""
        return _script(obj.script)


@admin.register(Conflict)
class ConflictAdmin(ReadOnlyAdmin):
    """Who must not mark whom. Declared on the page of a window's marking team."""

    list_display = ["at", "marker", "enrolment", "reason", "by"]
    list_filter = [("marker", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["marker", "enrolment__participant", "enrolment__cohort", "by"]
    search_fields = [
        "marker__name", "enrolment__participant__first_name", "enrolment__participant__last_name", "reason",
    ]  # fmt: skip
    ordering = ["-at", "-id"]


@admin.register(SimilarPair)
class SimilarPairAdmin(ReadOnlyAdmin):
    """Scripts that share more than they should; side by side on the hub's page."""

    list_display = ["pair", "per_mille", "found_at", "looked_at", "looked_at_by", "work"]
    list_filter = [("looked_at", admin.EmptyFieldListFilter), f"first__{_WINDOW}__cohort"]
    list_select_related = ["first", "second", "looked_at_by"]
    search_fields = ["first__number", "second__number", "note"]
    date_hierarchy = "found_at"
    fields = ["work", "first", "second", "per_mille", "found_at", "looked_at", "looked_at_by", "note"]
    readonly_fields = ["work"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SimilarPair]:
        """Without where the passages stand."""
        return super().get_queryset(request).defer("passages")

    @admin.display(description="Scripts", ordering="first__number")
    def pair(self, obj: SimilarPair) -> str:
        """By their numbers."""
        return f"{obj.first.number} and {obj.second.number}"

    @admin.display(description="Side by side")
    def work(self, obj: SimilarPair) -> SafeString:
        """Where they are compared."""
        return format_html('<a href="{}">Open</a>', reverse("integrity:pair", args=[obj.pk]))


def _script(script: Script) -> SafeString:
    return format_html('<a href="{}">Open</a>', reverse("hub-marking:script", args=[script.number]))
