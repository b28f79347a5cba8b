"""Marking that is late: its marker is told on the day after, of everything of theirs that was due by then."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.urls import reverse

from assessments.choices import MarkingStage
from assessments.facts.scripts import OPEN
from assessments.models import Marking
from npq_portal.accounts.models import User
from npq_portal.clock import london_date
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import Reminder
from npq_portal.periods import end_of
from npq_portal.templatetags.dates import long_date

KINDS: Final = (NotificationKind.MARKING_OVERDUE,)
#: Later than this the hub sees to it.
_GIVEN_UP_AFTER: Final = timedelta(days=14)


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of each marker and each day on which something of theirs that is not marked was due; of days to come as if nobody
    marked. `only` are markers' ids."""
    rows = Marking.objects.filter(state__in=OPEN, due_on__lt=london_date(by) + timedelta(days=1))
    rows = rows.exclude(stage=MarkingStage.STANDARDISATION).filter(due_on__gte=london_date(since) - timedelta(days=1))
    if only is not None:
        rows = rows.filter(marker__in=only)
    late: dict[User, list[date]] = {}
    for marking in rows.select_related("marker").only("marker", "due_on").order_by("marker", "due_on", "pk"):
        late.setdefault(marking.marker, []).append(marking.due_on)
    yield [one for marker, days in late.items() for one in _of(marker, days) if since < one.due_at <= by]


def _of(marker: User, days: Sequence[date]) -> Iterable[Reminder]:
    for day in sorted(set(days)):
        yield Reminder(
            kind=NotificationKind.MARKING_OVERDUE,
            to=marker,
            about=f"marking:{marker.pk}",
            stage="overdue",
            moment=end_of(day),
            due_at=end_of(day),
            until=end_of(day) + _GIVEN_UP_AFTER,
            context=partial(_words, marker, day, sum(one <= day for one in days)),
        )


def _words(marker: User, day: date, number: int) -> dict[str, Value]:
    return {
        "name": str(marker),
        "scripts": "1 script" if number == 1 else f"{number} scripts",
        "due_by": long_date(day),
        "url": settings.SITE_URL + reverse("marking:index"),
    }
