"""What letters about somebody's course say of it, and the days on which those that can wait are not sent."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from courses.facts.clashes import closed_days
from courses.models import Component, Enrolment
from npq_portal.notifications.rules.timing import DaysOff


def days_off(first_day: date, last_day: date) -> list[DaysOff]:
    """Bank holidays, and the school holidays that the hub has typed in, for reminders that keep them. One query."""
    return [DaysOff(one.first_day, one.last_day) for one in closed_days(first_day, last_day)]


def course_words(
    person: Enrolment, component: Component | None = None, *, to: str, args: Sequence[object]
) -> dict[str, str]:
    """Who reads it, which course and part of it, and the whole address of the page it leads to (`to`, by its name). The
    enrolment with its participant and course at hand."""
    words = {
        "name": person.participant.full_name,
        "course": person.cohort.programme.course.full_title,
        "url": settings.SITE_URL + reverse(to, args=args),
    }
    return words if component is None else words | {"component": component.title}
