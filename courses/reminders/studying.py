"""Self-study whose last day comes near: a week before it and the day before, for those who have no credit for it yet."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import QuerySet

from courses.choices import STUDIED_ALONE, EnrolmentStatus
from courses.facts.credit import credited
from courses.facts.letters import course_words
from courses.models import Component, Enrolment
from npq_portal.bulk import batches
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import Reminder
from npq_portal.periods import end_of, start_of
from npq_portal.templatetags.dates import closing

KINDS: Final = (NotificationKind.SELF_STUDY_DUE,)
_STAGES: Final = ((timedelta(days=7), "7d"), (timedelta(days=1), "1d"))
_PEOPLE_AT_ONCE: Final = 500


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of each unit and everybody who takes part in its cohort. `only` are units' ids."""
    units = _units(since=since, by=by)
    by_cohort: dict[int, list[Component]] = {}
    for unit in units.filter(pk__in=only) if only is not None else units:
        by_cohort.setdefault(unit.cohort_id, []).append(unit)
    people = Enrolment.objects.filter(cohort__in=by_cohort, status=EnrolmentStatus.ACTIVE).order_by("pk")
    people = people.select_related("participant__user", "cohort__programme__course")
    for some in batches(people.iterator(_PEOPLE_AT_ONCE), _PEOPLE_AT_ONCE):
        known = credited([person.pk for person in some])
        yield [
            one
            for person in some
            for unit in by_cohort[person.cohort_id]
            if (person.pk, unit.pk) not in known
            for one in _of(person, unit)
            if since < one.due_at <= by
        ]


def _units(*, since: datetime, by: datetime) -> QuerySet[Component]:
    longest = _STAGES[0][0]
    return Component.objects.filter(
        kind__in=STUDIED_ALONE,
        is_off=False,
        due_on__gte=(since - longest).date(),
        due_on__lte=(by + longest + timedelta(days=1)).date(),
    )


def _of(person: Enrolment, unit: Component) -> Iterable[Reminder]:
    if unit.due_on is None:
        return
    for before, stage in _STAGES:
        yield Reminder(
            kind=NotificationKind.SELF_STUDY_DUE,
            to=person.participant.user,
            about=f"study:{unit.pk}",
            stage=stage,
            moment=end_of(unit.due_on),
            due_at=start_of(unit.due_on - before),
            until=end_of(unit.due_on),
            context=partial(_context, person, unit, end_of(unit.due_on)),
            cohort=unit.cohort_id,
        )


def _context(person: Enrolment, unit: Component, end: datetime) -> dict[str, Value]:
    return course_words(person, unit, to="mine:study", args=[person.pk, unit.pk]) | {"closes": closing(end)}
