"""Who takes part: enrolments and what happened to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.choices import EnrolmentStatus
from courses.models.cohort import Cohort
from npq_portal.accounts.models import Participant


class Enrolment(models.Model):
    """A participant's place in a cohort. Kept six years after the cohort ends, as declarations evidence."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    status = models.CharField(max_length=12, choices=EnrolmentStatus, default=EnrolmentStatus.ACTIVE)
    enrolled_at = models.DateTimeField()
    funded_place = models.BooleanField(
        null=True, blank=True, help_text="Whether a funded place is held; empty where places are not capped."
    )

    workplace_urn = models.CharField(
        "URN of their school",
        max_length=7,
        blank=True,
        help_text="As it was on the accepted application; nobody of that school marks them.",
    )
    reason_code = models.CharField(
        max_length=50, blank=True, help_text="The DfE's reason for the deferral or the withdrawal it stands in."
    )
    expected_back_on = models.DateField(null=True, blank=True, help_text="When somebody who deferred means to return.")
    continues = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        help_text="The enrolment in an earlier cohort whose credit came along.",
    )

    class Meta:
        ordering = ["cohort", "participant"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "cohort"], name="enrolled_once_in_a_cohort"),
            models.CheckConstraint(condition=Q(status__in=EnrolmentStatus.values), name="enrolment_status_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} in {self.cohort}"

    @property
    def may_start(self) -> bool:
        """Whether the participant's TRN is verified: the DfE registers nobody without one, so nobody starts before."""
        return self.participant.trn_is_verified


class EnrolmentEvent(models.Model):
    """One thing that happened to an enrolment: append-only. Kept as long as the enrolment."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="events")
    status = models.CharField(max_length=12, choices=EnrolmentStatus)
    reason_code = models.CharField(max_length=50, blank=True, help_text="The DfE's, for a deferral or a withdrawal.")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_status_display()}"
