"""Who takes part: written by the verbs of courses.actions, read here."""

from django.contrib import admin

from courses.models import Enrolment, EnrolmentEvent
from npq_portal.admin_site import BaseTabularInline, ReadOnlyAdmin


class EventInline(BaseTabularInline):
    """What happened to an enrolment."""

    model = EnrolmentEvent
    fields = readonly_fields = ["at", "status", "reason", "by"]
    can_delete = False
    max_num = 0


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """Places and who holds them."""

    list_display = ["participant", "cohort", "status", "funded_place", "may_start", "enrolled_at"]
    list_filter = ["status", "funded_place", "cohort__intake", "cohort__programme__course"]
    list_select_related = ["participant", "cohort"]
    search_fields = ["participant__first_name", "participant__last_name", "participant__trn", "cohort__name"]
    inlines = [EventInline]

    @admin.display(boolean=True, description="May start", ordering="participant__trn_verification")
    def may_start(self, obj: Enrolment) -> bool:
        """Not before the TRN is verified."""
        return obj.may_start


@admin.register(EnrolmentEvent)
class EnrolmentEventAdmin(ReadOnlyAdmin):
    """The history of every enrolment, newest first."""

    list_display = ["at", "enrolment", "status", "reason", "by"]
    list_filter = ["status"]
    list_select_related = ["enrolment__participant", "enrolment__cohort", "by"]
    ordering = ["-at", "-id"]
