"""Accepted people who have not given a TRN: each week for four weeks, up to the start of their course."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import QuerySet

from npq_portal.accounts.choices import TrnVerification
from npq_portal.bulk import batches
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import Reminder
from npq_portal.periods import start_of
from npq_portal.templatetags.dates import long_date
from registrations.choices import ApplicationStatus
from registrations.models import Application
from registrations.wording import application_url, get_a_trn

KINDS: Final = (NotificationKind.TRN_MISSING,)
_WEEKS: Final = (1, 2, 3, 4)
_AT_ONCE: Final = 500


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of each accepted application whose person has given no TRN. `only` are applications' ids."""
    rows = _without(since=since, by=by)
    rows = rows.filter(pk__in=only) if only is not None else rows
    for some in batches(rows.iterator(_AT_ONCE), _AT_ONCE):
        yield [one for application in some for one in _of(application) if since < one.due_at <= by]


def _without(*, since: datetime, by: datetime) -> QuerySet[Application]:
    rows = Application.objects.filter(
        status=ApplicationStatus.ACCEPTED,
        participant__trn="",
        participant__trn_verification=TrnVerification.NOT_YET,
        decided_at__gt=since - timedelta(weeks=_WEEKS[-1]),
        decided_at__lte=by - timedelta(weeks=_WEEKS[0]),
    )
    return rows.select_related("participant__user", "cohort__programme__course").order_by("pk")


def _of(application: Application) -> Iterable[Reminder]:
    decided_at = application.decided_at
    if decided_at is None:
        return
    for week in _WEEKS:
        yield Reminder(
            kind=NotificationKind.TRN_MISSING,
            to=application.participant.user,
            about=f"trn:{application.pk}",
            stage=f"{week}w",
            moment=decided_at,
            due_at=decided_at + timedelta(weeks=week),
            until=start_of(application.cohort.starts_on),
            context=partial(_words, application),
            cohort=application.cohort_id,
        )


def _words(application: Application) -> dict[str, Value]:
    return {
        "participant_name": application.participant.full_name,
        "course": application.cohort.programme.course.full_title,
        "starts_on": long_date(application.cohort.starts_on),
        "what_next": get_a_trn(""),
        "url": application_url(application),
    }
