"""School leaders who were asked to back an application and have not answered: they after five and twelve days, the applicant
after seven. School holidays are kept: a leader is not there to answer."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from courses.facts.letters import days_off
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.bulk import batches
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import Reminder
from npq_portal.notifications.rules.timing import DaysOff
from npq_portal.templatetags.dates import long_date
from registrations.actions.endorsement import LINK_LASTS, token_for
from registrations.choices import UNDECIDED, EndorsementStatus
from registrations.models import Endorsement
from registrations.wording import application_url

KINDS: Final = (NotificationKind.ENDORSEMENT_REMINDER, NotificationKind.ENDORSEMENT_UNANSWERED)
#: After the asking, the stage's name, and whether the leader or the applicant is written to.
_STAGES: Final = ((timedelta(days=5), "5d", True), (timedelta(days=7), "7d", False), (timedelta(days=12), "12d", True))
_AT_ONCE: Final = 500


def source(*, since: datetime, by: datetime, only: Collection[int] | None = None) -> Iterable[Sequence[Reminder]]:
    """Of each asking without an answer, of an application that is not decided, while its link works. `only` are the ids
    of endorsements."""
    rows = _asked(since=since, by=by)
    rows = rows.filter(pk__in=only) if only is not None else rows
    closed = days_off(clock.london_date(since), clock.london_date(by + LINK_LASTS))
    for some in batches(rows.iterator(_AT_ONCE), _AT_ONCE):
        yield [one for asked in some for one in _of(asked, closed) if since < one.due_at <= by]


def _asked(*, since: datetime, by: datetime) -> QuerySet[Endorsement]:
    rows = Endorsement.objects.filter(
        status=EndorsementStatus.ASKED,
        application__status__in=UNDECIDED,
        asked_at__gt=since - LINK_LASTS,
        asked_at__lte=by - _STAGES[0][0],
    )
    return rows.select_related("application__participant__user", "application__cohort__programme__course").order_by(
        "pk"
    )


def _of(asked: Endorsement, closed: Sequence[DaysOff]) -> Iterable[Reminder]:
    for after, stage, is_leaders in _STAGES:
        reader: User | str = asked.leader_email if is_leaders else asked.application.participant.user
        yield Reminder(
            kind=NotificationKind.ENDORSEMENT_REMINDER if is_leaders else NotificationKind.ENDORSEMENT_UNANSWERED,
            to=reader,
            about=f"endorsement:{asked.pk}",
            stage=stage,
            moment=asked.asked_at,
            due_at=asked.asked_at + after,
            until=asked.asked_at + LINK_LASTS,
            context=partial(_for_the_leader if is_leaders else _for_the_applicant, asked),
            days_off=closed,
            cohort=asked.application.cohort_id,
        )


def _for_the_leader(asked: Endorsement) -> dict[str, Value]:
    return {
        "leader_name": asked.leader_name,
        "participant_name": asked.application.participant.full_name,
        "course": asked.application.cohort.programme.course.full_title,
        "url": settings.SITE_URL + reverse("registrations:backing", args=[token_for(asked)]),
        "answer_by": long_date(clock.london_date(asked.asked_at + LINK_LASTS - timedelta(days=1))),
    }


def _for_the_applicant(asked: Endorsement) -> dict[str, Value]:
    return {
        "participant_name": asked.application.participant.full_name,
        "leader_name": asked.leader_name,
        "course": asked.application.cohort.programme.course.full_title,
        "url": application_url(asked.application),
    }
