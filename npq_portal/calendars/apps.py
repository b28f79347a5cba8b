"""The calendars app."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """People's own calendars: a private feed, and files of single events."""

    name = "npq_portal.calendars"
    label = "calendars"
    verbose_name = "Calendars"
