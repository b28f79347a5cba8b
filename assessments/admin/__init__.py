"""The administration pages of assessments."""

from assessments.admin import cases, handed_in, judged, marked, policies, records

__all__ = ["cases", "handed_in", "judged", "marked", "policies", "records"]
