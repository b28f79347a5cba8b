"""The assessments app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """From case study to outcome."""

    name = "assessments"
    label = "assessments"
    verbose_name = "Assessment"
