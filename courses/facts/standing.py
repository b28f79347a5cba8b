"""Everybody's ledger: each component with its credit and state, for any number of people in six queries, and two more where
a programme caps catching up."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from courses.choices import CatchUpState, EngagementPolicy
from courses.facts.catch_up import caught_up_minutes
from courses.facts.credit import current_records
from courses.facts.expected import session_expected_for
from courses.models import CatchUp, Cohort, Component, Enrolment, Programme, Session
from courses.rules import ledger
from courses.rules.engagement import Figures, Part, PartState, Policy, figures
from courses.rules.forecast import Forecast, forecast_of, if_missed
from courses.rules.ledger import LeftOut, Said
from npq_portal.clock import london_date
from npq_portal.periods import end_of

#: Catching up that is over, whatever its date.
_CLOSED = (CatchUpState.LAPSED, CatchUpState.APPROVED)
#: Catching up that ends with its date, because the participant has still to send something.
_UNTIL_ITS_DATE = (CatchUpState.OFFERED, CatchUpState.RETURNED)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One component for one participant. `part` is None where it is left out of their sum, which `left_out` explains.
    `session` is where they are expected, None for what is studied alone or is not planned yet."""

    component: Component
    session: Session | None
    part: Part | None
    left_out: LeftOut | None

    @property
    def rest(self) -> int:
        """Minutes that are not earned; 0 where it is left out."""
        return self.part.rest if self.part else 0

    @property
    def is_lost(self) -> bool:
        """Whether something of it is lost unless it is caught up."""
        return self.part is not None and self.part.state == PartState.SETTLED and self.rest > 0

    @property
    def is_to_come(self) -> bool:
        """Whether something of it can still be earned by coming or doing it."""
        return self.part is not None and self.part.state == PartState.TO_COME and self.rest > 0

    @property
    def may_be_caught_up(self) -> bool:
        """Whether what is lost of it can still be made good."""
        return self.is_lost and self.part is not None and self.part.may_be_caught_up


@dataclass(frozen=True)
class Ledger:
    """All of a participant's components, in the cohort's order. `catch_up_left`: minutes they may still catch up under the
    programme's cap, None where there is none. `made`: the forecasts of a cohort's ledgers read together, so that whoever
    stands the same shares one."""

    enrolment: Enrolment
    policy: Policy
    lines: list[Line]
    catch_up_left: int | None
    made: dict[object, Forecast] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def parts(self) -> list[Part]:
        """What the sum is made of."""
        return [line.part for line in self.lines if line.part is not None]

    @cached_property
    def lost(self) -> list[Line]:
        """The lines of which something is lost."""
        return [line for line in self.lines if line.is_lost]

    @cached_property
    def to_come(self) -> list[Line]:
        """The lines to come, the next first."""
        dated = [(line.part.order, line) for line in self.lines if line.part and line.is_to_come]
        return [line for _, line in sorted(dated, key=lambda pair: pair[0])]

    @cached_property
    def by_bucket(self) -> dict[str, Figures]:
        """The sums by bucket, in whole minutes."""
        return figures(self.parts)

    @cached_property
    def forecast(self) -> Forecast:
        """What is still possible."""
        unsettled = tuple([part for part in self.parts if part.state != PartState.SETTLED])
        alike = (tuple(self.by_bucket.items()), unsettled, self.catch_up_left)
        found = self.made.get(alike)
        if found is None:
            found = forecast_of(self.policy, self.by_bucket, unsettled, catch_up_left=self.catch_up_left)
            self.made[alike] = found
        return found

    def if_missed(self, component_id: int) -> Forecast:
        """The forecast if that component is missed. Raises ValueError where it cannot be."""
        return if_missed(self.policy, self.parts, component_id, catch_up_left=self.catch_up_left)


def policy_of(programme: Programme) -> Policy:
    """How a programme judges engagement. Raises ValueError where its weights make no sense."""
    weights = programme.bucket_weights if programme.engagement_policy == EngagementPolicy.WEIGHTED else {}
    return Policy(programme.engagement_policy, programme.engagement_threshold, weights)


def parts_of(enrolment_ids: Collection[int], *, at: datetime) -> dict[int, list[Part]]:
    """The parts of each of these enrolments, by its id, in the cohort's order. Six to eight queries for any number of people."""
    return {pk: own.parts for pk, own in ledgers_of(enrolment_ids, at=at).items()}


def ledgers_of(enrolment_ids: Collection[int], *, at: datetime) -> dict[int, Ledger]:
    """The ledger of each of these enrolments, by its id, as it stands at `at`. Six to eight queries for any number of people."""
    enrolments = list(Enrolment.objects.filter(pk__in=enrolment_ids).order_by("pk"))
    known = _Known(enrolments, at)
    return {enrolment.pk: known.ledger(enrolment) for enrolment in enrolments}


