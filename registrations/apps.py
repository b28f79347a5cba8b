"""The registrations app."""

from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    """From 'who are you' to an accepted place."""

    name = "registrations"
    label = "registrations"
    verbose_name = "Registrations"

    def ready(self) -> None:
        """Reminders have their sources."""
        from npq_portal.notifications.reminders import remind_of
        from registrations.reminders import drafts, endorsements, trns

        remind_of("draft", drafts.source, kinds=drafts.KINDS)
        remind_of("endorsement", endorsements.source, kinds=endorsements.KINDS)
        remind_of("trn", trns.source, kinds=trns.KINDS)
