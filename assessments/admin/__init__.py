"""The administration pages of assessments."""

from assessments.admin import cases, policies, records

__all__ = ["cases", "policies", "records"]
