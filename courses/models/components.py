"""What a programme is made of, and what a cohort made of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from courses.choices import STUDIED_ALONE, Bucket, ComponentKind, StudyEvidence
from courses.models.catalogue import Programme
from courses.models.cohort import Cohort


class ComponentFacts(models.Model):
    """What a programme's component and a cohort's copy of it share. Reference data: kept as long as the cohort."""

    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller numbers come first.")
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=ComponentKind)
    bucket = models.CharField(max_length=12, choices=Bucket, help_text="The part of the sum it counts in.")
    minutes = models.PositiveIntegerField(help_text="What full engagement is worth.")
    counts = models.BooleanField("counts towards engagement", default=True)
    may_be_caught_up = models.BooleanField(default=True)
    evidence = models.CharField(
        max_length=10,
        choices=StudyEvidence,
        default=StudyEvidence.TICK,
        help_text="For self-study: what shows it is done.",
    )
    description = models.TextField(blank=True, help_text="What it is about, for participants. Markdown.")

    class Meta:
        abstract = True

    _NAMES: ClassVar[tuple[str, ...]] = (
        "position", "title", "kind", "bucket", "minutes", "counts", "may_be_caught_up", "evidence", "description",
    )  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_studied_alone(self) -> bool:
        """Whether it is done alone before a date, and not in a session."""
        return self.kind in STUDIED_ALONE

    def shared_facts(self) -> dict[str, object]:
        """These fields with their values, for a copy."""
        return {name: getattr(self, name) for name in self._NAMES}


def _sound(name: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(condition=Q(kind__in=ComponentKind.values), name=f"{name}_kind_is_known"),
        models.CheckConstraint(condition=Q(bucket__in=Bucket.values), name=f"{name}_bucket_is_known"),
        models.CheckConstraint(condition=Q(evidence__in=StudyEvidence.values), name=f"{name}_evidence_is_known"),
        models.CheckConstraint(
            condition=Q(minutes__gt=0) | Q(counts=False),
            name=f"{name}_that_counts_has_minutes",
            violation_error_message="A component that counts needs minutes.",
        ),
    ]


class ProgrammeComponent(ComponentFacts):
    """One part of a programme, in order. A cohort copies them. Reference data: kept for good."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="components")
    due_after_weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="For self-study: due this many weeks after the cohort starts."
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = _sound("programme_component")


class Component(ComponentFacts):
    """One part of a cohort's course. Credit belongs to it, so going to the repeat never counts twice.

    `origin` ties the same part of different cohorts together: credit travels along it. Kept as long as the cohort.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="components")
    origin = models.ForeignKey(
        ProgrammeComponent, on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    due_on = models.DateField(null=True, blank=True, help_text="For self-study: the last day to do it.")
    is_off = models.BooleanField(
        "left out", default=False, help_text="Every session of it was cancelled: nobody needs it, it leaves the sum."
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            *_sound("component"),
            models.UniqueConstraint(fields=["cohort", "origin"], name="component_copied_once_into_a_cohort"),
        ]
