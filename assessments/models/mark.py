"""Marking: anonymous scripts, who marks them, the marks and their trail; similarity and misconduct."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.choices import (
    AgreedHow,
    MarkingStage,
    MarkingState,
    MisconductState,
    ScriptState,
    WhySecond,
)
from assessments.models.policy import Criterion
from assessments.models.submission import Submission
from courses.models import Enrolment


class Script(models.Model):
    """A submission as markers know it: by a number that says nothing of its writer. Kept as long as the submission."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="script")
    number = models.CharField(max_length=10, unique=True, help_text="Drawn at random, such as KX7-42M.")
    state = models.CharField(max_length=10, choices=ScriptState, default=ScriptState.WAITING)
    why_second = models.CharField(max_length=10, choices=WhySecond, blank=True)
    is_standard = models.BooleanField(
        default=False, help_text="Everybody of the team marks it too, so that marks can be compared."
    )
    made_at = models.DateTimeField()

    agreed_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    agreed_pass = models.BooleanField(null=True, blank=True)
    agreed_how = models.CharField(max_length=12, choices=AgreedHow, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ScriptState.values), name="script_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=ScriptState.AGREED)
                | (
                    Q(agreed_percent__isnull=False, agreed_pass__isnull=False, agreed_at__isnull=False)
                    & ~Q(agreed_how="")
                ),
                name="script_agreed_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Marking(models.Model):
    """One marker's work on one script. Kept as long as the script; a handed-back one stays as history."""

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="markings")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="markings")
    stage = models.CharField(max_length=15, choices=MarkingStage)
    state = models.CharField(max_length=12, choices=MarkingState, default=MarkingState.ALLOCATED)
    allocated_at = models.DateTimeField()
    due_on = models.DateField(help_text="London date.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.TextField(blank=True, help_text="For the participant, with the result.")
    note = models.TextField(blank=True, help_text="For other markers and the hub only.")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=MarkingStage.values), name="marking_stage_is_known"),
            models.CheckConstraint(condition=Q(state__in=MarkingState.values), name="marking_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=MarkingState.DONE) | Q(done_at__isnull=False, percent__isnull=False),
                name="marking_done_has_a_mark",
            ),
            models.UniqueConstraint(
                fields=["script", "stage"],
                condition=~Q(state=MarkingState.HANDED_BACK) & ~Q(stage=MarkingStage.STANDARDISATION),
                name="one_mark_of_a_stage",
            ),
            models.UniqueConstraint(
                fields=["script", "marker"],
                condition=~Q(state=MarkingState.HANDED_BACK),
                name="nobody_marks_a_script_twice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} of {self.script_id}"


class Score(models.Model):
    """The points one marker gave for one criterion, and why; autosaved until the mark is done. Kept as long as the
    marking."""

    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["marking", "criterion"]
        constraints = [models.UniqueConstraint(fields=["marking", "criterion"], name="one_score_a_criterion")]

    def __str__(self) -> str:
        return f"{self.points} points"


class ScriptEvent(models.Model):
    """One thing that happened to a script in marking: append-only, the trail of an agreed mark. Kept as long as the
    script."""

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.what


class Conflict(models.Model):
    """A marker who must not mark a participant, for a reason the portal cannot see by itself. Kept as long as the
    enrolment."""

    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marking_conflicts")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="marking_conflicts")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["marker", "enrolment"], name="conflict_declared_once")]

    def __str__(self) -> str:
        return self.reason


class SimilarPair(models.Model):
    """Two scripts that share more than they should, and where; advice for people. Kept as long as the scripts."""

    first = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="similar_as_first")
    second = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="similar_as_second")
    per_mille = models.PositiveSmallIntegerField(help_text="Share of the shorter text found in the other, of 1,000.")
    passages = models.JSONField(help_text="Shared passages as character spans: [[start, end, start, end], ...].")
    found_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_at_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-per_mille", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="similar_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="similar_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class MisconductCase(models.Model):
    """A suspicion about one submission, and what came of it; the result waits while it is open. Kept six years after the
    cohort ends where upheld, a year after closing where dismissed."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="misconduct_cases")
    state = models.CharField(max_length=15, choices=MisconductState, default=MisconductState.RAISED)
    allegation = models.TextField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    was_upheld = models.BooleanField(null=True, blank=True, help_text="Empty until decided.")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MisconductState.values), name="misconduct_state_is_known"),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(closed_at__isnull=True), name="one_open_misconduct_case"
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class MisconductEvent(models.Model):
    """One step of a misconduct case: append-only. Kept as long as the case."""

    case = models.ForeignKey(MisconductCase, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=15, choices=MisconductState)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_state_display()
