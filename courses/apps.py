"""The courses app."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """What is taught, to whom, and how it goes."""

    name = "courses"
    label = "courses"
    verbose_name = "Courses and cohorts"

    def ready(self) -> None:
        """An alert waits before it is sent, and is asked again whether it is still so. Reminders and calendars have their sources."""
        from courses import calendar_events
        from courses.actions import alerts
        from courses.reminders import catch_ups, deferrals, joining, registers, sessions, studying
        from npq_portal.calendars.sources import show_in_calendars
        from npq_portal.notifications.rechecks import ask_before_sending
        from npq_portal.notifications.reminders import remind_of

        for kind in set(alerts.KINDS.values()):
            ask_before_sending(kind, alerts.still_so)
        remind_of("joining", joining.source, kinds=joining.KINDS)
        remind_of("session", sessions.source, kinds=sessions.KINDS)
        remind_of("register", registers.source, kinds=registers.KINDS)
        remind_of("catch-up", catch_ups.source, kinds=catch_ups.KINDS)
        remind_of("study", studying.source, kinds=studying.KINDS)
        remind_of("deferral", deferrals.source, kinds=deferrals.KINDS)
        show_in_calendars("leading", calendar_events.leading)
        show_in_calendars("taking part", calendar_events.taking_part)
        show_in_calendars("studying", calendar_events.studying)
        show_in_calendars("catching up", calendar_events.catching_up)
