"""Sessions and what happened to them: read here, changed on the schedule's pages, which show what a change does first."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from courses.admin.exporting import Exporting
from courses.models import Apology, HolidayPeriod, Session, SessionEvent, SessionPlace, WalkIn
from npq_portal.admin_site import BaseAdmin, BaseTabularInline, ReadOnlyAdmin

_WHO = ["enrolment__participant", "enrolment__cohort"]


class SessionEventInline(BaseTabularInline):
    """The history."""

    model = SessionEvent
    fields = readonly_fields = ["at", "what", "before", "after", "by"]
    can_delete = False
    max_num = 0


def led_by(session: Session) -> str:
    """The facilitators' names."""
    return ", ".join(str(user) for user in session.facilitators.all())


@admin.register(Session)
class SessionAdmin(Exporting, ReadOnlyAdmin):
    """Every session of every cohort."""

    list_display = ["component", "cohort", "starts_at", "state", "venue", "led_by", "register", "work"]
    list_filter = ["state", "starts_at", "component__cohort__intake", "component__cohort"]
    search_fields = ["component__title", "component__cohort__name", "venue"]
    date_hierarchy = "starts_at"
    fields = [
        "work", "component", "cohort", "starts_at", "ends_at", "venue", "capacity", "led_by", "state", "state_reason",
        "pending", "register_saved_at", "register_closed_at", "register_closed_by",
    ]  # fmt: skip
    readonly_fields = ["work", "cohort", "led_by"]
    inlines = [SessionEventInline]
    export_columns = {
        "Session": "pk",
        "Cohort": "component__cohort__name",
        "Component": "component__title",
        "Starts": "starts_at",
        "Ends": "ends_at",
        "Venue": "venue",
        "Capacity": "capacity",
        "Facilitators": led_by,
        "State": "get_state_display",
        "Reason": "state_reason",
        "Register closed": "register_closed_at",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """With what lists and exports print."""
        return super().get_queryset(request).select_related("component__cohort").prefetch_related("facilitators")

    @admin.display(description="Cohort", ordering="component__cohort__name")
    def cohort(self, obj: Session) -> str:
        """Whose component it is."""
        return obj.component.cohort.name

    @admin.display(description="Led by")
    def led_by(self, obj: Session) -> str:
        """The facilitators' names."""
        return led_by(obj)

    @admin.display(description="Register", ordering="register_closed_at")
    def register(self, obj: Session) -> str:
        """Whether it is done."""
        if obj.register_closed_at:
            return "Closed"
        return "Begun" if obj.register_saved_at else "Not begun"

    @admin.display(description="Change or cancel")
    def work(self, obj: Session) -> SafeString:
        """Where it is done."""
        return format_html('<a href="{}">Open</a>', reverse("schedule:session", args=[obj.pk]))


@admin.register(HolidayPeriod)
class HolidayPeriodAdmin(BaseAdmin):
    """Days without school near the hub; bank holidays are known without being typed."""

    list_display = ["name", "first_day", "last_day"]
    search_fields = ["name"]


@admin.register(SessionEvent)
class SessionEventAdmin(ReadOnlyAdmin):
    """Everything that happened to any session."""

    list_display = ["at", "session", "what", "by"]
    list_select_related = ["session__component", "by"]
    ordering = ["-at", "-id"]


@admin.register(SessionPlace)
class SessionPlaceAdmin(ReadOnlyAdmin):
    """Who chose or was given which occurrence."""

    list_display = ["taken_at", "enrolment", "session", "left_at"]
    list_select_related = [*_WHO, "session__component"]
    ordering = ["-taken_at", "-id"]


@admin.register(Apology)
class ApologyAdmin(ReadOnlyAdmin):
    """Who said they would not come; never why, which may be about health: the register's page shows that to who leads."""

    list_display = ["sent_at", "enrolment", "session", "withdrawn_at"]
    list_select_related = [*_WHO, "session__component"]
    fields = ["enrolment", "session", "sent_at", "withdrawn_at"]
    ordering = ["-sent_at", "-id"]


@admin.register(WalkIn)
class WalkInAdmin(ReadOnlyAdmin):
    """People in the room whom no register knew, and who they turned out to be."""

    list_display = ["captured_at", "name", "session", "enrolment", "settled_at"]
    list_filter = [("settled_at", admin.EmptyFieldListFilter)]
    list_select_related = [*_WHO, "session__component"]
    ordering = ["-captured_at", "-id"]
