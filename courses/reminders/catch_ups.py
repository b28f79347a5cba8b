"""Catching up whose last day comes near: three days before it and the day before, while it is the participant's turn."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import QuerySet

from courses.choices import EnrolmentStatus
from courses.facts.letters import course_words
from courses.models import CatchUp
from courses.rules.catch_up import TO_SEND
from npq_portal.bulk import batches
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import Reminder
from npq_portal.periods import end_of, start_of
from npq_portal.templatetags.dates import closing

KINDS: Final = (NotificationKind.CATCH_UP_DUE,)
_STAGES: Final = ((timedelta(days=3), "3d"), (timedelta(days=1), "1d"))
_AT_ONCE: Final = 500


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of each offer that is to be sent, or was returned. `only` are offers' ids."""
    rows = _to_send(since=since, by=by)
    for offers in batches((rows.filter(pk__in=only) if only is not None else rows).iterator(_AT_ONCE), _AT_ONCE):
        yield [one for offer in offers for one in _of(offer) if since < one.due_at <= by]


def _to_send(*, since: datetime, by: datetime) -> QuerySet[CatchUp]:
    """One query."""
    longest = _STAGES[0][0]
    rows = CatchUp.objects.filter(
        state__in=TO_SEND,
        enrolment__status=EnrolmentStatus.ACTIVE,
        due_on__gte=(since - longest).date(),
        due_on__lte=(by + longest + timedelta(days=1)).date(),
    )
    return rows.select_related("component__cohort__programme__course", "enrolment__participant__user").order_by("pk")


def _of(offer: CatchUp) -> Iterable[Reminder]:
    for before, stage in _STAGES:
        yield Reminder(
            kind=NotificationKind.CATCH_UP_DUE,
            to=offer.enrolment.participant.user,
            about=f"catch-up:{offer.pk}",
            stage=stage,
            moment=end_of(offer.due_on),
            due_at=start_of(offer.due_on - before),
            until=end_of(offer.due_on),
            context=partial(_context, offer),
            cohort=offer.enrolment.cohort_id,
        )


def _context(offer: CatchUp) -> dict[str, Value]:
    words = course_words(offer.enrolment, offer.component, to="mine:catch-up", args=[offer.pk])
    return words | {"closes": closing(end_of(offer.due_on))}
