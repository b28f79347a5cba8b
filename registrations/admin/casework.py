"""Applications in the administration pages: to be read. Deciding is done on the casework pages.

Answers are not shown here, and of a draft nothing that was typed: the casework page shows what a decision needs.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin
from registrations.casework.presenting import url_of
from registrations.models import Application, ApplicationEvent, Draft, Endorsement, FundingDecision, TrnCheck


class _ReadOnlyInline(BaseTabularInline):
    """Rows that hang on an application; each role's permission to view them is asked for as everywhere."""

    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never."""
        return False


class EventInline(_ReadOnlyInline):
    """The history."""

    model = ApplicationEvent
    fields = ["at", "kind", "by", "note", "shown_to_participant"]


class FundingDecisionInline(_ReadOnlyInline):
    """Decisions about funding."""

    model = FundingDecision
    fields = ["at", "code", "funded", "rules_version", "source", "by", "reason"]


class TrnCheckInline(_ReadOnlyInline):
    """Checks of who the person is."""

    model = TrnCheck
    fields = ["at", "outcome", "reason", "facts", "has_alert", "by"]


class EndorsementInline(_ReadOnlyInline):
    """The school leader."""

    model = Endorsement
    fields = ["leader_name", "status", "asked_at", "answered_at"]


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Every application, with a link to its casework page."""

    list_display = ["reference", "participant", "cohort", "status", "submitted_at", "casework"]
    list_filter = ["status", "cohort__intake", "cohort__programme__course"]
    list_select_related = ["participant", "cohort"]
    search_fields = ["reference", "participant__last_name", "participant__user__email"]
    fields = [
        "reference", "casework", "participant", "cohort", "workplace", "status", "submitted_at", "decided_at",
        "rejection_reason", "funding_code", "funding_rules", "review_reasons", "needs_backing", "payer", "enrolment",
    ]  # fmt: skip
    inlines = [EventInline, FundingDecisionInline, TrnCheckInline, EndorsementInline]

    @admin.display(description="casework page")
    def casework(self, application: Application) -> SafeString:
        """Where it is decided."""
        return format_html('<a href="{}">Open</a>', url_of(application))


@admin.register(ApplicationEvent)
class ApplicationEventAdmin(ReadOnlyAdmin):
    """Everything that happened to any application."""

    list_display = ["at", "application", "kind", "by"]
    list_filter = ["kind", "at"]
    list_select_related = ["application", "by"]


@admin.register(FundingDecision)
class FundingDecisionAdmin(ReadOnlyAdmin):
    """Every decision about funding, by the rules and by people."""

    list_display = ["at", "application", "code", "funded", "rules_version", "by"]
    list_filter = ["funded", "code", "rules_version"]
    list_select_related = ["application", "by"]


@admin.register(TrnCheck)
class TrnCheckAdmin(ReadOnlyAdmin):
    """Every check; never what a record said."""

    list_display = ["at", "application", "outcome", "reason", "has_alert", "by"]
    list_filter = ["outcome", "has_alert"]
    list_select_related = ["application", "by"]
    fields = ["application", "outcome", "reason", "facts", "has_alert", "at", "by"]


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    """How many are being written, and since when; neither by whom nor what."""

    list_display = ["pk", "created_at", "updated_at", "submitted_at"]
    list_filter = [("submitted_at", admin.EmptyFieldListFilter), "updated_at"]
    fields = ["created_at", "updated_at", "submitted_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        """Without the answers."""
        return super().get_queryset(request).defer("answers")
