"""The courses app."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """What is taught, to whom, and how it goes."""

    name = "courses"
    label = "courses"
    verbose_name = "Courses and cohorts"

    def ready(self) -> None:
        """An alert waits before it is sent, and is asked again whether it is still so. Reminders have their sources."""
        from courses.actions import alerts
        from courses.reminders import registers, sessions
        from npq_portal.notifications.rechecks import ask_before_sending
        from npq_portal.notifications.reminders import remind_of

        for kind in set(alerts.KINDS.values()):
            ask_before_sending(kind, alerts.still_so)
        remind_of("session", sessions.source, kinds=sessions.KINDS)
        remind_of("register", registers.source, kinds=registers.KINDS)
