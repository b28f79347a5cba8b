"""The DfE's eligibility lists, each kept with its version."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from registrations.choices import EligibilityListKind


class EligibilityList(models.Model):
    """One upload of one list. The newest of a kind is the one in force; older ones stay as a record without entries.

    Kept for good: decisions name the version they were made with.
    """

    kind = models.CharField(max_length=30, choices=EligibilityListKind)
    version = models.CharField(max_length=60, help_text="What the publisher calls it, such as 2025/26.")
    dated = models.DateField(help_text="The publisher's date.")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_force = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "-imported_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(in_force=True), name="one_list_of_a_kind_in_force"),
            models.CheckConstraint(
                condition=Q(kind__in=EligibilityListKind.values), name="eligibility_list_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.version}"


class EligibilityListEntry(models.Model):
    """One identifier on the list in force: a URN, UKPRN, Ofsted URN or legal name. Kept until the list is replaced.

    The early years register and the childminder list name settings too; no name beside an identifier is taken over.
    """

    list = models.ForeignKey(EligibilityList, on_delete=models.CASCADE, related_name="entries")
    identifier = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "eligibility list entries"
        ordering = ["list", "identifier"]
        constraints = [models.UniqueConstraint(fields=["list", "identifier"], name="once_on_a_list")]
        indexes = [models.Index(fields=["identifier"], name="eligibility_by_identifier")]

    def __str__(self) -> str:
        return self.identifier
