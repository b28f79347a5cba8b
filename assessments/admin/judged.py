"""Results, the board's releases, statements and cases of misconduct. Decided on the hub's own pages, read here; names stand
here, and no number of a script."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.admin.handed_in import COHORT, PERSON, WHO, OfEntry
from assessments.models import CompletionStatement, MisconductCase, MisconductEvent, Outcome, Release
from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    """When the results of a window went out together."""

    list_display = ["at", "window", "by", "note", "work"]
    list_filter = ["window__cohort__intake", "window__cohort"]
    list_select_related = ["window__case_study", "window__cohort", "by"]
    search_fields = ["window__cohort__name", "window__case_study__title", "note"]
    date_hierarchy = "at"
    fields = ["work", "window", "at", "by", "note"]
    readonly_fields = ["work"]
    ordering = ["-at", "-id"]

    @admin.display(description="Results of the window")
    def work(self, obj: Release) -> SafeString:
        """Where they are."""
        return _link("results:board", obj.window_id)


@admin.register(Outcome)
class OutcomeAdmin(OfEntry):
    """Every result there was, corrected ones too: the newest of an attempt counts. What the person reads with it is on the
    attempt's page."""

    list_display = ["at", "person", "window", "result", "percent", "is_correction", "by", "work"]
    list_filter = ["result", ("reason", admin.EmptyFieldListFilter), COHORT]
    list_select_related = [*WHO, "by"]
    date_hierarchy = "at"
    fields = ["work", "entry", "result", "percent", "release", "reason", "at", "by"]
    readonly_fields = ["work"]
    ordering = ["-at", "-id"]

    @admin.display(description="Correction", boolean=True)
    def is_correction(self, obj: Outcome) -> bool:
        """Whether it puts an earlier one right."""
        return bool(obj.reason)


@admin.register(CompletionStatement)
class CompletionStatementAdmin(ReadOnlyAdmin):
    """The hub's statements, as they were signed, withdrawn ones too."""

    list_display = ["issued_at", "enrolment", "reference", "key_id", "withdrawn_at", "public_check"]
    list_filter = [("withdrawn_at", admin.EmptyFieldListFilter), "enrolment__cohort", "key_id"]
    list_select_related = ["enrolment__participant", "enrolment__cohort"]
    search_fields = ["reference", "enrolment__participant__first_name", "enrolment__participant__last_name"]
    date_hierarchy = "issued_at"
    fields = ["public_check", "enrolment", "reference", "payload", "key_id", "signature", "issued_at", "withdrawn_at"]
    readonly_fields = ["public_check"]
    ordering = ["-issued_at", "-id"]

    @admin.display(description="Public page")
    def public_check(self, obj: CompletionStatement) -> SafeString:
        """What somebody sees who checks it."""
        return _link("receipts:statement", obj.reference)


class MisconductEventInline(BaseTabularInline):
    """The steps; what was written at each is on the case's page."""

    model = MisconductEvent
    fields = readonly_fields = ["at", "state", "by"]
    can_delete = False
    max_num = 0


@admin.register(MisconductCase)
class MisconductCaseAdmin(ReadOnlyAdmin):
    """Cases and where they stand; what is suspected is on the case's page."""

    list_display = ["raised_at", "person", "window", "state", "was_upheld", "raised_by", "closed_at", "work"]
    list_filter = ["state", "was_upheld", ("closed_at", admin.EmptyFieldListFilter), f"submission__{COHORT}"]
    list_select_related = ["raised_by", *(f"submission__{name}" for name in WHO)]
    search_fields = [f"submission__{name}" for name in PERSON]
    date_hierarchy = "raised_at"
    fields = ["work", "person", "window", "state", "was_upheld", "raised_at", "raised_by", "closed_at"]
    readonly_fields = ["work", "person", "window"]
    inlines = [MisconductEventInline]
    ordering = ["-raised_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MisconductCase]:
        """Without the bytes handed in."""
        return super().get_queryset(request).defer("submission__content", "allegation")

    @admin.display(description="Person")
    def person(self, obj: MisconductCase) -> str:
        """Whose submission it is about."""
        return str(obj.submission.entry.enrolment.participant)

    @admin.display(description="Window")
    def window(self, obj: MisconductCase) -> str:
        """The case and the cohort."""
        return str(obj.submission.entry.window)

    @admin.display(description="The case")
    def work(self, obj: MisconductCase) -> SafeString:
        """Where it is worked on."""
        return _link("integrity:case", obj.pk)


def _link(name: str, word: object) -> SafeString:
    return format_html('<a href="{}">Open</a>', reverse(name, args=[word]))
