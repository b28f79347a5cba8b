"""Windows, who is in them, and what moves somebody's end: extensions and adjustments. Outages are models.outage's."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.choices import EntryState, ExtensionKind, ExtensionReason, ExtensionState, WindowRule
from assessments.models.case_study import CaseStudy
from courses.models import Cohort, Enrolment
from npq_portal.accounts.models import Participant
from npq_portal.periods import Period


class Window(models.Model):
    """The days in which a cohort writes about one case: [opens_at, closes_at), with the rule that made them. Kept six
    years after the cohort ends."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="windows")
    case_study = models.ForeignKey(CaseStudy, on_delete=models.PROTECT, related_name="windows")
    rule = models.CharField(max_length=20, choices=WindowRule)
    opens_on = models.DateField(help_text="London date.")
    days = models.PositiveSmallIntegerField(default=8)
    opening_time = models.TimeField(default=time(0), help_text="London time.")
    closing_time = models.TimeField(null=True, blank=True, help_text="London time; empty for the end of the last day.")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="This moment itself is out.")
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When those who were ready were let in.")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When the last end had passed and it was closed.")
    called_off_at = models.DateTimeField(null=True, blank=True, help_text="Before its opening; it never takes place.")
    called_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_off_reason = models.CharField(max_length=300, blank=True, help_text="The participants read it.")

    class Meta:
        ordering = ["opens_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(rule__in=WindowRule.values), name="window_rule_is_known"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="window_closes_after_it_opens"),
            models.UniqueConstraint(
                fields=["cohort", "opens_on"],
                condition=Q(called_off_at__isnull=True),
                name="one_window_of_a_cohort_a_day",
                violation_error_message="This cohort has a window that opens on this day already.",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True, called_off_by__isnull=True, called_off_reason="")
                | (Q(called_off_at__lt=F("opens_at"), called_off_by__isnull=False) & ~Q(called_off_reason="")),
                name="window_called_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True) | Q(opened_at__isnull=True, closed_at__isnull=True),
                name="window_called_off_never_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_study}, {self.cohort}"

    @property
    def period(self) -> Period:
        """From opening up to closing, before anybody's own extension."""
        return Period(self.opens_at, self.closes_at)


class WindowEvent(models.Model):
    """One thing that happened to a window: append-only. Kept as long as the window."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.what


class Waiver(models.Model):
    """The hub lets somebody into a window without the engagement it asks for: who, and why. Kept as long as the window."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="waivers")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="assessment_waivers")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "enrolment"], condition=Q(ended_at__isnull=True), name="one_waiver_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_says_why"),
        ]

    def __str__(self) -> str:
        return f"Waiver for {self.enrolment_id}"


class Entry(models.Model):
    """Somebody's attempt in a window: from their admission on they may read the case and write up to `closes_at`, which is
    the window's end and whatever was added to it for them. Kept six years after the cohort ends."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="entries")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="entries")
    attempt = models.PositiveSmallIntegerField(help_text="1 for the first.")
    state = models.CharField(max_length=10, choices=EntryState, default=EntryState.ADMITTED)
    admitted_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="Their own end; this moment itself is out.")
    case_opened_at = models.DateTimeField(null=True, blank=True, help_text="When they first opened the case.")
    newest_version = models.PositiveIntegerField(default=0, help_text="The number of the newest draft; 0 for none.")
    submit_at_closing = models.JSONField(
        null=True, blank=True, help_text="The declaration given beforehand, with its moment; empty where none was."
    )
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When their end was dealt with.")
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="When they withdrew or deferred within their time, which ended it."
    )

    class Meta:
        ordering = ["window", "enrolment"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="entry_state_is_known"),
            models.CheckConstraint(condition=Q(attempt__gt=0), name="entry_attempt_counts_from_one"),
            models.CheckConstraint(
                condition=~Q(state=EntryState.LEFT) | Q(left_at__isnull=False), name="entry_left_says_when"
            ),
            models.UniqueConstraint(fields=["window", "enrolment"], name="entered_once_a_window"),
            models.UniqueConstraint(
                fields=["enrolment", "attempt"],
                condition=Q(state=EntryState.ADMITTED),
                name="an_attempt_is_made_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} in {self.window}"

    @property
    def period(self) -> Period:
        """From the window's opening up to this person's own end."""
        return Period(self.window.opens_at, self.closes_at)


class CaseOpening(models.Model):
    """Somebody opened the case, or one of its files. Append-only; kept as long as the entry."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="openings")
    file_name = models.CharField(max_length=150, blank=True, help_text="Empty for the case itself.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.file_name or "The case"


class StandingAdjustment(models.Model):
    """More time on every attempt of one person, until it ends. Kept six years after their last programme, without the
    evidence (Evidence)."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="standing_adjustments")
    extra_hours = models.PositiveSmallIntegerField(help_text="Added to the end of every window.")
    reason = models.CharField(max_length=15, choices=ExtensionReason, default=ExtensionReason.ADJUSTMENT)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(null=True, blank=True, help_text="The last day on which a window may open with it.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(extra_hours__gt=0), name="adjustment_gives_time"),
            models.CheckConstraint(condition=Q(reason__in=ExtensionReason.values), name="adjustment_reason_is_known"),
            models.UniqueConstraint(
                fields=["participant"], condition=Q(ended_at__isnull=True), name="one_standing_adjustment_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.extra_hours} more hours"


class Extension(models.Model):
    """A request for more time in a window, or for the next one, and what was decided. Kept as long as the window."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="extensions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="extensions")
    kind = models.CharField(max_length=15, choices=ExtensionKind)
    reason = models.CharField(max_length=15, choices=ExtensionReason)
    hours_asked = models.PositiveSmallIntegerField(default=0)
    hours_given = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ExtensionState, default=ExtensionState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(max_length=300, blank=True, help_text="The participant reads it.")

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ExtensionKind.values), name="extension_kind_is_known"),
            models.CheckConstraint(condition=Q(reason__in=ExtensionReason.values), name="extension_reason_is_known"),
            models.CheckConstraint(condition=Q(state__in=ExtensionState.values), name="extension_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[ExtensionState.GRANTED, ExtensionState.REFUSED])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decided_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExtensionState.GRANTED, kind=ExtensionKind.MORE_TIME) | Q(hours_given__gt=0),
                name="extension_granted_gives_time",
            ),
            models.UniqueConstraint(
                fields=["window", "enrolment"],
                condition=Q(state=ExtensionState.ASKED),
                name="one_request_waits_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"


class Evidence(models.Model):
    """What somebody told or sent to support a request; may be about health. Read only with the permission
    `see_evidence`, never by markers. Deleted a year after the decision."""

    extension = models.ForeignKey(Extension, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence")
    adjustment = models.ForeignKey(
        StandingAdjustment, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    text = models.TextField(blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    content = models.BinaryField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "evidence"
        permissions = [("see_evidence", "Can read the evidence behind extensions")]
        constraints = [
            models.CheckConstraint(
                condition=Q(extension__isnull=False, adjustment__isnull=True)
                | Q(extension__isnull=True, adjustment__isnull=False),
                name="evidence_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return "Evidence"
