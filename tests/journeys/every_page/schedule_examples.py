"""Examples of the pages of schedules: cohorts with dates and without, sessions in every state, somebody's own dates."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse

from courses.choices import SessionState
from courses.models import Cohort, Component, Enrolment, Session
from npq_portal import clock
from tests.factories.engagement import ComponentFactory, SessionFactory

COHORTS = (
    "schedule:cohort", "schedule:make", "schedule:import", "schedule:release", "schedule:template",
    "schedule:copy-components",
)  # fmt: skip
SESSIONS = ("schedule:session", "schedule:change", "schedule:cancel", "schedule:give-place", "schedule:undo")
MINE = ("mine:dates", "mine:choose", "mine:sorry", "mine:can-come")
NAMES = (*COHORTS, *SESSIONS, *MINE)


def paths(name: str, own: Enrolment) -> Iterator[str]:
    """The pages of a name; `own` is the enrolment of whoever opens a page of their own."""
    if name in COHORTS:
        rows = Cohort.objects.annotate(held=Count("components__sessions")).order_by("-held", "pk")
        yield from (reverse(name, args=[cohort.pk]) for cohort in (rows.first(), rows.last()))
    elif name in SESSIONS:
        yield from (reverse(name, args=[_in_state(state, own.cohort).pk]) for state in SessionState)
    else:
        session = _to_choose(own.cohort)
        more = {"mine:choose": [session.component_id], "mine:sorry": [session.pk], "mine:can-come": [session.pk]}.get(
            name, []
        )
        yield reverse(name, args=[own.pk, *more])


def _in_state(state: str, cohort: Cohort) -> Session:
    """The demo may have none."""
    found = Session.objects.filter(state=state).first()
    return found or SessionFactory(component=_part(cohort), state=state, state_reason="Snow")


def _to_choose(cohort: Cohort) -> Session:
    """A session tomorrow, and its repeat a week later."""
    part, soon = _part(cohort), clock.now() + timedelta(days=1)
    first, _ = (
        SessionFactory(component=part, starts_at=soon + wait, ends_at=soon + wait + timedelta(hours=1))
        for wait in (timedelta(), timedelta(days=7))
    )
    return first


def _part(cohort: Cohort) -> Component:
    return ComponentFactory(cohort=cohort)
