"""Telling whoever stands above courses that somebody has left their cohort, asked of settings.ENROLMENT_LEFT; in the
transaction of the leaving, so that both happen or neither."""

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from courses.models import Enrolment
from npq_portal.accounts.models import User


class Hears(Protocol):
    """Does what follows elsewhere. The person and the enrolment are locked, and the enrolment says already that it is
    deferred or withdrawn."""

    def __call__(self, *, enrolment: Enrolment, by: User | None, at: datetime) -> None:
        """Once for each leaving."""
        ...


def tell_of_leaving(enrolment: Enrolment, *, by: User | None, at: datetime) -> None:
    """In the order of the setting."""
    hearers: list[Hears] = [import_string(path) for path in settings.ENROLMENT_LEFT]
    for hears in hearers:
        hears(enrolment=enrolment, by=by, at=at)
