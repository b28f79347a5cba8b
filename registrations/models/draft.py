"""An application while it is being written."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from npq_portal import clock


class Draft(models.Model):
    """The answers given so far, one row a person until it is submitted.

    `answers` maps a field's name to its JSON value (registrations/journey/answers.py says which). The National Insurance
    number and adjustments are never among them. An unfinished draft is deleted 90 days after its last change; a
    submitted one is emptied at once, since the application then holds the answers.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(submitted_at__isnull=True), name="one_open_draft_a_person"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(answers={}), name="submitted_draft_is_emptied"
            ),
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"
