"""The administration pages of courses."""

from courses.admin import catalogue, cohorts, content, enrolments

__all__ = ["catalogue", "cohorts", "content", "enrolments"]
