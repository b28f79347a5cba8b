"""The administration pages of registrations."""

from registrations.admin import casework

__all__ = ["casework"]
