"""Sessions in a week and tomorrow, for those expected at them: at the time of day at which they begin."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from courses.choices import SessionState
from courses.facts.expected import expected_enrolments, session_expected_for
from courses.facts.schedule_words import when, where
from courses.models import Enrolment, Session
from npq_portal.bulk import batches
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import LOOK_BACK, Reminder
from npq_portal.periods import days_before

KINDS: Final = (NotificationKind.SESSION_IN_A_WEEK, NotificationKind.SESSION_TOMORROW)
_WEEK: Final = 7
#: Days before the session on which the reminder of the week is of no use any more: the next one is about to come.
_WEEK_OVER: Final = 2
#: A week over a clock change.
_LONGEST_WEEK: Final = timedelta(days=_WEEK, hours=1)
_PEOPLE_AT_ONCE: Final = 500


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """For everybody expected at a session: 7 days and a day before it starts, unless it had begun at the moment looked
    from (LOOK_BACK after `since`). `only` are sessions' ids."""
    if only is not None:
        for session in _sessions().filter(pk__in=only):
            people = _with_readers(expected_enrolments(session))
            yield [one for person in people for one in _of(person, session, since=since, by=by)]
        return
    near = {
        session.pk: session
        for session in _sessions().filter(starts_at__gt=since + LOOK_BACK, starts_at__lte=by + _LONGEST_WEEK)
    }
    for people in batches(_with_readers(_expected_at(near)).iterator(_PEOPLE_AT_ONCE), _PEOPLE_AT_ONCE):
        by_id = {person.pk: person for person in people}
        found = session_expected_for(people)
        yield [
            one
            for (person, _), session in found.items()
            if session.pk in near
            for one in _of(by_id[person], near[session.pk], since=since, by=by)
        ]


def _sessions() -> QuerySet[Session]:
    return Session.objects.filter(state=SessionState.RELEASED).select_related("component__cohort")


def _expected_at(near: dict[int, Session]) -> QuerySet[Enrolment]:
    """Whoever may be expected: everybody of the cohorts, and those who took a place from elsewhere."""
    cohorts = {session.component.cohort_id for session in near.values()}
    visiting = Enrolment.objects.filter(session_places__session__in=near, session_places__left_at=None)
    return Enrolment.objects.filter(Q(cohort__in=cohorts) | Q(pk__in=visiting.values("pk"))).order_by("pk")


def _with_readers(people: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return people.select_related("participant__user")


def _of(person: Enrolment, session: Session, *, since: datetime, by: datetime) -> list[Reminder]:
    starts_at = session.starts_at
    in_a_week, tomorrow = NotificationKind.SESSION_IN_A_WEEK, NotificationKind.SESSION_TOMORROW
    stages = (
        (in_a_week, "week", days_before(starts_at, _WEEK), days_before(starts_at, _WEEK_OVER)),
        (tomorrow, "tomorrow", days_before(starts_at, 1), starts_at),
    )
    return [
        Reminder(
            kind=kind,
            to=person.participant.user,
            about=f"session:{session.pk}",
            stage=stage,
            moment=starts_at,
            due_at=due_at,
            until=until,
            context=partial(_context, person, session, with_link=kind == NotificationKind.SESSION_TOMORROW),
            cohort=session.component.cohort_id,
        )
        for kind, stage, due_at, until in stages
        if since < due_at <= by
    ]


def _context(person: Enrolment, session: Session, *, with_link: bool) -> dict[str, Value]:
    """The link goes only with the reminder that comes when it is needed."""
    context: dict[str, Value] = {
        "name": str(person.participant),
        "component": session.component.title,
        "cohort": session.component.cohort.name,
        "when": when(session.starts_at, session.ends_at),
        "where": where(session.venue, session.join_link),
        "url": settings.SITE_URL + reverse("mine:dates", args=[person.pk]),
    }
    return context | {"join_link": session.join_link} if with_link else context
