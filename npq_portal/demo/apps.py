"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The invented hub; never installed in production."""

    name = "npq_portal.demo"
    label = "demo"
    verbose_name = "Demo"
