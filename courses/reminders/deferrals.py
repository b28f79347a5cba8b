"""A deferral that comes to its end: four weeks before the day on which somebody means to be back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from courses.choices import EnrolmentStatus
from courses.facts.letters import course_words, days_off
from courses.models import Enrolment
from npq_portal.bulk import batches
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import Reminder
from npq_portal.periods import start_of
from npq_portal.templatetags.dates import long_date

KINDS: Final = (NotificationKind.DEFERRAL_ENDING,)
_BEFORE: Final = timedelta(days=28)
_AT_ONCE: Final = 500


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of everybody who has deferred and said when they mean to return. `only` are enrolments' ids."""
    rows = Enrolment.objects.filter(
        status=EnrolmentStatus.DEFERRED,
        expected_back_on__gte=since.date(),
        expected_back_on__lte=(by + _BEFORE + timedelta(days=1)).date(),
    )
    rows = rows.select_related("participant__user", "cohort__programme__course").order_by("pk")
    free = days_off(since.date(), (by + _BEFORE).date())
    for people in batches((rows.filter(pk__in=only) if only is not None else rows).iterator(_AT_ONCE), _AT_ONCE):
        found = [
            Reminder(
                kind=NotificationKind.DEFERRAL_ENDING,
                to=person.participant.user,
                about=f"deferral:{person.pk}",
                stage="28d",
                moment=start_of(person.expected_back_on),
                due_at=start_of(person.expected_back_on - _BEFORE),
                until=start_of(person.expected_back_on),
                context=partial(_context, person),
                days_off=free,
                cohort=person.cohort_id,
            )
            for person in people
            if person.expected_back_on is not None
        ]
        yield [one for one in found if since < one.due_at <= by]


def _context(person: Enrolment) -> dict[str, Value]:
    return course_words(person, to="mine:npq", args=[person.pk]) | {"back_on": long_date(person.expected_back_on)}
