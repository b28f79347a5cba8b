"""The administration pages of courses."""

from courses.admin import catalogue, cohorts, content, enrolments, records, risk, sessions, webinars

__all__ = ["catalogue", "cohorts", "content", "enrolments", "records", "risk", "sessions", "webinars"]
