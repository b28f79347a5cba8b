"""Vocabulary of messages."""

from django.db.models import TextChoices


class NotificationKind(TextChoices):
    """Every message the portal sends; the value names its templates in templates/emails/."""

    APPLICATION_RECEIVED = "application_received", "Application received"
    APPLICATION_ACCEPTED = "application_accepted", "Application accepted"
    APPLICATION_REJECTED = "application_rejected", "Application not accepted"
    APPLICATION_MORE_NEEDED = "application_more_needed", "More needed for an application"
    APPLICATION_WITHDRAWN = "application_withdrawn", "Application withdrawn"
    ENDORSEMENT_ASKED = "endorsement_asked", "School leader asked for backing"
    ENDORSEMENT_ANSWERED = "endorsement_answered", "School leader answered"
    TRN_VERIFIED = "trn_verified", "TRN verified"


class NotificationState(TextChoices):
    """Where a message stands."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
