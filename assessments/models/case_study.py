"""The case: its text, its questions and its files. Secret until the window opens."""

from django.conf import settings
from django.db import models

from courses.models import Programme


class CaseStudy(models.Model):
    """A case a programme's participants write about. Read by nobody but staff before its window opens. Kept for good."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="case_studies")
    title = models.CharField(max_length=150)
    text = models.TextField(help_text="The case. Markdown.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["programme", "title"]
        verbose_name_plural = "case studies"
        constraints = [models.UniqueConstraint(fields=["programme", "title"], name="case_study_title_once")]

    def __str__(self) -> str:
        return self.title


class CaseQuestion(models.Model):
    """One question of a case; all its questions share one word limit. Kept as long as the case."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller numbers come first.")
    text = models.TextField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class CaseFile(models.Model):
    """A file that belongs to a case, such as pupil data. Kept as long as the case, in the database, so that one lock
    guards all of the case."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["case_study", "name"], name="case_file_name_once")]

    def __str__(self) -> str:
        return self.name
