"""Outages, and the time they gave back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.models.window import Entry


class Outage(models.Model):
    """An interval in which the portal was down, as staff named it, and who decided to give the time back. Kept as long as
    the windows it touched."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    what = models.CharField(max_length=200, help_text="What happened; participants read it.")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_credited = models.BooleanField(null=True, blank=True, help_text="Empty until decided.")

    class Meta:
        ordering = ["-starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="outage_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(is_credited__isnull=True) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="outage_decided_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class OutageCredit(models.Model):
    """The time an outage gave back to one entry. Append-only; kept as long as the entry."""

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="credits")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="outage_credits")
    seconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["outage", "entry"]
        constraints = [
            models.UniqueConstraint(fields=["outage", "entry"], name="outage_is_credited_once"),
            models.CheckConstraint(condition=Q(seconds__gt=0), name="outage_credit_gives_time"),
        ]

    def __str__(self) -> str:
        return f"{self.seconds} seconds"
