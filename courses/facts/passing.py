"""Whose engagement the mere passing of time may have changed: a session has ended, or the last day of a unit is over."""

from datetime import datetime, timedelta

from django.db.models import Q

from courses.choices import STUDIED_ALONE, EnrolmentStatus, SessionState
from courses.models import Component, Enrolment, Session, SessionPlace
from npq_portal.clock import london_date


def touched_by_time(*, since: datetime, at: datetime) -> list[int]:
    """The ids, in order, of active enrolments for which a session ended, or a unit's last day in London was over, after
    `since` and not after `at`. Three queries."""
    ended = Session.objects.filter(state=SessionState.RELEASED, ends_at__gt=since, ends_at__lte=at)
    # a unit is over with its last day, at London's midnight
    last_days = (london_date(since), london_date(at) - timedelta(days=1))
    over = Component.objects.filter(kind__in=STUDIED_ALONE, due_on__range=last_days)
    cohorts = {*ended.values_list("component__cohort", flat=True), *over.values_list("cohort", flat=True)}
    guests = SessionPlace.objects.filter(session__in=ended, left_at=None).values("enrolment")
    rows = Enrolment.objects.filter(Q(cohort__in=cohorts) | Q(pk__in=guests), status=EnrolmentStatus.ACTIVE)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def everybody() -> list[int]:
    """The ids of all enrolments, in order: the sums of who paused, left or finished are evidence too, and change with the
    schedule and with last days."""
    return list(Enrolment.objects.order_by("pk").values_list("pk", flat=True))
