"""Registers that are still open: their facilitators after 2 and 24 hours, the hub as well after 72."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from courses.choices import SessionState
from courses.facts.expected import expected_enrolments
from courses.facts.register import sheet
from courses.models import Session
from npq_portal.accounts.models import User
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import Reminder
from npq_portal.templatetags.dates import clock_time, long_date

KINDS: Final = (NotificationKind.REGISTER_OPEN,)
#: How long after the session's end, the stage's name, and whether the hub is told as well.
STAGES: Final = (
    (timedelta(hours=2), "2h", False),
    (timedelta(hours=24), "24h", False),
    (timedelta(hours=72), "72h", True),
)
#: A register older than this is the hub's to look for; nobody is written to any more.
GIVEN_UP_AFTER: Final = timedelta(days=28)
_WHAT_NEXT: Final = {
    "2h": "Until it is closed, nobody’s engagement counts this session. If it is still open tomorrow, we remind you again.",
    "24h": "Until it is closed, nobody’s engagement counts this session. If it is still open in two days, we tell the hub.",
    "72h": "The hub has been told. Until it is closed, nobody’s engagement counts this session.",
}
_FOR_THE_HUB: Final = "Its facilitators were reminded and have not closed it. Ask them, or close it yourself."


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of each session that took place, whose register is not closed and at which somebody is expected; of days to come as if
    nobody closed it. `only` are sessions' ids."""
    rows = _open(since=since, by=by)
    for session in rows.filter(pk__in=only) if only is not None else rows:
        if expected_enrolments(session).exists():
            yield [one for one in _of(session) if since < one.due_at <= by]


def _open(*, since: datetime, by: datetime) -> QuerySet[Session]:
    first, last = STAGES[0][0], STAGES[-1][0]
    rows = Session.objects.filter(
        state=SessionState.RELEASED, register_closed_at=None, ends_at__gt=since - last, ends_at__lte=by - first
    )
    return rows.select_related("component__cohort").prefetch_related("facilitators")


def _of(session: Session) -> Iterable[Reminder]:
    for wait, stage, tells_hub in STAGES:
        readers: list[User | str] = [*session.facilitators.all(), *([settings.HUB_EMAIL] if tells_hub else [])]
        for reader in readers:
            yield Reminder(
                kind=NotificationKind.REGISTER_OPEN,
                to=reader,
                about=f"register:{session.pk}",
                stage=stage,
                moment=session.ends_at,
                due_at=session.ends_at + wait,
                until=session.ends_at + GIVEN_UP_AFTER,
                context=partial(_context, session, stage, reader),
                cohort=session.component.cohort_id,
            )


def _context(session: Session, stage: str, reader: User | str) -> dict[str, Value]:
    for_hub = isinstance(reader, str)
    return {
        "name": settings.HUB_NAME if for_hub else str(reader),
        "component": session.component.title,
        "cohort": session.component.cohort.name,
        "held_on": f"{long_date(session.starts_at)}, {clock_time(session.starts_at)} to {clock_time(session.ends_at)}",
        "unmarked": _unmarked(session),
        "what_next": _FOR_THE_HUB if for_hub else _WHAT_NEXT[stage],
        "url": settings.SITE_URL + reverse("registers:register", args=[session.pk]),
    }


def _unmarked(session: Session) -> str:
    facts = sheet(session)
    expected = sum(person.is_expected for person in facts.people)
    if not facts.unmarked:
        return "Everybody is marked, but nobody has closed it"
    return f"{len(facts.unmarked)} of {expected} people are not marked"
