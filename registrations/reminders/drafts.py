"""Registrations that were begun and not sent: after three days, after ten, and a week before they are deleted."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from courses.models import Cohort
from npq_portal import clock
from npq_portal.bulk import batches
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import Reminder
from npq_portal.templatetags.dates import long_date
from registrations.models import Draft
from registrations.reminders import DRAFT_KEPT

KINDS: Final = (NotificationKind.REGISTRATION_UNFINISHED,)
#: After the last change. The last one leaves a week, so that nobody loses their answers without a word.
_STAGES: Final = ((timedelta(days=3), "3d"), (timedelta(days=10), "10d"), (DRAFT_KEPT - timedelta(days=7), "last"))
_AT_ONCE: Final = 500


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of each open draft with an answer in it, while there is a cohort of its intake that can be registered for. `only` are
    drafts' ids."""
    cohorts = list(Cohort.objects.select_related("intake"))
    rows = _open(since=since, by=by)
    rows = rows.filter(pk__in=only) if only is not None else rows
    for some in batches(rows.iterator(_AT_ONCE), _AT_ONCE):
        yield [one for draft in some for one in _of(draft, cohorts) if since < one.due_at <= by]


def _open(*, since: datetime, by: datetime) -> QuerySet[Draft]:
    rows = Draft.objects.filter(
        submitted_at=None, updated_at__gt=since - DRAFT_KEPT, updated_at__lte=by - _STAGES[0][0]
    )
    return rows.exclude(answers={}).select_related("user").order_by("pk")


def _of(draft: Draft, cohorts: Sequence[Cohort]) -> Iterable[Reminder]:
    for after, stage in _STAGES:
        due_at = draft.updated_at + after
        if _is_open(draft, cohorts, at=due_at):
            yield Reminder(
                kind=NotificationKind.REGISTRATION_UNFINISHED,
                to=draft.user,
                about=f"draft:{draft.pk}",
                stage=stage,
                moment=draft.updated_at,
                due_at=due_at,
                until=draft.updated_at + DRAFT_KEPT,
                context=partial(_words, draft),
            )


def _is_open(draft: Draft, cohorts: Sequence[Cohort], *, at: datetime) -> bool:
    """Of the intake they chose, or of any while they have not chosen."""
    chosen = draft.answers.get("intake")
    return any(
        one.registration_opens_at <= at < one.registration_closes_at and chosen in {None, "", one.intake.identifier}
        for one in cohorts
    )


def _words(draft: Any) -> dict[str, Value]:
    return {
        "begun_on": long_date(draft.created_at),
        "kept_until": long_date(clock.london_date(draft.updated_at + DRAFT_KEPT)),
        "url": settings.SITE_URL + reverse("registrations:start"),
    }
