"""What belongs to an application: its history, funding decisions, TRN checks, backing and adjustments."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from registrations.choices import EndorsementStatus, EventKind, TrnCheckOutcome
from registrations.models.application import Application
from registrations.models.draft import Draft


class ApplicationEvent(models.Model):
    """One thing that happened to an application: append-only. Kept as long as the application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=30, choices=EventKind)
    note = models.TextField(blank=True, help_text="The reason or the words sent.")
    shown_to_participant = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="application_event_kind_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"


class FundingDecision(models.Model):
    """One funding decision, by the rules (no `by`) or by a hub admin with a reason: append-only, the newest counts.

    Kept as long as the application. The hub's check is not the DfE's confirmation.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="funding_decisions")
    code = models.CharField(max_length=50)
    funded = models.BooleanField()
    rules_version = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    reason = models.TextField(blank=True, help_text="Why the hub decided otherwise.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=True) | ~Q(reason=""), name="funding_decided_by_a_person_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.code}"


class TrnCheck(models.Model):
    """One check of who a person is: the result, when, and which facts agreed; never what the record said.

    Belongs to a draft, then to its application. Kept as long as either.
    """

    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="trn_checks")
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, null=True, blank=True, related_name="trn_checks"
    )
    outcome = models.CharField(max_length=15, choices=TrnCheckOutcome)
    reason = models.CharField(max_length=40, blank=True, help_text="The identity rule's reason code.")
    facts = models.JSONField(
        default=dict,
        help_text="trn, first_name, date_of_birth, national_insurance_number: agreed, differed, not_given, not_on_record.",
    )
    record_trn = models.CharField(max_length=7, blank=True, help_text="The record's TRN, where it was verified.")
    has_alert = models.BooleanField(default=False, help_text="The record carries an open alert: for staff to look up.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "TRN check"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=TrnCheckOutcome.values), name="trn_check_outcome_is_known"),
            models.CheckConstraint(
                condition=~Q(outcome=TrnCheckOutcome.VERIFIED) | ~Q(record_trn=""),
                name="verified_trn_check_names_the_trn",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class Endorsement(models.Model):
    """The school leader who backs an application, and their answer. The link they get is signed, not stored.

    Kept as long as the application.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="endorsement")
    leader_name = models.CharField(max_length=200)
    leader_email = models.EmailField(max_length=254)
    status = models.CharField(max_length=10, choices=EndorsementStatus, default=EndorsementStatus.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=EndorsementStatus.ASKED, answered_at__isnull=True)
                | (~Q(status=EndorsementStatus.ASKED) & Q(answered_at__isnull=False)),
                name="endorsement_answer_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_status_display()}"


class AdjustmentRequest(models.Model):
    """What a person needs to take part, in their own words: may be health data, so it stands apart from the application
    and is shown only to the person and to staff with the permission registrations.see_adjustments.

    Kept one year after the application's decision or the programme's end, whichever is later.
    """

    draft = models.OneToOneField(
        Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="adjustment_request"
    )
    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, null=True, blank=True, related_name="adjustment_request"
    )
    needs = models.TextField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Adjustment request {self.pk}"
