"""The administration pages of registrations."""

from registrations.admin import casework, register

__all__ = ["casework", "register"]
