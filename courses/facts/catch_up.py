"""Absences that may be caught up, and the catch-ups somebody sees."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Max, Q, QuerySet

from courses.choices import ABSENCES, CatchUpState, EnrolmentStatus, Mark, RecordState, SessionState
from courses.facts.credit import CATCH_UP_SLOT, Credited, credited, current_records
from courses.models import CatchUp, Component, EngagementRecord, Enrolment, Session
from courses.rules.catch_up import OPEN, Allowance, Missed
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User

Pair = tuple[int, int]

#: A mark of a session that took place and gave less than all of it.
_MISSED_SOME = Q(mark__in=[*ABSENCES, Mark.PART], session__state=SessionState.RELEASED)


@dataclass(frozen=True, kw_only=True)
class Absence:
    """An active enrolment that missed a component or a part of it: what the current records say."""

    enrolment: int
    component: int
    credited: int
    exempt: bool

    @property
    def pair(self) -> Pair:
        """(enrolment id, component id)."""
        return self.enrolment, self.component

    def missed(self, component: Component) -> Missed:
        """For the rules."""
        return Missed(
            worth=component.minutes,
            credited=min(self.credited, component.minutes),
            is_absence=True,
            may_be_caught_up=component.may_be_caught_up,
            counts=component.counts and not component.is_off and not self.exempt,
        )


def absences(enrolment_ids: Collection[int]) -> list[Absence]:
    """Every absence and part attendance of those who take part, one for each component. One query."""
    rows = current_records(enrolment_ids).filter(enrolment__status=EnrolmentStatus.ACTIVE)
    found = (
        rows.values("enrolment_id", "component_id")
        .annotate(
            rest=Max("minutes", filter=~Q(slot=CATCH_UP_SLOT), default=0),
            out=BoolOr(Q(mark=Mark.EXEMPT)),
            missed=BoolOr(_MISSED_SOME),
        )
        .filter(missed=True)
        .order_by("enrolment_id", "component_id")
    )
    return [
        Absence(enrolment=row["enrolment_id"], component=row["component_id"], credited=row["rest"], exempt=row["out"])
        for row in found
    ]


def offered_by_hand(catch_ups: Iterable[CatchUp]) -> list[Absence]:
    """Open offers that a hub admin made where no register speaks of an absence: held before somebody joined, or self-study
    after its last day. They count as missed as long as the person takes part. One query."""
    by_hand = {(one.enrolment_id, one.component_id) for one in catch_ups if one.session_id is None}
    if not by_hand:
        return []
    active = Enrolment.objects.filter(pk__in={pair[0] for pair in by_hand}, status=EnrolmentStatus.ACTIVE)
    taking_part = set(active.values_list("pk", flat=True))
    known = credited(taking_part)
    nothing = Credited(minutes=0, without_catch_up=0, exempt=False)
    return [
        Absence(
            enrolment=pair[0],
            component=pair[1],
            credited=known.get(pair, nothing).without_catch_up,
            exempt=known.get(pair, nothing).exempt,
        )
        for pair in sorted(by_hand)
        if pair[0] in taking_part
    ]


def sessions_missed(pairs: Collection[Pair]) -> dict[Pair, Session]:
    """The last session of each component that was missed or left early. One query."""
    records = current_records({enrolment for enrolment, _ in pairs}).filter(_MISSED_SOME)
    records = records.filter(component__in={component for _, component in pairs}).select_related("session")
    found: dict[Pair, Session] = {}
    for record in records.order_by("session__starts_at"):
        if record.session is not None:
            found[record.enrolment_id, record.component_id] = record.session
    return found


def caught_up_minutes(programmes: Collection[int], participants: Collection[int]) -> dict[tuple[int, int], int]:
    """Minutes that only catching up gave, by (participant id, programme id): earlier cohorts of the programme count too, so
    that a cap does not begin anew after a deferral. Two queries."""
    rows = EngagementRecord.objects.filter(
        slot=CATCH_UP_SLOT,
        state=RecordState.CURRENT,
        enrolment__participant__in=participants,
        enrolment__cohort__programme__in=programmes,
    )
    facts = rows.values_list(
        "enrolment_id",
        "component_id",
        "component__minutes",
        "enrolment__participant_id",
        "component__cohort__programme_id",
    )
    known: dict[Pair, Credited] = {}
    found = list(facts)
    if found:
        known = credited({row[0] for row in found})
    used: dict[tuple[int, int], int] = {}
    for enrolment, component, worth, participant, programme in found:
        credit = known[enrolment, component]
        gave = min(credit.minutes, worth) - min(credit.without_catch_up, worth)
        used[participant, programme] = used.get((participant, programme), 0) + gave
    return used


def allowance(catch_up: CatchUp) -> Allowance:
    """What the programme's cap still lets this person catch up. Two queries where there is a cap."""
    programme = catch_up.component.cohort.programme
    if programme.catch_up_cap_minutes is None:
        return Allowance(cap=None)
    participant = catch_up.enrolment.participant_id
    used = caught_up_minutes([programme.pk], [participant])
    return Allowance(cap=programme.catch_up_cap_minutes, used=used.get((participant, programme.pk), 0))


# -- what people see ---------------------------------------------------------------------------------------------------
def _whole(rows: QuerySet[CatchUp]) -> QuerySet[CatchUp]:
    return rows.select_related(
        "component__cohort__programme__course",
        "component__cohort__programme__lead_provider",
        "enrolment__participant__user",
        "session",
        "decided_by",
    )


def own(user: User) -> QuerySet[CatchUp]:
    """A participant's own, those with something to do first."""
    return _whole(CatchUp.objects.filter(enrolment__participant__user=user)).order_by("due_on", "pk")


def open_of(user: User) -> QuerySet[CatchUp]:
    """A participant's own that wait for them, the most urgent first."""
    return own(user).filter(state__in=[CatchUpState.OFFERED, CatchUpState.RETURNED])


def seen_by(user: User) -> QuerySet[CatchUp]:
    """Those a member of staff may see and decide: of sessions they lead, or all for hub admins; never their own."""
    rows = _whole(CatchUp.objects.exclude(enrolment__participant__user=user))
    if user.has_role(RoleName.HUB_ADMIN):
        return rows
    return rows.filter(session__in=Session.objects.filter(facilitators=user))


def waiting_for(user: User) -> QuerySet[CatchUp]:
    """Those that wait for this member of staff to decide, the longest waiting first."""
    return seen_by(user).filter(state=CatchUpState.SENT).order_by("sent_at", "pk")


def of_enrolments(enrolment_ids: Iterable[int]) -> QuerySet[CatchUp]:
    """Every catch-up of these enrolments."""
    return _whole(CatchUp.objects.filter(enrolment__in=enrolment_ids)).order_by("due_on", "pk")


def may_be_open(enrolment_ids: Collection[int]) -> QuerySet[CatchUp]:
    """Catch-ups that are open, or could be again when the facts change."""
    return CatchUp.objects.filter(enrolment__in=enrolment_ids, state__in=[*OPEN, CatchUpState.NOT_NEEDED])
