"""The portal's floor and roof. The Celery app is imported here so that shared_task finds it."""

from npq_portal.celery import app as celery_app

__all__ = ["celery_app"]
