"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The outbox: every message the portal sends."""

    name = "npq_portal.notifications"
    label = "notifications"
    verbose_name = "Messages"
