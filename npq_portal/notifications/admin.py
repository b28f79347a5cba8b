"""The outbox in the administration pages: read, filter, try again what failed, and the addresses that take no mail."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from npq_portal import clock
from npq_portal.admin_site import BaseAdmin, ReadOnlyAdmin
from npq_portal.notifications import actions as outbox_actions
from npq_portal.notifications import refused
from npq_portal.notifications.choices import RefusedBecause
from npq_portal.notifications.models import HubWords, Notification, RefusedAddress, SwitchedOff
from npq_portal.templatetags.dates import short_date


class FailedFilter(admin.SimpleListFilter):
    """What the first page counts: failed, and tried lately."""

    title = "could not be sent"
    parameter_name = "failed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("lately", "In the last 7 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notification]) -> QuerySet[Notification]:
        lately = refused.failed_lately(at=clock.now())
        return queryset.filter(pk__in=lately.values("pk")) if self.value() == "lately" else queryset


class StandingFilter(admin.SimpleListFilter):
    """Those that take no mail now, and those that take some again."""

    title = "takes no mail"
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Now"), ("no", "Not any more")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RefusedAddress]) -> QuerySet[RefusedAddress]:
        stands = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if stands is None else queryset.filter(lifted_at__isnull=stands)


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """Every message, sent or not; only a failed one can be sent again.

    What the letter is filled with (`context`) is not shown: it holds the school leader's live link.
    """

    list_display = ["kind", "recipient_email", "state", "created_at", "sent_at", "attempts", "last_error"]
    list_filter = ["state", FailedFilter, "kind", "created_at"]
    search_fields = ["recipient_email", "key"]
    date_hierarchy = "created_at"
    fields = [
        "kind", "recipient", "recipient_email", "key", "state", "created_at", "due_at", "claimed_at", "attempts", "sent_at", "failed_at",
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


class RefusedAddressForm(forms.ModelForm):
    """An address that staff know to take no mail."""

    class Meta:
        model = RefusedAddress
        fields = ["email", "said"]
        labels = {"said": "How you know"}
        help_texts = {
            "email": "Nothing more is sent there but codes to sign in, until you or its reader say that it takes mail again.",
            "said": "In a few words and without names, such as: the school told us that she has left.",
        }

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if stands := refused.standing([email]).get(email):
            raise forms.ValidationError(f"This address takes no mail already, since {short_date(stands.since)}.")
        return email


@admin.register(RefusedAddress)
class RefusedAddressAdmin(BaseAdmin):
    """Where mail comes back, since when, why and whose it is. Rows are the history: they are added and lifted, never changed."""

    form = RefusedAddressForm
    list_display = ["email", "because", "since", "said", "whose", "lifted_at"]
    list_filter = [StandingFilter, "because"]
    search_fields = ["email"]
    date_hierarchy = "since"
    readonly_fields = [
        "because", "since", "whose", "noted_by", "lifted_at", "lifted_by", "what_failed",
    ]  # fmt: skip
    actions = ["lift"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RefusedAddress]:
        """With the account that has the address, if there is one."""
        owner = get_user_model().objects.filter(email=OuterRef("email"))
        return (
            super()
            .get_queryset(request)
            .annotate(owner=Subquery(owner.values("pk")[:1]), owner_name=Subquery(owner.values("name")[:1]))
        )

    def get_fields(self, request: HttpRequest, obj: RefusedAddress | None = None) -> list[str]:
        return ["email", "said", *self.readonly_fields] if obj else ["email", "said"]

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never: what was known when stays as it was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never; a year after it was lifted it goes by itself."""
        return False

    def save_model(self, request: HttpRequest, obj: RefusedAddress, form: forms.ModelForm, change: bool) -> None:
        """By the action; of two who note it at once both see the one row."""
        row, _ = refused.refuse_address(
            email=obj.email, because=RefusedBecause.HUB, said=obj.said, by=request.user, at=clock.now()
        )
        obj.pk = row.pk
        obj.refresh_from_db()

    @admin.display(description="whose it is")
    def whose(self, row: RefusedAddress) -> Any:
        """A link to the account."""
        if row.owner is None:
            return "Nobody’s account"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:accounts_user_change", args=[row.owner]), row.owner_name or row.email
        )

    @admin.display(description="messages to it")
    def what_failed(self, row: RefusedAddress) -> Any:
        """A link to what could not be sent there, from where it can be sent again."""
        found = urlencode({"q": row.email, "state__exact": "failed"})
        url = f"{reverse('admin:notifications_notification_changelist')}?{found}"
        return format_html('<a href="{}">What could not be sent to it</a>', url)

    @admin.action(description="This address takes mail again", permissions=["lift"])
    def lift(self, request: HttpRequest, rows: QuerySet[RefusedAddress]) -> None:
        """The rows stay, with who said so and when; what failed meanwhile is not sent by itself."""
        at = clock.now()
        lifted = sum(refused.lift(refused=row, by=request.user, at=at) for row in rows)
        messages.success(
            request,
            f"Addresses that take mail again: {lifted}. What could not be sent to them meanwhile is not sent by itself: "
            "choose it among the messages and send it again.",
        )

    def has_lift_permission(self, request: HttpRequest) -> bool:
        """Whoever may note one."""
        return request.user.has_perm("notifications.add_refusedaddress")
