"""The pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Start page, dashboards, health."""

    name = "npq_portal.pages"
    label = "pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        """The hub's week is a reminder like others."""
        from npq_portal.notifications.reminders import remind_of
        from npq_portal.pages import digest

        remind_of("digest", digest.source, kinds=digest.KINDS)
