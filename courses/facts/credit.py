"""What is credited: the one reading of the records for carrying credit along, catching up and the passport.

A component's credit is the most minutes that any current place of its record gives, at most what it is worth (ADR 0080).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Max, Q, QuerySet

from courses.choices import Mark, RecordState
from courses.models import Component, EngagementRecord, Enrolment
from courses.rules.carrying import Credit, Line, Place, carry

CATCH_UP_SLOT = "catch-up"
TRANSFER_SLOT = "transfer"


@dataclass(frozen=True)
class Credited:
    """One enrolment's credit for one component, in whole minutes; not yet cut to what the component is worth."""

    minutes: int
    without_catch_up: int
    exempt: bool


def credited(enrolment_ids: Collection[int]) -> dict[tuple[int, int], Credited]:
    """By (enrolment id, component id); who has no record of a component is not in it. One query."""
    rows = current_records(enrolment_ids).values("enrolment_id", "component_id")
    sums = rows.annotate(
        most=Max("minutes"),
        rest=Max("minutes", filter=~Q(slot=CATCH_UP_SLOT), default=0),
        out=BoolOr(Q(mark=Mark.EXEMPT)),
    )
    return {
        (row["enrolment_id"], row["component_id"]): Credited(row["most"], row["rest"], row["out"])
        for row in sums.order_by()
    }


def current_records(enrolment_ids: Collection[int]) -> QuerySet[EngagementRecord]:
    """The records that count."""
    return EngagementRecord.objects.filter(enrolment__in=enrolment_ids, state=RecordState.CURRENT)


def chain(enrolment: Enrolment) -> list[Enrolment]:
    """This enrolment and those whose credit came along into it, newest first. One query."""
    of_person = Enrolment.objects.filter(participant=enrolment.participant_id).select_related("cohort")
    by_id = {one.pk: one for one in of_person}
    found = [by_id[enrolment.pk]]
    while (earlier := found[-1].continues_id) is not None and earlier not in {one.pk for one in found}:
        found.append(by_id[earlier])
    return found


def reckoning(enrolment: Enrolment, cohort_id: int) -> list[Line]:
    """What credit of this enrolment, and of those before it, comes along into that cohort: a line a component. Constant
    queries. Also tells of somebody who is there already what did not come along."""
    there = Enrolment.objects.filter(participant=enrolment.participant_id, cohort=cohort_id).first()
    sources = [one for one in chain(enrolment) if one.cohort_id != cohort_id]
    known = credited([one.pk for one in sources] + ([there.pk] if there else []))
    components = Component.objects.filter(cohort__in=[one.cohort_id for one in sources] + [cohort_id], counts=True)
    by_cohort: dict[int, list[Component]] = {}
    for component in components.order_by("position", "pk"):
        by_cohort.setdefault(component.cohort_id, []).append(component)
    held = [
        _credit(component, known.get((one.pk, component.pk)))
        for one in sources
        for component in by_cohort.get(one.cohort_id, [])
    ]
    places = [
        _place(component, known.get((there.pk, component.pk)) if there else None)
        for component in by_cohort.get(cohort_id, [])
    ]
    return carry(held, places)


def _credit(component: Component, known: Credited | None) -> Credit:
    return Credit(
        component=component.pk,
        origin=component.origin_id,
        title=component.title,
        worth=component.minutes,
        minutes=min(known.minutes, component.minutes) if known else 0,
        exempt=known.exempt if known else False,
    )


def _place(component: Component, known: Credited | None) -> Place:
    return Place(
        component=component.pk,
        origin=component.origin_id,
        title=component.title,
        worth=component.minutes,
        minutes=min(known.minutes, component.minutes) if known else 0,
    )


def total(lines: Iterable[Line]) -> int:
    """Minutes that come along."""
    return sum(line.minutes for line in lines)


def total_credit(enrolment: Enrolment) -> int:
    """Minutes credited for components that count, each at most what it is worth. Two queries."""
    known = credited([enrolment.pk])
    worth = dict(Component.objects.filter(cohort=enrolment.cohort_id, counts=True).values_list("pk", "minutes"))
    return sum(min(found.minutes, worth.get(component, 0)) for (_, component), found in known.items())
