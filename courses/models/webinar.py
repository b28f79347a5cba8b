"""Webinar attendance reports: the file, its rows, and the names people were known by."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.models.enrolment import Enrolment
from courses.models.sessions import Session
from npq_portal.accounts.models import Participant


class WebinarImport(models.Model):
    """One Zoom or Teams report read for a session. The rows stay as long as the session, as evidence; the file itself is
    kept 90 days."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="webinar_imports")
    vendor = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True, blank=True)
    time_zone = models.CharField(max_length=60, default="Europe/London", help_text="Whose clock its times were on.")
    zone_is_stated = models.BooleanField(default=False, help_text="The report says so; else London's clock was taken.")
    notes = models.JSONField(default=list, blank=True, help_text="Lines that could not be counted, in words.")
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["imported_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "sha256"], name="webinar_report_read_once"),
        ]

    def __str__(self) -> str:
        return self.file_name


class WebinarRow(models.Model):
    """One person of a report: how they named themselves, when they were there, and who that was. Kept as long as the
    session."""

    report = models.ForeignKey(WebinarImport, on_delete=models.CASCADE, related_name="rows")
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    intervals = models.JSONField(help_text='[["2026-11-03T16:00:00+00:00", "2026-11-03T17:00:00+00:00"], ...]')
    minutes = models.PositiveIntegerField(help_text="Whole minutes within the session.")
    most_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Where the report hides gaps: how long it says they were there in all."
    )
    caution = models.CharField(
        max_length=300, blank=True, help_text="Why somebody must look before this is credited, in words."
    )
    enrolment = models.ForeignKey(
        Enrolment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="webinar_rows",
        help_text="Once certain.",
    )
    matched_by = models.CharField(
        max_length=10,
        blank=True,
        choices=[("email", "Email"), ("alias", "Name known from before"), ("person", "Confirmed by a person")],
    )
    is_nobody = models.BooleanField("not one of ours", default=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment__isnull=True) | ~Q(matched_by=""), name="webinar_row_matched_says_how"
            ),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=True) | Q(is_nobody=False), name="webinar_row_is_somebody_or_nobody"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WebinarAlias(models.Model):
    """A name under which a participant joined before and somebody confirmed. Kept as long as the participant."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="webinar_aliases")
    name = models.CharField(max_length=200, help_text="As courses.rules.matching writes names.")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "webinar aliases"
        constraints = [
            models.UniqueConstraint(fields=["participant", "name"], name="alias_once_a_participant"),
        ]

    def __str__(self) -> str:
        return self.name
