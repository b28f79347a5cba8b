"""Joining instructions: ten days before a cohort begins, what somebody needs to know to take part; for who comes later, at
once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from courses.choices import EnrolmentStatus, SessionState
from courses.facts.letters import course_words
from courses.facts.schedule_words import when, where
from courses.models import Cohort, Enrolment, Session
from npq_portal.bulk import batches
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import LOOK_BACK, Reminder
from npq_portal.periods import start_of
from npq_portal.templatetags.dates import long_date

KINDS: Final = (NotificationKind.JOINING_INSTRUCTIONS,)
_BEFORE: Final = timedelta(days=10)
#: Whoever joins later than this after the first day hears from their facilitator instead.
_STILL_OF_USE: Final = timedelta(days=14)
_PEOPLE_AT_ONCE: Final = 500
_SESSIONS_NAMED: Final = 3


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of everybody who takes part in a cohort that begins soon or began lately. `only` are enrolments' ids."""
    start = since + LOOK_BACK
    cohorts = Cohort.objects.filter(
        starts_on__gt=(start - _STILL_OF_USE).date() - timedelta(days=1),
        starts_on__lte=(by + _BEFORE).date() + timedelta(days=1),
    )
    rows = Enrolment.objects.filter(cohort__in=cohorts, status=EnrolmentStatus.ACTIVE).order_by("pk")
    rows = rows.filter(pk__in=only) if only is not None else rows
    people = rows.select_related("participant__user", "cohort__programme__course")
    for some in batches(people.iterator(_PEOPLE_AT_ONCE), _PEOPLE_AT_ONCE):
        yield [one for one in map(_of, some) if since < one.due_at <= by]


def _of(person: Enrolment) -> Reminder:
    first_day = start_of(person.cohort.starts_on)
    return Reminder(
        kind=NotificationKind.JOINING_INSTRUCTIONS,
        to=person.participant.user,
        about=f"joining:{person.pk}",
        stage="10d",
        moment=first_day,
        due_at=first_day - _BEFORE,
        until=first_day + _STILL_OF_USE,
        context=partial(_words, person),
        cohort=person.cohort_id,
    )


def _words(person: Enrolment) -> dict[str, Value]:
    words = course_words(person, to="mine:npq", args=[person.pk])
    return words | {"starts_on": long_date(person.cohort.starts_on), "sessions": _sessions(person.cohort)}


def _sessions(cohort: Cohort) -> list[str]:
    """The first ones, in words; none before they are released."""
    rows = Session.objects.filter(component__cohort=cohort, state=SessionState.RELEASED).select_related("component")
    return [
        f"{one.component.title}: {when(one.starts_at, one.ends_at)}, {where(one.venue, one.join_link)}"
        for one in rows.order_by("starts_at", "pk")[:_SESSIONS_NAMED]
    ]
