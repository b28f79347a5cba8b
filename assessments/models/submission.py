"""What is written and what is handed in: drafts, files, sealed submissions and their receipts."""

from django.db import models
from django.db.models import Q

from assessments.choices import FileKind, ScanResult, SubmittedBy, VersionSource
from assessments.models.window import Entry


class DraftVersion(models.Model):
    """One state of a draft. Append-only: a newer one is another row. Versions between the last of each stretch of writing
    are thinned out after the window; the rest is kept as long as the entry."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="1 for the first of the entry.")
    based_on = models.PositiveIntegerField(default=0, help_text="The version the writer had before them; 0 for none.")
    answers = models.JSONField(help_text='The text by question, such as {"12": "The problem is ..."}.')
    words = models.PositiveIntegerField(help_text="As assessments.rules.words counts them.")
    source = models.CharField(max_length=12, choices=VersionSource)
    client_uuid = models.UUIDField(
        unique=True, help_text="Made by the writer's device; the same save sent twice is one."
    )
    page = models.UUIDField(
        null=True, blank=True, help_text="Which page of the writer's browser sent it; empty without scripts."
    )
    turn = models.PositiveIntegerField(null=True, blank=True, help_text="Which change of that page it is.")
    written_at = models.DateTimeField(null=True, blank=True, help_text="By the device's clock, where it said so.")
    saved_at = models.DateTimeField(help_text="When all of it had reached the server.")

    class Meta:
        # by the id: by the entry each query for one version would join all that entries are ordered by
        ordering = ["entry_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="draft_version_number_once"),
            models.CheckConstraint(condition=Q(source__in=VersionSource.values), name="draft_version_source_is_known"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class UploadedFile(models.Model):
    """A file sent instead of text: opened, read and counted before it was received. Kept as long as the entry."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=150, help_text="As the writer named it; markers never see it.")
    kind = models.CharField(max_length=4, choices=FileKind)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField(help_text="What could be read of it; this is what markers see.")
    words = models.PositiveIntegerField()
    scan = models.CharField(max_length=15, choices=ScanResult)
    client_uuid = models.UUIDField(unique=True)
    received_at = models.DateTimeField(help_text="When all of it had reached the server.")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="uploaded_file_kind_is_known"),
            models.CheckConstraint(condition=Q(scan__in=ScanResult.values), name="uploaded_file_scan_is_known"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(removed_at__isnull=True), name="one_uploaded_file_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Submission(models.Model):
    """One version, sealed: `content` is exactly what was handed in, and `sha256` its digest. Kept six years after the
    cohort ends."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(
        DraftVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    file = models.ForeignKey(UploadedFile, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    words = models.PositiveIntegerField()
    is_over_limit = models.BooleanField(default=False)
    declaration = models.JSONField(help_text="The statements agreed to, and what was said of AI and sources.")
    submitted_by = models.CharField(max_length=12, choices=SubmittedBy)
    submitted_at = models.DateTimeField(help_text="When all of the request had reached the server.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["submitted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(withdrawn_at__isnull=True), name="one_submission_of_an_entry_stands"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False, file__isnull=True) | Q(version__isnull=True, file__isnull=False),
                name="submission_is_a_text_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__in=SubmittedBy.values), name="submission_says_who_submitted"
            ),
        ]

    def __str__(self) -> str:
        return f"Submission of {self.submitted_at:%Y-%m-%d %H:%M}"


class Receipt(models.Model):
    """The signed proof of a submission: `payload` is the exact text that was signed; it names nobody. Kept as long as the
    submission."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="receipt")
    reference = models.CharField(max_length=20, unique=True)
    payload = models.TextField(help_text="Canonical JSON.")
    key_id = models.CharField(max_length=20)
    signature = models.CharField(max_length=128, help_text="Ed25519, base64.")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["issued_at", "id"]

    def __str__(self) -> str:
        return self.reference
