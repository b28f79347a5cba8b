"""Who a walk-in may have been."""

from dataclasses import dataclass

from django.db.models import Q

from courses.choices import HOLDING_A_PLACE
from courses.models import Component, Enrolment, Session, WalkIn
from courses.rules.matching import Expected, suggest


@dataclass(frozen=True)
class Candidates:
    """Those whose names are most alike, best first, and everybody else by name."""

    likely: list[Enrolment]
    others: list[Enrolment]

    def by_id(self, pk: int) -> Enrolment | None:
        """One of them; None for anybody else."""
        return next((one for one in [*self.likely, *self.others] if one.pk == pk), None)


def candidates(walk_in: WalkIn, *, of_other_cohorts: bool) -> Candidates:
    """The people of the session's cohort; with `of_other_cohorts`, which is for hub admins, also those whose own cohort has
    the same component. Two queries at most."""
    session: Session = walk_in.session
    mine = Q(cohort=session.component.cohort_id) | Q(session_places__session=session)
    if of_other_cohorts and session.component.origin_id is not None:
        cohorts = Component.objects.filter(origin=session.component.origin_id).values("cohort")
        mine |= Q(cohort__in=cohorts)
    rows = Enrolment.objects.filter(mine, status__in=HOLDING_A_PLACE).distinct()
    people = list(
        rows.select_related("participant", "cohort").order_by("participant__last_name", "participant__first_name", "pk")
    )
    known = [Expected(key=one.pk, name=one.participant.full_name, emails=()) for one in people]
    ranked = [found.key for found in suggest(name=walk_in.name, email="", expected=known)]
    by_id = {one.pk: one for one in people}
    return Candidates(likely=[by_id[pk] for pk in ranked], others=[one for one in people if one.pk not in set(ranked)])
