"""How cohorts are doing, for lists of them: figures of each in the list's own query."""

from datetime import datetime

from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.choices import EnrolmentStatus, SessionState
from courses.facts.register_lists import open_registers
from courses.models import AtRiskEntry, Cohort, Session


def with_health(cohorts: QuerySet[Cohort], *, at: datetime) -> QuerySet[Cohort]:
    """Adds `free` places, people `at_risk`, `open_registers`, sessions `unreleased` and the `next_session`'s start.

    For cohorts read with places. No query more, whatever the number of rows.
    """
    sessions = Session.objects.filter(component__cohort=OuterRef("pk")).order_by()
    waiting = Q(state=SessionState.DRAFT) | Q(pending__isnull=False)
    entries = AtRiskEntry.objects.filter(
        closed_at=None, enrolment__cohort=OuterRef("pk"), enrolment__status=EnrolmentStatus.ACTIVE
    )
    to_come = sessions.filter(state=SessionState.RELEASED, starts_at__gt=at).values("component__cohort")
    return cohorts.annotate(
        free=F("capacity") - F("taken"),
        at_risk=_number(entries.order_by(), "enrolment__cohort"),
        open_registers=_number(open_registers(sessions, at=at), "component__cohort"),
        unreleased=_number(sessions.filter(waiting), "component__cohort"),
        next_session=Subquery(to_come.annotate(first=Min("starts_at")).values("first")),
    )


def _number(rows: QuerySet, of: str) -> Coalesce:
    counted = rows.values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
