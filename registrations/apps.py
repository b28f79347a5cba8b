"""The registrations app."""

from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    """From 'who are you' to an accepted place."""

    name = "registrations"
    label = "registrations"
    verbose_name = "Registrations"
