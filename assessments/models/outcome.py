"""Outcomes, their release by the board, and the hub's statement of completion."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.choices import OutcomeResult
from assessments.models.window import Entry, Window
from courses.models import Enrolment


class Release(models.Model):
    """The board's decision to let a window's results out together. Kept as long as the window."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="releases")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True, help_text="Who sat on the board, and anything it minuted.")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"Release of {self.window}"


class Outcome(models.Model):
    """The result of one attempt. Append-only: a correction is another row, and the newest of an entry counts. Seen by its
    participant from its release on. Kept six years after the cohort ends."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="outcomes")
    result = models.CharField(max_length=15, choices=OutcomeResult)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    feedback = models.JSONField(
        default=list, help_text='By criterion: [{"title": "...", "points": 3, "most": 4, "comment": "..."}].'
    )
    comment = models.TextField(blank=True)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="outcomes")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it corrects an earlier one.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=OutcomeResult.values), name="outcome_result_is_known"),
            models.UniqueConstraint(fields=["entry"], condition=Q(reason=""), name="outcome_corrected_says_why"),
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class CompletionStatement(models.Model):
    """The hub's statement that somebody completed the course (the DfE issues the NPQ itself), signed like a receipt. Kept
    six years after the cohort ends."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion_statement")
    reference = models.CharField(max_length=20, unique=True)
    payload = models.TextField(help_text="Canonical JSON.")
    key_id = models.CharField(max_length=20)
    signature = models.CharField(max_length=128, help_text="Ed25519, base64.")
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="When a correction took the pass back.")

    class Meta:
        ordering = ["issued_at", "id"]

    def __str__(self) -> str:
        return self.reference
