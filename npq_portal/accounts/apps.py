"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, participants and roles."""

    name = "npq_portal.accounts"
    label = "accounts"
    verbose_name = "People"
