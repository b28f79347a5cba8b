"""Vocabulary of people."""

from django.db.models import TextChoices


class RoleName(TextChoices):
    """What a person may do here; one person may hold several."""

    PARTICIPANT = "participant", "Participant"
    FACILITATOR = "facilitator", "Facilitator"
    ASSESSOR = "assessor", "Assessor"
    HUB_ADMIN = "hub_admin", "Hub admin"


class TrnVerification(TextChoices):
    """How a participant's teacher reference number came to be trusted."""

    NOT_YET = "not_yet", "Not yet verified"
    BY_RECORD = "by_record", "Verified against the Teaching Record System"
    BY_HAND = "by_hand", "Verified by hub staff"
