"""The app that counts."""

from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    """Figures of background work."""

    name = "npq_portal.background"
    label = "background"
    verbose_name = "Background work"

    def ready(self) -> None:
        """The one place where Celery's signals are listened to."""
        from npq_portal.background import recording

        recording.listen()
