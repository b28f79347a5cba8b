"""A case as its readers see it."""

from django.db.models import F, Func, IntegerField, QuerySet

from assessments.models import CaseFile, CaseStudy


def files_of(case: CaseStudy) -> QuerySet[CaseFile]:
    """Its files with their `size` in bytes, and without the bytes."""
    size = Func(F("content"), function="octet_length", output_field=IntegerField())
    return CaseFile.objects.filter(case_study=case).annotate(size=size).defer("content")
