"""The school register (Get Information About Schools, GIAS) as the portal keeps it."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

#: GIAS statuses a person can work at: open, open but proposed to close, proposed to open.
OPEN_STATUSES = ("1", "3", "4")
#: GIAS type and local authority codes that are not in England (DfE's registration service).
TYPES_OUTSIDE_ENGLAND = ("30",)
AUTHORITIES_OUTSIDE_ENGLAND = ("000", "673", "702", "704", "708")


class RegisterImport(models.Model):
    """One import of the school register: which file, when, and what it changed. Kept for good; no personal data."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.imported_at:%d %B %Y})"


class WorkplaceQuerySet(models.QuerySet["Workplace"]):
    """The words for workplaces."""

    def open(self) -> "WorkplaceQuerySet":
        """Those a person can work at today."""
        return self.filter(status_code__in=OPEN_STATUSES)


class Workplace(models.Model):
    """One establishment of the school register, by URN. Public data under the Open Government Licence; kept for good,
    closed ones included, since old applications point at them. Head teachers' names are not taken over."""

    urn = models.CharField("URN", max_length=7, unique=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True, db_index=True)
    la_code = models.CharField("local authority code", max_length=3, blank=True)
    la_name = models.CharField("local authority", max_length=100, blank=True)
    establishment_number = models.CharField(max_length=4, blank=True)
    name = models.CharField(max_length=200)
    type_code = models.CharField(max_length=3, blank=True)
    type_name = models.CharField("type", max_length=100, blank=True)
    status_code = models.CharField(max_length=2)
    status_name = models.CharField("status", max_length=60, blank=True)
    phase_code = models.CharField(max_length=2, blank=True)
    phase_name = models.CharField("phase", max_length=60, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    street = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    address3 = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=60, blank=True)
    changed_in_register_on = models.DateField(null=True, blank=True, help_text="GIAS's LastChangedDate.")
    search_text = models.TextField(
        # letters a to z and figures only: by their bytes they are in order, and an index can answer "begins with"
        db_collation="C",
        help_text="Normalised name, places and codes; made by registrations.gias.text.",
    )

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "urn"]
        constraints = [
            models.CheckConstraint(condition=Q(urn__regex=r"^[0-9]{5,7}$"), name="workplace_urn_is_digits"),
            models.CheckConstraint(
                condition=Q(ukprn="") | Q(ukprn__regex=r"^[0-9]{8}$"), name="workplace_ukprn_is_eight_digits"
            ),
        ]
        indexes = [
            GinIndex(
                OpClass("search_text", name="gin_trgm_ops"),
                name="open_workplace_search",
                condition=Q(status_code__in=OPEN_STATUSES),
            ),
            models.Index(
                fields=["search_text"], name="open_workplace_by_name", condition=Q(status_code__in=OPEN_STATUSES)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether a person can work there today."""
        return self.status_code in OPEN_STATUSES

    @property
    def is_in_england(self) -> bool:
        """DfE's test: not a Welsh establishment and not under a local authority code outside England."""
        return self.type_code not in TYPES_OUTSIDE_ENGLAND and self.la_code not in AUTHORITIES_OUTSIDE_ENGLAND

    @property
    def place(self) -> str:
        """Town and postcode on one line, as people tell two schools of one name apart."""
        return ", ".join(part for part in (self.town or self.locality, self.postcode) if part)


class WorkplaceWord(models.Model):
    """One word of the open workplaces' names and places, with how many of them have it: what a misspelt word is
    compared with. Public data, never typed; kept until
    registrations.gias.words makes all words anew, whenever workplaces change."""

    word = models.CharField(max_length=60, unique=True)
    workplaces = models.PositiveIntegerField()

    class Meta:
        ordering = ["word"]
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="workplace_word_likeness")]

    def __str__(self) -> str:
        return self.word
