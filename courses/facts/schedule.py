"""What the pages of a schedule ask: a cohort's sessions with how many are expected, what waits, and who could go where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from courses.choices import EnrolmentStatus, SessionState
from courses.facts.appointments import touched_by
from courses.facts.expected import current_places, expected_enrolments, session_expected_for
from courses.models import Cohort, Component, Enrolment, Session


def cohorts() -> QuerySet[Cohort]:
    """Every cohort, the latest first, with `taken` and `waiting`: sessions that are not released as they are."""
    waiting = Q(components__sessions__state=SessionState.DRAFT) | Q(components__sessions__pending__isnull=False)
    return (
        Cohort.objects.with_places()
        .annotate(waiting=Count("components__sessions", filter=waiting, distinct=True))
        .select_related("programme__course", "programme__lead_provider")
        .order_by("-starts_on", "name")
    )


@dataclass(frozen=True)
class Timetable:
    """A cohort's sessions in order, how many people are expected at each, its components, and how often each is held."""

    sessions: Sequence[Session]
    expected: dict[int, int]
    components: Sequence[Component]
    held: dict[int, int]

    @property
    def waiting(self) -> int:
        """How many sessions are drafts or have changes that are not released."""
        return sum(1 for session in self.sessions if session.pending or session.state == SessionState.DRAFT)


def timetable(cohort: Cohort) -> Timetable:
    """In as many queries for many people and sessions as for few."""
    rows = Session.objects.filter(component__cohort=cohort).select_related("component")
    sessions = list(rows.prefetch_related("facilitators").order_by("starts_at", "pk"))
    people = session_expected_for(touched_by(cohort)).values()
    return Timetable(
        sessions=sessions,
        expected=Counter(session.pk for session in people),
        components=list(cohort.components.all()),
        held=Counter(one.component_id for one in sessions if one.state in {SessionState.DRAFT, SessionState.RELEASED}),
    )


def who_could_come(session: Session) -> QuerySet[Enrolment]:
    """Active enrolments of cohorts that have this component, who are not expected at `session`, by name."""
    same = Q(cohort=session.component.cohort_id)
    if session.component.origin_id:
        same |= Q(cohort__components__origin=session.component.origin_id)
    rows = Enrolment.objects.filter(same, status=EnrolmentStatus.ACTIVE).exclude(pk__in=expected_enrolments(session))
    return (
        rows.distinct()
        .select_related("participant", "cohort")
        .order_by("participant__last_name", "participant__first_name", "pk")
    )


@dataclass(frozen=True)
class Occurrence:
    """A session somebody could go to: seats left (None where as many come as like), and whether they go there now."""

    session: Session
    seats_left: int | None
    is_chosen: bool

    @property
    def is_full(self) -> bool:
        """Whether nobody else can come."""
        return self.seats_left == 0 and not self.is_chosen


@dataclass(frozen=True)
class Choice:
    """A component of somebody's course and the session they go to; `others`: sessions they may choose instead."""

    component: Component
    session: Session
    others: tuple[Occurrence, ...]


def choices(enrolment: Enrolment, *, at: datetime) -> list[Choice]:
    """For each component that is still to come, where this person goes, and where else they could, in order of dates. A fixed
    number of queries."""
    expected = {key[1]: session for key, session in session_expected_for([enrolment]).items()}
    components = {one.pk: one for one in Component.objects.filter(pk__in=expected)}
    by_origin = {one.origin_id: one.pk for one in components.values() if one.origin_id}
    there = list(_to_choose(components, by_origin, at))
    left = seats_left(there)
    found = []
    for pk, session in expected.items():
        occurrences = tuple(
            Occurrence(one, left[one.pk], one.pk == session.pk)
            for one in there
            if one.component_id == pk or (one.component.origin_id and by_origin.get(one.component.origin_id) == pk)
        )
        if session.ends_at > at or occurrences:
            found.append(Choice(components[pk], session, occurrences))
    return sorted(found, key=lambda choice: (choice.session.starts_at, choice.session.pk))


def _to_choose(components: dict[int, Component], by_origin: dict[int, int], at: datetime) -> QuerySet[Session]:
    """Sessions to come, of these components or of other cohorts' copies of them."""
    same = Q(component__in=components) | Q(component__origin__in=by_origin)
    rows = Session.objects.filter(same, state=SessionState.RELEASED, starts_at__gt=at)
    return rows.select_related("component__cohort").order_by("starts_at", "pk")


def seats_left(sessions: Sequence[Session]) -> dict[int, int | None]:
    """For each released session the seats nobody is expected on; None where as many come as like. A fixed number of queries."""
    limited = [one for one in sessions if one.capacity is not None]
    cohorts = {one.component.cohort_id for one in limited}
    guests = current_places().filter(session__in=limited).values("enrolment_id")
    rows = Enrolment.objects.filter(Q(cohort__in=cohorts) | Q(pk__in=guests)) if limited else ()
    taken = Counter(session.pk for session in session_expected_for(rows).values())
    return {one.pk: None if one.capacity is None else max(0, one.capacity - taken[one.pk]) for one in sessions}
