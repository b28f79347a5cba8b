"""The hub's week: on Mondays at 8am each hub admin reads what waits, unless nothing does. Later than that morning nobody is
written to: an email about the week that comes because one register has just opened would be about that register."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from courses.facts.cohorts import waiting
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import RoleGrant, User
from npq_portal.clock import london_date
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import LOOK_BACK, Reminder
from npq_portal.pages.admin_home import needs
from npq_portal.periods import LONDON

KINDS: Final = (NotificationKind.HUB_DIGEST,)
_AT: Final = time(8)
_LASTS: Final = timedelta(hours=4)


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """For each hub admin, of each Monday whose morning is not over at the moment looked from; of those to come as if nothing changed.
    `only` are users' ids."""
    start = since + LOOK_BACK
    mondays = [one for one in _mondays(since, by) if one + _LASTS > start]
    lines = _lines(at=by) if mondays else []
    if lines:
        people = _hub_admins().filter(pk__in=only) if only is not None else _hub_admins()
        yield [_of(person, monday, lines) for person in people for monday in mondays]


def _mondays(since: datetime, by: datetime) -> Iterator[datetime]:
    """Their 8am in London, after `since` and up to `by`."""
    day: date = london_date(since)
    day += timedelta(days=-day.weekday() % 7)
    while (moment := datetime.combine(day, _AT, LONDON).astimezone(UTC)) <= by:
        if moment > since:
            yield moment
        day += timedelta(days=7)


def _hub_admins() -> QuerySet[User]:
    held = RoleGrant.objects.current().filter(role=RoleName.HUB_ADMIN)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def _lines(*, at: datetime) -> list[str]:
    """What waits, as on the administration's first page, and what that does not count."""
    said = [f"{need.number:,} {need.words}" for need in needs(at=at) if need.number]
    at_risk = waiting(at=at).at_risk
    if at_risk:
        said.append(f"{at_risk:,} {'person' if at_risk == 1 else 'people'} at risk of missing the 90%")
    return said


def _of(person: User, monday: datetime, lines: list[str]) -> Reminder:
    return Reminder(
        kind=NotificationKind.HUB_DIGEST,
        to=person,
        about=f"digest:{person.pk}",
        stage="week",
        moment=monday,
        due_at=monday,
        until=monday + _LASTS,
        context=partial(_words, person, lines),
    )


def _words(person: User, lines: list[str]) -> dict[str, Value]:
    return {"name": str(person), "waiting": lines, "url": settings.SITE_URL + reverse("admin:index")}
