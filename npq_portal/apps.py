"""The portal's own app: template tags, and the checks of the settings."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Floor and roof."""

    name = "npq_portal"
    label = "npq_portal"

    def ready(self) -> None:
        """Registers the checks."""
        from npq_portal import checks  # registers by being imported, which must wait for the settings

        checks.register_all()
