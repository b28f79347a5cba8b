"""Background work of the accounts."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions(**_: object) -> None:
    """Each night: delete the sessions that have ended. They hold what a visitor did before signing in."""
    call_command("clearsessions")
