"""Who is expected at which session: the one answer for registers, reminders, engagement and schedules.

A participant goes to the session they chose or were given (SessionPlace). Without one they go to the default of each
component of their cohort: the first of its sessions that takes place. Places at a session that does not take place count
for nothing, so after a cancellation people fall back to the default.
"""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from courses.choices import HOLDING_A_PLACE, SessionState
from courses.models import Component, Enrolment, EnrolmentEvent, Session, SessionPlace


def current_places() -> QuerySet[SessionPlace]:
    """The places people hold now at sessions that take place."""
    return SessionPlace.objects.filter(left_at__isnull=True, session__state=SessionState.RELEASED)


def default_session(component_id: int) -> Session | None:
    """Where those go who chose nothing: the component's first session that takes place."""
    return Session.objects.filter(component=component_id, state=SessionState.RELEASED).first()


def expected_enrolments(session: Session) -> QuerySet[Enrolment]:
    """Those who hold a place in their cohort and are expected at `session`, of other cohorts too; nobody where it does not
    take place. Whoever deferred, withdrew or moved only after it began was expected, and stays on its register. Two queries
    when evaluated."""
    if not session.takes_place:
        return Enrolment.objects.none()
    ids = current_places().filter(session=session).order_by().values("enrolment_id")
    if default_session(session.component_id) == session:
        elsewhere = current_places().filter(enrolment=OuterRef("pk"), component=session.component_id)
        own = Enrolment.objects.filter(~Exists(elsewhere), cohort=session.component.cohort_id)
        ids = ids.union(own.order_by().values("pk"))
    last_move = EnrolmentEvent.objects.filter(enrolment=OuterRef("pk")).order_by("-at", "-id").values("at")[:1]
    left_since = Q(moved_at__gt=session.starts_at, enrolled_at__lte=session.starts_at)
    held_then = Enrolment.objects.alias(moved_at=Subquery(last_move)).filter(Q(status__in=HOLDING_A_PLACE) | left_since)
    return held_then.filter(pk__in=ids)


def session_expected_for(enrolments: Iterable[Enrolment]) -> dict[tuple[int, int], Session]:
    """For (enrolment id, component id) the session where that person is expected, with its `component` at hand, in two
    queries for any number of people. Components nobody holds a session of are not in it, nor people without a place."""
    holding = [enrolment for enrolment in enrolments if enrolment.status in HOLDING_A_PLACE]
    defaults: dict[int, dict[int, Session]] = {}
    for session in _released({enrolment.cohort_id for enrolment in holding}):
        defaults.setdefault(session.component.cohort_id, {}).setdefault(session.component_id, session)
    people = [(enrolment.pk, enrolment.cohort_id) for enrolment in holding]  # a model's pk costs more than a tuple's
    found = {
        (pk, component_id): session
        for pk, cohort_id in people
        for component_id, session in defaults.get(cohort_id, {}).items()
    }
    places = current_places().filter(enrolment__in=[pk for pk, _ in people])
    for place in places.select_related("session__component"):
        found[place.enrolment_id, place.component_id] = place.session
    return found


def _released(cohort_ids: Collection[int]) -> QuerySet[Session]:
    """In the order in which the first is the default."""
    rows = Session.objects.filter(component__cohort__in=cohort_ids, state=SessionState.RELEASED)
    return rows.select_related("component").order_by("starts_at", "id")


def own_components(session: Session, enrolment_ids: Collection[int]) -> dict[int, int]:
    """The component that going to `session` counts for, by enrolment id: the session's own for people of its cohort, for
    others their own cohort's copy of the same programme component. Who has no such copy is left out. At most two
    queries."""
    component = session.component
    cohorts = dict(Enrolment.objects.filter(pk__in=enrolment_ids).values_list("pk", "cohort_id"))
    copies = {component.cohort_id: component.pk}
    others = set(cohorts.values()) - {component.cohort_id}
    if others and component.origin_id is not None:
        same = Component.objects.filter(cohort__in=others, origin=component.origin_id)
        copies |= dict(same.values_list("cohort_id", "pk"))
    return {pk: copies[cohort_id] for pk, cohort_id in cohorts.items() if cohort_id in copies}
