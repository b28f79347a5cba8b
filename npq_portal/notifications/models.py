"""The outbox."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from npq_portal import clock
from npq_portal.notifications.choices import NotificationKind, NotificationState, RefusedBecause


class Notification(models.Model):
    """One message to one address about one thing, written in the same transaction as the fact it tells of.

    Unique on (kind, recipient address, key), so that whatever crashes, a thing is told once; what was skipped told nothing,
    so that the same may be written again. `context` holds what the template prints. Kept one year after it was written:
    it is the person's list of what the hub told them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40, choices=NotificationKind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="notifications"
    )
    recipient_email = models.EmailField(max_length=254)
    key = models.CharField(max_length=200, help_text="What it is about, such as application:42:accepted.")
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=NotificationState, default=NotificationState.QUEUED)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(help_text="Not sent before this moment; moved on after a temporary failure.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was given up, or we heard that it had come back."
    )
    resent_at = models.DateTimeField(null=True, blank=True, help_text="When staff last asked to send it again.")
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    last_error = models.TextField(
        blank=True, help_text="What the mail server said, without the address; or why it was not sent."
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "recipient_email", "key"],
                condition=~Q(state=NotificationState.SKIPPED),
                name="notification_told_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="notification_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state=NotificationState.SENT, sent_at__isnull=False)
                | (~Q(state=NotificationState.SENT) & Q(sent_at__isnull=True)),
                name="notification_sent_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state=NotificationState.FAILED, failed_at__isnull=False)
                | (~Q(state=NotificationState.FAILED) & Q(failed_at__isnull=True)),
                name="notification_failed_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=NotificationState.SENDING) | Q(claimed_at__isnull=False),
                name="notification_being_sent_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(resent_by__isnull=True) | Q(resent_at__isnull=False), name="notification_resent_says_when"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=NotificationState.QUEUED), name="notification_waiting"),
            # finds what goes in one email with a row that was claimed, also while 100,000 wait
            models.Index(
                fields=["recipient_email"],
                condition=Q(state=NotificationState.QUEUED),
                name="notification_waiting_for",
            ),
            models.Index(
                fields=["claimed_at"], condition=Q(state=NotificationState.SENDING), name="notification_in_hand"
            ),
            models.Index(
                fields=["failed_at"], condition=Q(state=NotificationState.FAILED), name="notification_failed_lately"
            ),
            # finds the email that a report is about
            models.Index(
                fields=["recipient_email", "sent_at"],
                condition=Q(state=NotificationState.SENT),
                name="notification_sent_to",
            ),
            # finds what was written about one thing by the beginning of its key, whatever the database's collation
            models.Index(fields=["key"], opclasses=["varchar_pattern_ops"], name="notification_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display().lower()})"


class SwitchedOff(models.Model):
    """A kind of message that somebody does not want, and since when; only of kinds that are optional (rules/manners.py).

    Of the person and not of their address, so that it stays with them when they move. Kept until they switch it on again,
    and no longer than their account: while it stands it must be obeyed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="switched_off")
    kind = models.CharField(max_length=40, choices=NotificationKind)
    switched_off_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "reminder switched off"
        verbose_name_plural = "reminders switched off"
        ordering = ["-switched_off_at"]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="kind_switched_off_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"


class HubWords(models.Model):
    """How the hub words one kind of message, since when; the newest of a kind is what is sent.

    Nothing is written over: each change is a row, so that it can be said what somebody was sent. Both texts empty: back to the
    portal's own words (templates/emails/words). No personal data but who wrote it; kept as long as the portal.
    """

    kind = models.CharField(max_length=40, choices=NotificationKind)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=8000, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "wording of a message"
        verbose_name_plural = "wordings of messages"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="hub_words_kind_is_known"),
            models.CheckConstraint(
                condition=Q(subject="", body="") | (~Q(subject="") & ~Q(body="")), name="hub_words_whole_or_none"
            ),
        ]
        indexes = [models.Index(fields=["kind", "-id"], name="hub_words_newest")]

    def __str__(self) -> str:
        return self.get_kind_display()


class RefusedAddress(models.Model):
    """An address that takes no mail, since when and how we know; while it stands nothing is sent there from the outbox.

    It ends when staff lift it or somebody signs in with a code that went there. Kept one year after it was lifted: what stands
    must be obeyed.
    """

    email = models.EmailField(max_length=254, help_text="In small letters, as the outbox keeps it.")
    because = models.CharField(max_length=12, choices=RefusedBecause)
    said = models.TextField(blank=True, max_length=500, help_text="What the mail server said, without the address.")
    since = models.DateTimeField(default=clock.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "address that takes no mail"
        verbose_name_plural = "addresses that take no mail"
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(lifted_at__isnull=True), name="address_refused_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(because__in=RefusedBecause.values), name="address_refused_for_a_known_reason"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | Q(lifted_at__isnull=False), name="address_lifted_says_when"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=models.F("since")),
                name="address_lifted_after_it_was_refused",
            ),
        ]

    def __str__(self) -> str:
        return self.email
