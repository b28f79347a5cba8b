"""When it is taught: intakes (the DfE's cohorts) and the hub's own cohorts in them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from courses.choices import HOLDING_A_PLACE, FundingKind, FundingRules
from courses.models.catalogue import Programme


class Intake(models.Model):
    """What the DfE calls a cohort: a start such as "Autumn 2026" (2026b), with its kind of funding and its rules.

    Reference data: kept for good.
    """

    identifier = models.CharField(max_length=20, unique=True, help_text="The DfE's, such as 2026b.")
    name = models.CharField(max_length=50, unique=True, help_text="Such as Autumn 2026.")
    funding_kind = models.CharField(max_length=10, choices=FundingKind)
    funding_rules = models.CharField(
        max_length=40, choices=FundingRules, help_text="The dated rule set that decides funding, such as 2026."
    )
    starts_on = models.DateField(help_text="The first day of teaching, nationally.")

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(funding_kind__in=FundingKind.values), name="intake_funding_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(funding_rules__in=FundingRules.values), name="intake_funding_rules_are_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may_have_applications(self, at: datetime) -> bool:
        """Whether registration has opened for any of its cohorts, or somebody holds a place in one: from then on people
        were told whether they are funded."""
        told = Q(registration_opens_at__lte=at) | Q(enrolments__isnull=False)
        return self.cohorts.filter(told).exists()


class CohortQuerySet(models.QuerySet["Cohort"]):
    """The words for cohorts."""

    def open_for_registration(self, at: datetime) -> "CohortQuerySet":
        """Those whose registration period holds `at`, full or not."""
        return self.filter(registration_opens_at__lte=at, registration_closes_at__gt=at)

    def with_places(self) -> "CohortQuerySet":
        """Adds `taken`: enrolments that hold a place."""
        return self.annotate(taken=Count("enrolments", filter=Q(enrolments__status__in=HOLDING_A_PLACE), distinct=True))

    def with_places_left(self) -> "CohortQuerySet":
        """Those where fewer places are taken than there are."""
        return self.with_places().filter(taken__lt=F("capacity"))


class Cohort(models.Model):
    """One group of participants who take one programme from one intake. Kept six years after it ends."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day, assessment included.")
    registration_opens_at = models.DateTimeField()
    registration_closes_at = models.DateTimeField(help_text="From this moment on nobody can apply.")
    capacity = models.PositiveIntegerField()
    meeting_pattern = models.CharField(
        max_length=200, blank=True, help_text="Such as: Tuesdays 3:45pm to 5:15pm, online."
    )
    venue = models.CharField(max_length=200, blank=True)

    objects = CohortQuerySet.as_manager()

    taken: int  # added by with_places()

    class Meta:
        ordering = ["starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "intake"],
                name="cohort_once_per_programme_and_intake",
                violation_error_message="There is a cohort of this programme in this intake already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="cohort_ends_after_it_starts",
                violation_error_message="The last day must come after the first day.",
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__gt=F("registration_opens_at")),
                name="cohort_registration_closes_after_it_opens",
                violation_error_message="Registration must close after it opens.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gt=0),
                name="cohort_has_room",
                violation_error_message="A cohort needs at least one place.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError when fewer places are given than are taken."""
        super().clean()
        if not self.pk or self.capacity is None:
            return
        taken = self.enrolments.filter(status__in=HOLDING_A_PLACE).count()
        if self.capacity < taken:
            raise ValidationError({"capacity": f"{taken} places are taken already. Enter {taken} or more."})

    @property
    def is_full(self) -> bool:
        """Whether every place was taken when the row was read with `with_places()`."""
        return self.taken >= self.capacity

    def is_open_for_registration(self, at: datetime) -> bool:
        """Whether the registration period holds `at`; the closing moment itself is out."""
        return self.registration_opens_at <= at < self.registration_closes_at

    def places_left(self) -> int:
        """Places nobody holds, counted now; may be out of date the moment it is read unless the row is locked."""
        return self.capacity - self.enrolments.filter(status__in=HOLDING_A_PLACE).count()

    def get_absolute_url(self) -> str:
        """Staff see a cohort in the administration."""
        return reverse("admin:courses_cohort_change", args=[self.pk])
