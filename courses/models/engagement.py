"""What is known of each participant's engagement: records, their sums, catching up, and who is at risk."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.choices import AtRiskRule, CatchUpState, Mark, MarkSource, RecordState, WhyToDecide
from courses.models.components import Component
from courses.models.enrolment import Enrolment
from courses.models.sessions import Session


class EngagementRecord(models.Model):
    """One thing known about an enrolment and a component. Rows are never changed but for `state`, nor deleted; kept six
    years after the cohort ends, as declarations evidence.

    A `slot` is one place a record can come from: "session:42", "catch-up", "study", "exempt" or "transfer". In each slot
    the newest by `captured_at` is current; a component's credit is the most that any current slot gives, never the sum.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="records")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="records")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    slot = models.CharField(max_length=30)
    mark = models.CharField(max_length=20, choices=Mark)
    minutes = models.PositiveIntegerField(default=0, help_text="Credit in minutes; 0 for an absence.")
    source = models.CharField(max_length=15, choices=MarkSource)
    state = models.CharField(max_length=10, choices=RecordState, default=RecordState.CURRENT)
    to_decide = models.CharField(max_length=20, choices=WhyToDecide, blank=True, default=WhyToDecide.NONE)
    note = models.TextField(blank=True, help_text="A reflection, or why; participants see their own.")
    client_uuid = models.UUIDField(
        unique=True, help_text="Made where the mark was made: sending it again changes nothing."
    )
    based_on = models.UUIDField(null=True, blank=True, help_text="The record whoever marked was looking at.")
    device = models.CharField(max_length=40, blank=True, help_text="A random name of the device, not of the person.")
    device_time = models.DateTimeField(null=True, blank=True, help_text="What the device's clock said.")
    captured_at = models.DateTimeField(
        help_text="When it was marked: the device's time, set right by its measured error."
    )
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["captured_at", "id"]
        indexes = [
            models.Index(fields=["session"], name="record_by_session"),
            models.Index(fields=["state"], condition=Q(state="to_decide"), name="record_to_decide"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "component", "slot"],
                condition=Q(state=RecordState.CURRENT),
                include=["minutes", "mark", "session", "captured_at"],  # so that sums are read from it alone
                name="one_current_record_a_slot",
            ),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="record_mark_is_known"),
            models.CheckConstraint(condition=Q(source__in=MarkSource.values), name="record_source_is_known"),
            models.CheckConstraint(condition=Q(state__in=RecordState.values), name="record_state_is_known"),
            models.CheckConstraint(condition=Q(to_decide__in=WhyToDecide.values), name="record_to_decide_is_known"),
            models.CheckConstraint(
                condition=~Q(mark__in=[Mark.ABSENT, Mark.AUTHORISED_ABSENCE, Mark.EXEMPT, Mark.CLEARED]) | Q(minutes=0),
                name="record_without_credit_has_no_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.get_mark_display()


class EngagementSummary(models.Model):
    """The sums of one enrolment's current records, in whole minutes; a projection that can be rebuilt at any time, so it
    is kept only as long as the enrolment.

    `buckets` holds the same six figures for each bucket: {"live": {"earned": 60, "total": 120, ...}}.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, primary_key=True, related_name="summary")
    earned = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="All that counts, exemptions and cancellations left out.")
    missed = models.PositiveIntegerField(default=0, help_text="Known to be lost, unless caught up.")
    catchable = models.PositiveIntegerField(
        default=0, help_text="The part of what was missed that may still be caught up."
    )
    unknown = models.PositiveIntegerField(default=0, help_text="Held, but its register is open.")
    to_come = models.PositiveIntegerField(default=0)
    buckets = models.JSONField(default=dict)
    last_engaged_at = models.DateTimeField(null=True, blank=True)
    alert = models.CharField(
        max_length=32,
        blank=True,
        help_text="The standing (courses.rules.engagement) the participant was told of; empty where none is alarming.",
    )
    rebuilt_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "engagement summaries"

    def __str__(self) -> str:
        return f"{self.earned} of {self.total} minutes"


class CatchUp(models.Model):
    """The offer to make an absence good, what was sent, and what was decided. Kept as long as the enrolment."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="catch_ups")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="catch_ups")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=CatchUpState, default=CatchUpState.OFFERED)
    minutes = models.PositiveIntegerField(help_text="The credit it can give.")
    due_on = models.DateField(help_text="The last day to send it, London time.")
    text = models.TextField(blank=True, help_text="What the participant sent last.")
    offered_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "component"], name="one_catch_up_a_component"),
            models.CheckConstraint(condition=Q(state__in=CatchUpState.values), name="catch_up_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"Catch-up: {self.component}"


class CatchUpEvent(models.Model):
    """One step of a catch-up: append-only, with what was sent or said. Kept as long as the enrolment."""

    catch_up = models.ForeignKey(CatchUp, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=12, choices=CatchUpState)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_state_display()


class AtRiskEntry(models.Model):
    """Somebody the hub should talk to: why, who does it, and how it ended. One open entry a person; it closes itself when
    the facts change. Kept a year after it closes."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="at_risk_entries")
    rules = models.JSONField(help_text='The rules and their facts: [{"rule": "two_in_a_row", "facts": {...}}].')
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="at_risk_owned"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["opened_at", "id"]
        verbose_name_plural = "at-risk entries"
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(closed_at__isnull=True), name="one_open_at_risk_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"At risk: {self.enrolment_id}"

    @property
    def reasons(self) -> list[str]:
        """The rules in words."""
        return [str(AtRiskRule(found["rule"]).label) for found in self.rules]


class AtRiskNote(models.Model):
    """What was done about somebody at risk: append-only. Staff only; kept as long as the entry."""

    entry = models.ForeignKey(AtRiskEntry, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
