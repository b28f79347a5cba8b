"""The assessments app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """From case study to outcome."""

    name = "assessments"
    label = "assessments"
    verbose_name = "Assessment"

    def ready(self) -> None:
        """Letters about a window are asked again whether it takes place. Reminders and calendars have their sources."""
        from assessments import calendar_events
        from assessments.actions import calling_off
        from assessments.reminders import marking, windows
        from npq_portal.calendars.sources import show_in_calendars
        from npq_portal.notifications.choices import NotificationKind
        from npq_portal.notifications.rechecks import ask_before_sending
        from npq_portal.notifications.reminders import remind_of

        ask_before_sending(NotificationKind.WINDOW_CALLED_OFF, calling_off.still_called_off)
        ask_before_sending(NotificationKind.WINDOW_CHANGED, calling_off.still_takes_place)
        remind_of("window", windows.source, kinds=windows.KINDS, again=windows.source)
        remind_of("marking", marking.source, kinds=marking.KINDS)
        show_in_calendars("windows", calendar_events.windows)
