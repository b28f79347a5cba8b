"""The pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Start page, dashboards, health."""

    name = "npq_portal.pages"
    label = "pages"
    verbose_name = "Pages"