class _Known:
    """What the database says of these people, read once. Most people have the same marks at the same sessions, so lines
    are made once and shared."""

    def __init__(self, enrolments: list[Enrolment], at: datetime) -> None:
        ids = [enrolment.pk for enrolment in enrolments]
        self._at, self._today = at, london_date(at)
        self._components = _components({enrolment.cohort_id for enrolment in enrolments})
        _share_cohorts(enrolments, self._components)
        self._sessions = session_expected_for(enrolments)
        self._said = _said(ids)
        self._open = _open_catch_ups(ids, self._today)
        self._used = _catch_up_used(enrolments)
        self._lines: dict[tuple[object, ...], Line] = {}
        self._policies = {one.cohort_id: policy_of(one.cohort.programme) for one in _one_a_cohort(enrolments)}
        self._forecasts: dict[int, dict[object, Forecast]] = defaultdict(dict)

    def ledger(self, enrolment: Enrolment) -> Ledger:
        pk = enrolment.pk  # a model's pk costs more than a name's
        return Ledger(
            enrolment=enrolment,
            policy=self._policies[enrolment.cohort_id],
            lines=[
                self._line(enrolment, component, (pk, component_id))
                for component_id, component in self._components[enrolment.cohort_id]
            ],
            catch_up_left=self._catch_up_left(enrolment),
            made=self._forecasts[enrolment.cohort_id],
        )

    def _line(self, enrolment: Enrolment, component: Component, key: tuple[int, int]) -> Line:
        said, session = self._said.get(key, ()), self._sessions.get(key)
        is_open = self._open.get(key, True)
        joined_late = session is not None and session.ends_at < enrolment.enrolled_at
        # What was said is one object for all of whom the same was said.
        alike = (key[1], session and session.id, tuple([id(one) for one in said]), is_open, joined_late)
        found = self._lines.get(alike)
        if found is None:
            found = self._lines[alike] = self._made(enrolment, component, session, said, is_open=is_open)
        return found

    def _made(
        self,
        enrolment: Enrolment,
        component: Component,
        session: Session | None,
        said: Sequence[Said],
        *,
        is_open: bool,
    ) -> Line:
        plain = _plain(component)
        why = ledger.left_out(plain, said)
        person = ledger.Person(
            joined_at=enrolment.enrolled_at, catch_up_is_open=is_open and enrolment.cohort.ends_on >= self._today
        )
        part = None if why else ledger.part(plain, said, _expected(session), person, at=self._at)
        return Line(component=component, session=session, part=part, left_out=why)

    def _catch_up_left(self, enrolment: Enrolment) -> int | None:
        programme = enrolment.cohort.programme
        if programme.catch_up_cap_minutes is None:
            return None
        return max(0, programme.catch_up_cap_minutes - self._used.get((enrolment.participant_id, programme.pk), 0))


def _one_a_cohort(enrolments: Iterable[Enrolment]) -> Iterable[Enrolment]:
    return {enrolment.cohort_id: enrolment for enrolment in enrolments}.values()


def _components(cohort_ids: Collection[int]) -> dict[int, list[tuple[int, Component]]]:
    """Each cohort's components with their ids, in order, and with the cohort, its programme and course."""
    found: dict[int, list[tuple[int, Component]]] = defaultdict(list)
    rows = Component.objects.filter(cohort__in=cohort_ids).select_related("cohort__programme__course")
    for component in rows.order_by("position", "pk"):
        found[component.cohort_id].append((component.pk, component))
    return found


def _share_cohorts(enrolments: Iterable[Enrolment], components: Mapping[int, Sequence[tuple[int, Component]]]) -> None:
    """Give everybody of a cohort the same one, which came with its components: 500 people are not 500 courses. A cohort
    that has no components yet is read apart."""
    cohorts = {cohort_id: of_it[0][1].cohort for cohort_id, of_it in components.items() if of_it}
    bare = {enrolment.cohort_id for enrolment in enrolments} - cohorts.keys()
    if bare:
        cohorts |= Cohort.objects.select_related("programme__course").in_bulk(bare)
    for enrolment in enrolments:
        enrolment.cohort = cohorts[enrolment.cohort_id]


def _said(enrolment_ids: Collection[int]) -> dict[tuple[int, int], tuple[Said, ...]]:
    """By (enrolment id, component id), in one order, so that the same marks are the same."""
    found: dict[tuple[int, int], tuple[Said, ...]] = {}
    same: dict[tuple[str, str, int], Said] = {}
    names = ("enrolment_id", "component_id", "slot", "mark", "minutes")
    rows = current_records(enrolment_ids).order_by("slot").values_list(*names)
    for enrolment_id, component_id, slot, mark, minutes in rows:
        one = same.setdefault((slot, mark, minutes), Said(slot=slot, mark=mark, minutes=minutes))
        key = (enrolment_id, component_id)
        found[key] = (*found.get(key, ()), one)
    return found


def _open_catch_ups(enrolment_ids: Collection[int], today: date) -> dict[tuple[int, int], bool]:
    """For each offer whether catching up is still possible."""
    rows = CatchUp.objects.filter(enrolment__in=enrolment_ids).order_by()
    return {
        (enrolment_id, component_id): state not in _CLOSED and (state not in _UNTIL_ITS_DATE or due_on >= today)
        for enrolment_id, component_id, state, due_on in rows.values_list(
            "enrolment_id", "component_id", "state", "due_on"
        )
    }


def _plain(component: Component) -> ledger.Component:
    over_at = None
    if component.is_studied_alone and component.due_on is not None:
        over_at = end_of(component.due_on)
    return ledger.Component(
        key=component.pk,
        bucket=component.bucket,
        minutes=component.minutes,
        counts=component.counts,
        is_off=component.is_off,
        may_be_caught_up=component.may_be_caught_up,
        is_studied_alone=component.is_studied_alone,
        over_at=over_at,
    )


def _expected(session: Session | None) -> ledger.Expected | None:
    if session is None:
        return None
    return ledger.Expected(
        slot=f"session:{session.pk}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        is_closed=session.register_closed_at is not None,
    )


def _catch_up_used(enrolments: Iterable[Enrolment]) -> dict[tuple[int, int], int]:
    """Minutes that catching up alone has given, by participant and programme, where a programme caps them."""
    capped = [one for one in enrolments if one.cohort.programme.catch_up_cap_minutes is not None]
    if not capped:
        return {}
    return caught_up_minutes({one.cohort.programme_id for one in capped}, {one.participant_id for one in capped})
