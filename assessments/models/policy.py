"""How a programme assesses: the policy of its windows, texts and marks, its rubric and its markers."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.choices import OverLimit, WindowRule
from courses.models import Programme


class AssessmentPolicy(models.Model):
    """The rules of one programme's case study; the word limit is the programme's. Reference data: kept for good.

    A programme without a row has the defaults (assessments.facts.policies.policy_of).
    """

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="assessment_policy")

    window_rule = models.CharField(max_length=20, choices=WindowRule, default=WindowRule.CALENDAR_DAYS)
    days = models.PositiveSmallIntegerField(default=8, help_text="Days in a window.")
    opening_time = models.TimeField(default=time(0), help_text="London time.")
    closing_time = models.TimeField(
        null=True, blank=True, help_text="London time on the last day; empty for the end of that day."
    )
    asks_for_engagement = models.BooleanField(
        default=True, help_text="Only those who have reached the engagement threshold are let in."
    )

    over_limit = models.CharField(max_length=10, choices=OverLimit, default=OverLimit.REFUSE)
    accepts_files = models.BooleanField(default=False, help_text="Whether a .docx or .pdf may be sent instead of text.")
    declaration = models.TextField(
        blank=True, help_text="What the writer declares, one statement a line; empty for the portal's own words."
    )

    attempts = models.PositiveSmallIntegerField(default=2, help_text="Attempts in all, the first one included.")

    scale_most = models.PositiveSmallIntegerField(default=4, help_text="Points a criterion can have, from 0 up.")
    pass_mark = models.PositiveSmallIntegerField(default=60, help_text="Percent needed to pass.")
    borderline_points = models.PositiveSmallIntegerField(
        default=5, help_text="Marks this near the pass mark, in percentage points, are marked a second time."
    )
    sample_percent = models.PositiveSmallIntegerField(default=10, help_text="Of each marker's passes, marked again.")
    sample_least = models.PositiveSmallIntegerField(default=3, help_text="But so many of each marker at least.")
    disagreement_points = models.PositiveSmallIntegerField(
        default=15, help_text="Two marks further apart than this go to a senior marker even on one side of the line."
    )
    marking_days = models.PositiveSmallIntegerField(default=14, help_text="Days a marker has for a script.")

    class Meta:
        ordering = ["programme"]
        verbose_name_plural = "assessment policies"
        constraints = [
            models.CheckConstraint(condition=Q(window_rule__in=WindowRule.values), name="policy_window_rule_is_known"),
            models.CheckConstraint(condition=Q(over_limit__in=OverLimit.values), name="policy_over_limit_is_known"),
            models.CheckConstraint(condition=Q(days__range=(1, 60)), name="policy_window_has_days"),
            models.CheckConstraint(condition=Q(attempts__gt=0), name="policy_gives_an_attempt"),
            models.CheckConstraint(condition=Q(scale_most__range=(1, 10)), name="policy_scale_has_points"),
            models.CheckConstraint(condition=Q(pass_mark__range=(1, 100)), name="policy_pass_mark_is_a_percentage"),
            models.CheckConstraint(condition=Q(sample_percent__lte=100), name="policy_sample_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"Assessment of {self.programme}"


class Criterion(models.Model):
    """One row of a programme's rubric. Once a mark uses it, it is only retired, never changed. Kept for good."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller numbers come first.")
    title = models.CharField(max_length=150)
    description = models.TextField(blank=True, help_text="What each number of points stands for. Markdown.")
    weight = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "criteria"
        constraints = [models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weighs_something")]

    def __str__(self) -> str:
        return self.title


class TeamMember(models.Model):
    """An assessor who marks a programme. Kept as long as the marks they made."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="marking_team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marking_teams")
    is_senior = models.BooleanField(default=False, help_text="Decides where two marks disagree.")
    most_scripts = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="In one window; empty where there is no limit."
    )
    school_urn = models.CharField(
        "URN of their school", max_length=7, blank=True, help_text="They are given no script from it."
    )
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["programme", "user"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "user"], name="once_in_a_marking_team"),
        ]

    def __str__(self) -> str:
        return str(self.user)
