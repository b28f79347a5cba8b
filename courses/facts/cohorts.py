"""Cohorts at a glance, for lists and for the first page: how many take part, are at risk, or wait for somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from courses.choices import HOLDING_A_PLACE, CatchUpState, EnrolmentStatus, RecordState
from courses.facts.register_lists import open_registers
from courses.models import AtRiskEntry, CatchUp, Cohort, EngagementRecord, Session, WalkIn
from npq_portal.clock import london_date

#: A cohort stays on the list of boards so long after its last day.
_SHOWN_AFTER = timedelta(weeks=12)


def cohorts_with_figures(*, at: datetime) -> QuerySet[Cohort]:
    """Cohorts somebody is enrolled in that go on or ended lately, each with `people`, `at_risk` and `unowned`.
    One query."""
    risky = Q(enrolments__at_risk_entries__isnull=False, enrolments__at_risk_entries__closed_at=None)
    rows = Cohort.objects.filter(ends_on__gte=london_date(at - _SHOWN_AFTER), enrolments__isnull=False)
    return (
        rows.select_related("programme__course", "programme__lead_provider", "intake")
        .annotate(
            people=Count("enrolments", filter=Q(enrolments__status__in=HOLDING_A_PLACE), distinct=True),
            at_risk=Count("enrolments__at_risk_entries", filter=risky, distinct=True),
            unowned=Count(
                "enrolments__at_risk_entries",
                filter=risky & Q(enrolments__at_risk_entries__owner=None),
                distinct=True,
            ),
        )
        .order_by("starts_on", "name")
    )


@dataclass(frozen=True)
class Waiting:
    """How much waits for the hub."""

    at_risk: int
    unowned: int
    catch_ups: int
    registers: int
    clashes: int
    walk_ins: int


def waiting(*, at: datetime) -> Waiting:
    """What a hub admin has to see to today. Five queries."""
    entries = AtRiskEntry.objects.filter(closed_at=None, enrolment__status=EnrolmentStatus.ACTIVE)
    listed = entries.aggregate(all=Count("pk"), unowned=Count("pk", filter=Q(owner=None)))
    return Waiting(
        at_risk=listed["all"],
        unowned=listed["unowned"],
        catch_ups=CatchUp.objects.filter(state=CatchUpState.SENT).count(),
        registers=open_registers(Session.objects.all(), at=at).count(),
        clashes=EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).count(),
        walk_ins=WalkIn.objects.filter(settled_at=None).count(),
    )
