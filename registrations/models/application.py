"""Applications: what was answered, decided and promised, frozen at submission."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from courses.models import Cohort, Enrolment
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import Participant, User
from registrations.choices import LIVE, ApplicationStatus, RejectionReason
from registrations.models.draft import Draft
from registrations.models.workplace import Workplace


class ApplicationQuerySet(models.QuerySet["Application"]):
    """The words for applications."""

    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """A person's own; every one for hub admins."""
        if user.has_role(RoleName.HUB_ADMIN):
            return self
        return self.filter(participant__user=user)

    def live(self) -> "ApplicationQuerySet":
        """Those that want a decision or were accepted."""
        return self.filter(status__in=LIVE)


class Application(models.Model):
    """One person's application for one cohort. What was answered and the facts used stay as they were that day.

    Kept one year where it was not accepted, six years after the programme's end where it was (docs/domain.md).
    """

    reference = models.CharField(max_length=13, unique=True)
    draft = models.OneToOneField(Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="application")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="applications")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications")
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=12, choices=ApplicationStatus, default=ApplicationStatus.SUBMITTED)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    rejection_reason = models.CharField(max_length=30, choices=RejectionReason, blank=True)
    answers = models.JSONField(help_text="Every answer as given, by field name.")
    answers_in_words = models.JSONField(
        default=list, help_text="What the person read on Check your answers: [question, answer] in order."
    )
    funding_facts = models.JSONField(help_text="The facts the funding rule was given.")
    funding_code = models.CharField(max_length=50, help_text="The newest funding decision's code.")
    funding_rules = models.CharField(max_length=40)
    list_versions = models.JSONField(default=dict, help_text="The DfE's lists in force then: kind to version.")
    review_reasons = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    needs_backing = models.BooleanField(
        default=False, help_text="Cannot be accepted before the school leader backs it."
    )
    payer = models.CharField(max_length=20, blank=True, help_text="Who pays when it is not funded.")
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="application"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at"]
        permissions = [("see_adjustments", "Can see the adjustments people ask for")]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "cohort"],
                condition=Q(status__in=LIVE),
                name="one_live_application_a_person_and_cohort",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ApplicationStatus.values), name="application_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.ACCEPTED) | Q(enrolment__isnull=False),
                name="accepted_application_has_its_enrolment",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.REJECTED) | ~Q(rejection_reason=""),
                name="rejected_application_says_why",
            ),
        ]
        indexes = [models.Index(fields=["status", "-submitted_at"], name="applications_by_status")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_live(self) -> bool:
        """Whether it wants a decision or was accepted."""
        return self.status in LIVE
