"""The courses app."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """What is taught, to whom, and how it goes."""

    name = "courses"
    label = "courses"
    verbose_name = "Courses and cohorts"

    def ready(self) -> None:
        """An alert waits before it is sent, and is asked again whether it is still so."""
        from courses.actions import alerts
        from npq_portal.notifications.rechecks import ask_before_sending

        for kind in set(alerts.KINDS.values()):
            ask_before_sending(kind, alerts.still_so)
