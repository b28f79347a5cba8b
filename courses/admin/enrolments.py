"""Who takes part: written by the verbs of courses.actions, read here. What can be done is on each enrolment's own page."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from courses.admin.exporting import Exporting
from courses.facts.standing import policy_of
from courses.models import Enrolment, EnrolmentEvent
from courses.rules.engagement import Figures
from courses.rules.forecast import percent_now
from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin


class EventInline(BaseTabularInline):
    """What happened to an enrolment."""

    model = EnrolmentEvent
    fields = readonly_fields = ["at", "status", "reason_code", "reason", "by"]
    can_delete = False
    max_num = 0


def percent(enrolment: Enrolment) -> int | None:
    """Engagement of what is known so far, as the participant's page and the board show it; None before anything is."""
    summary = getattr(enrolment, "summary", None)
    if summary is None:
        return None
    by_bucket = {bucket: Figures(**one) for bucket, one in summary.buckets.items()}
    return percent_now(policy_of(enrolment.cohort.programme), by_bucket)


@admin.register(Enrolment)
class EnrolmentAdmin(Exporting, ReadOnlyAdmin):
    """Places and who holds them."""

    list_display = ["participant", "cohort", "status", "engagement", "funded_place", "may_start", "enrolled_at", "work"]
    list_filter = [
        "status",
        "funded_place",
        "cohort__intake",
        "cohort__programme__course",
        "cohort__programme__lead_provider",
    ]
    list_select_related = ["participant", "cohort", "summary"]
    search_fields = ["participant__first_name", "participant__last_name", "participant__trn", "cohort__name"]
    fields = [
        "work", "participant", "cohort", "status", "reason_code", "expected_back_on", "enrolled_at", "funded_place",
        "may_start", "engagement", "continues",
    ]  # fmt: skip
    readonly_fields = ["work", "may_start", "engagement"]
    inlines = [EventInline]
    export_columns = {
        "enrolment": "pk",
        "first_name": "participant__first_name",
        "last_name": "participant__last_name",
        "email": "participant__user__email",
        "teacher_reference_number": lambda row: row.participant.trn if row.participant.trn_is_verified else "",
        "course": "cohort__programme__course__identifier",
        "lead_provider": "cohort__programme__lead_provider__name",
        "intake": "cohort__intake__identifier",
        "cohort": "cohort__name",
        "status": "status",
        "reason": "reason_code",
        "expected_back_on": "expected_back_on",
        "funded_place": "funded_place",
        "enrolled_at": "enrolled_at",
        "engagement_minutes": "summary__earned",
        "engagement_minutes_of": "summary__total",
        "engagement_percent": percent,
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrolment]:
        """With what lists and exports print, in the same query."""
        related = [
            "participant__user",
            "cohort__intake",
            "cohort__programme__course",
            "cohort__programme__lead_provider",
        ]
        return super().get_queryset(request).select_related(*related, "summary")

    @admin.display(boolean=True, description="May start", ordering="participant__trn_verification")
    def may_start(self, obj: Enrolment) -> bool:
        """Not before the TRN is verified."""
        return obj.may_start

    @admin.display(description="Engagement")
    def engagement(self, obj: Enrolment) -> str:
        """Such as "84%"; a dash where nothing counts yet."""
        so_far = percent(obj)
        return "–" if so_far is None else f"{so_far}%"

    @admin.display(description="Defer, move or withdraw")
    def work(self, obj: Enrolment) -> SafeString:
        """Where it is done, with a preview."""
        return format_html('<a href="{}">Open</a>', reverse("enrolments:record", args=[obj.pk]))


@admin.register(EnrolmentEvent)
class EnrolmentEventAdmin(ReadOnlyAdmin):
    """The history of every enrolment, newest first."""

    list_display = ["at", "enrolment", "status", "reason_code", "reason", "by"]
    list_filter = ["status"]
    list_select_related = ["enrolment__participant", "enrolment__cohort", "by"]
    ordering = ["-at", "-id"]
