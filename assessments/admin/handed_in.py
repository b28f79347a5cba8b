"""What was written and handed in: when, how many words and by what way, never the text itself.

Names stand here and the numbers of scripts in assessments.admin.marked: which belongs to which is said by the hub's page of
a script alone, so that somebody who marks as well as keeps the hub does not come across it.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.models import DraftVersion, Receipt, Submission, UploadedFile
from npq_portal.admin_site import ReadOnlyAdmin

PERSON = ["entry__enrolment__participant__first_name", "entry__enrolment__participant__last_name"]
WHO = [
    "entry__enrolment__participant",
    "entry__enrolment__cohort",
    "entry__window__case_study",
    "entry__window__cohort",
]
COHORT = "entry__window__cohort"


class OfEntry(ReadOnlyAdmin):
    """What hangs on somebody's attempt: who it is and in which window, in columns of their own."""

    list_select_related = WHO
    search_fields = PERSON

    @admin.display(description="Person", ordering="entry__enrolment__participant__last_name")
    def person(self, obj: Any) -> str:
        """Whose attempt."""
        return str(obj.entry.enrolment.participant)

    @admin.display(description="Window", ordering="entry__window__opens_at")
    def window(self, obj: Any) -> str:
        """The case and the cohort."""
        return str(obj.entry.window)

    @admin.display(description="Attempt")
    def work(self, obj: Any) -> SafeString:
        """Where the attempt is seen whole."""
        return format_html('<a href="{}">Open</a>', reverse("results:attempt", args=[obj.entry_id]))


@admin.register(DraftVersion)
class DraftVersionAdmin(OfEntry):
    """Every version of every draft: what came late or beside another is found by how it came to us."""

    list_display = ["saved_at", "person", "window", "number", "words", "source", "work"]
    list_filter = ["source", COHORT]
    date_hierarchy = "saved_at"
    fields = ["work", "entry", "number", "based_on", "words", "source", "written_at", "saved_at", "client_uuid"]
    readonly_fields = ["work"]
    ordering = ["-saved_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DraftVersion]:
        """Without the texts."""
        return super().get_queryset(request).defer("answers")


@admin.register(UploadedFile)
class UploadedFileAdmin(OfEntry):
    """Files sent instead of a text, removed ones too; neither the bytes nor what was read of them."""

    list_display = ["received_at", "person", "window", "file_name", "kind", "words", "scan", "removed_at"]
    list_filter = ["kind", "scan", ("removed_at", admin.EmptyFieldListFilter), COHORT]
    search_fields = [*PERSON, "file_name", "sha256"]
    fields = ["entry", "file_name", "kind", "sha256", "words", "scan", "received_at", "removed_at", "client_uuid"]
    ordering = ["-received_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UploadedFile]:
        """Without the bytes and the text."""
        return super().get_queryset(request).defer("content", "text")


@admin.register(Submission)
class SubmissionAdmin(OfEntry):
    """What was handed in, taken back or standing; not what is in it."""

    list_display = [
        "submitted_at",
        "person",
        "window",
        "words",
        "is_over_limit",
        "submitted_by",
        "withdrawn_at",
        "work",
    ]
    list_filter = ["submitted_by", "is_over_limit", ("withdrawn_at", admin.EmptyFieldListFilter), COHORT]
    search_fields = [*PERSON, "sha256", "receipt__reference"]
    date_hierarchy = "submitted_at"
    fields = [
        "work", "entry", "words", "is_over_limit", "sha256", "receipt", "submitted_by", "submitted_at", "withdrawn_at",
        "declaration",
    ]  # fmt: skip
    readonly_fields = ["work", "receipt"]
    ordering = ["-submitted_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Without the bytes."""
        return super().get_queryset(request).defer("content")

    @admin.display(description="Receipt")
    def receipt(self, obj: Submission) -> SafeString | str:
        """Its reference."""
        found = Receipt.objects.filter(submission=obj).first()
        if found is None:
            return "None"
        url = reverse("admin:assessments_receipt_change", args=[found.pk])
        return format_html('<a href="{}">{}</a>', url, found.reference)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """The proofs, as they were signed. The public page checks one."""

    list_display = ["issued_at", "reference", "submission", "key_id"]
    list_filter = ["key_id"]
    list_select_related = ["submission"]
    search_fields = ["reference", "submission__sha256", *(f"submission__{name}" for name in PERSON)]
    date_hierarchy = "issued_at"
    fields = ["public_check", "reference", "submission", "payload", "key_id", "signature", "issued_at"]
    readonly_fields = ["public_check"]
    ordering = ["-issued_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Receipt]:
        """Without the bytes it is about."""
        return super().get_queryset(request).defer("submission__content")

    @admin.display(description="Check it")
    def public_check(self, obj: Receipt) -> SafeString:
        """The page that everybody may use."""
        return format_html('<a href="{}">Check a receipt</a>', reverse("receipts:check"))
