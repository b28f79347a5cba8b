"""The courses app."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """What is taught, to whom, and how it goes."""

    name = "courses"
    label = "courses"
    verbose_name = "Courses and cohorts"
