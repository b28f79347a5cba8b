"""What leaving a cohort means beyond courses, asked of whoever put themselves into settings.LEAVING_TOUCHES."""

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from courses.models import Enrolment


class Asked(Protocol):
    """Gives whole sentences for the member of staff who is about to withdraw or defer somebody."""

    def __call__(self, *, enrolment: Enrolment, at: datetime) -> list[str]:
        """The sentences; none where nothing is touched."""
        ...


def means_elsewhere(enrolment: Enrolment, *, at: datetime) -> list[str]:
    """Everything said of it, in the order of the setting."""
    asked: list[Asked] = [import_string(path) for path in settings.LEAVING_TOUCHES]
    return [line for one in asked for line in one(enrolment=enrolment, at=at)]
