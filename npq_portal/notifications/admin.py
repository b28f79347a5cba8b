"""The outbox in the administration pages: read, filter, and try again what failed."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from npq_portal import clock
from npq_portal.admin_site import ReadOnlyAdmin
from npq_portal.notifications import actions as outbox_actions
from npq_portal.notifications.models import HubWords, Notification, SwitchedOff


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """Every message, sent or not; only a failed one can be sent again.

    What the letter is filled with (`context`) is not shown: it holds the school leader's live link.
    """

    list_display = ["kind", "recipient_email", "state", "created_at", "sent_at", "attempts", "last_error"]
    list_filter = ["state", "kind", "created_at"]
    search_fields = ["recipient_email", "key"]
    date_hierarchy = "created_at"
    fields = [
        "kind", "recipient", "recipient_email", "key", "state", "created_at", "due_at", "claimed_at", "attempts", "sent_at",
        "resent_at", "resent_by", "last_error",
    ]  # fmt: skip
    actions = ["resend"]

    @admin.action(description="Send failed messages again", permissions=["resend"])
    def resend(self, request: HttpRequest, notifications: QuerySet[Notification]) -> None:
        """Puts failed ones back into the outbox; others are left as they are."""
        at = clock.now()
        asked = [
            outbox_actions.resend(notification=notification, by=request.user, at=at) for notification in notifications
        ]
        messages.success(request, f"Messages to be sent again: {sum(asked)}.")
        if not all(asked):
            messages.warning(request, f"Left as they are, since they have not failed: {asked.count(False)}.")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whoever may read the outbox."""
        return request.user.has_perm("notifications.view_notification")


@admin.register(SwitchedOff)
class SwitchedOffAdmin(ReadOnlyAdmin):
    """Which reminders people do not want, for whoever is asked why none came. Each person's own choice: read here."""

    list_display = ["user", "kind", "switched_off_at"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]
    date_hierarchy = "switched_off_at"
    fields = ["user", "kind", "switched_off_at"]


@admin.register(HubWords)
class HubWordsAdmin(ReadOnlyAdmin):
    """Every change of how the hub words its messages, for whoever is asked what somebody was sent. They are written on the
    page “The words of emails”, with a preview (pages/views/wording.py)."""

    list_display = ["kind", "subject", "written_at", "written_by"]
    list_filter = ["kind"]
    list_select_related = ["written_by"]
    date_hierarchy = "written_at"
    fields = ["kind", "subject", "body", "written_at", "written_by"]
