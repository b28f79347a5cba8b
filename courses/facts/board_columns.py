"""The board's columns, and the cells that many people share."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import Q

from courses.choices import CatchUpState, Mark, SessionState
from courses.facts.credit import CATCH_UP_SLOT
from courses.facts.expected import current_places
from courses.models import CatchUp, Cohort, Component, Session
from courses.rules import ledger
from courses.rules.engagement import Part, PartState
from courses.rules.glance import Glance, glance
from courses.rules.ledger import Expected, Person, Said
from npq_portal.clock import london_date
from npq_portal.periods import LONDON


@dataclass(frozen=True)
class Column:
    """One component, with its default session; None where none is released."""

    component: Component
    session: Session | None

    @property
    def key(self) -> int:
        """The component's."""
        return self.component.pk

    @property
    def plain(self) -> ledger.Component:
        """The component as the rules know it."""
        one, over_at = self.component, None
        if one.is_studied_alone and one.due_on is not None:
            over_at = datetime.combine(one.due_on + timedelta(days=1), time.min, tzinfo=LONDON)
        return ledger.Component(
            key=one.pk,
            bucket=one.bucket,
            minutes=one.minutes,
            counts=one.counts,
            is_off=one.is_off,
            may_be_caught_up=one.may_be_caught_up,
            is_studied_alone=one.is_studied_alone,
            over_at=over_at,
        )


@dataclass(frozen=True)
class _Facts:
    """What a cell is made from, marks apart."""

    component: ledger.Component
    expected: Expected | None
    person: Person
    at: datetime
    effects: dict[object, int]


@dataclass(eq=False)
class Cell:
    """One square of the board, shared by all for whom it is the same. `part` is what it does to the sum, None where it
    does nothing; `effect` is a number for that; `caught_up` is what catching up alone has given, in minutes. `following` are the
    cells made from it with after()."""

    facts: _Facts
    said: tuple[Said, ...] = ()
    letter: Glance = field(init=False)
    part: Part | None = field(init=False)
    effect: int = field(init=False)
    following: dict[str, "Cell"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        facts = self.facts
        self.letter = glance(facts.component, self.said, facts.expected, facts.person, at=facts.at)
        self.part = None
        if ledger.left_out(facts.component, self.said) is None:
            self.part = ledger.part(facts.component, self.said, facts.expected, facts.person, at=facts.at)
        self.effect = facts.effects.setdefault(_effect_of(self.part), len(facts.effects))

    @property
    def minutes(self) -> int:
        """Its credit."""
        return min(self.facts.component.minutes, max((one.minutes for one in self.said), default=0))

    @property
    def caught_up(self) -> int:
        """What it takes of the programme's cap."""
        without = max((one.minutes for one in self.said if one.slot != CATCH_UP_SLOT), default=0)
        return max(0, max((one.minutes for one in self.said), default=0) - without)

    def after(self, text: str) -> "Cell":
        """The cell with one more current record, given as "slot,mark,minutes"."""
        found = self.following.get(text)
        if found is None:
            slot, mark, minutes = text.split(",")
            said = Said(slot=slot, mark=Mark(mark), minutes=int(minutes))
            found = self.following[text] = Cell(self.facts, (*self.said, said))
        return found


def _effect_of(part: Part | None) -> object:
    """Settled parts that do the same to the sums are alike, whatever the component; one that is still open is like no
    other, since what is open decides what is at stake."""
    if part is None or part.state != PartState.SETTLED:
        return part
    return (part.bucket, part.minutes, part.earned, part.may_be_caught_up)


def columns_of(cohort: Cohort) -> list[Column]:
    """The components of the cohort in their order, each with its default session. Two queries."""
    released = Session.objects.filter(component__cohort=cohort, state=SessionState.RELEASED).order_by("starts_at", "id")
    defaults: dict[int, Session] = {}
    for session in released:
        defaults.setdefault(session.component_id, session)
    components = Component.objects.filter(cohort=cohort).order_by("position", "id")
    return [Column(component, defaults.get(component.pk)) for component in components]


class Blanks:
    """The cells before any mark. Nearly everybody's are the same; people who go to another session than the default,
    joined late, hold no place or may not catch up any more have some of their own. Two queries."""

    def __init__(self, cohort: Cohort, columns: Sequence[Column], *, at: datetime) -> None:
        self._at, self._columns = at, columns
        self._plain = [column.plain for column in columns]
        self._is_over = cohort.ends_on < london_date(at)
        self._elsewhere = _elsewhere(cohort)
        self._closed = _closed_catch_ups(cohort, at=at)
        self._effects: dict[object, int] = {}
        self._made: dict[tuple[int, int | None, bool, bool], Cell] = {}
        ends = [column.session.ends_at for column in columns if column.session]
        self._first_end = min(ends, default=at)
        self._common = self._cells({}, frozenset(), joined_at=self._first_end, holds=True)

    def of(self, enrolment_id: int, *, joined_at: datetime, holds: bool) -> Sequence[Cell]:
        """The cells of one person, in the order of the columns."""
        elsewhere, closed = self._elsewhere.get(enrolment_id, {}), self._closed.get(enrolment_id, frozenset())
        if holds and not elsewhere and not closed and joined_at <= self._first_end:
            return self._common
        return self._cells(elsewhere, closed, joined_at=joined_at, holds=holds)

    def _cells(
        self, elsewhere: Mapping[int, Session], closed: frozenset[int], *, joined_at: datetime, holds: bool
    ) -> list[Cell]:
        cells = []
        for number, column in enumerate(self._columns):
            session = elsewhere.get(column.key, column.session) if holds else None
            late = session is not None and session.ends_at < joined_at
            may_catch_up = not self._is_over and column.key not in closed
            cells.append(self._cell(number, session, late=late, may_catch_up=may_catch_up))
        return cells

    def _cell(self, number: int, session: Session | None, *, late: bool, may_catch_up: bool) -> Cell:
        key = (number, session.pk if session else None, late, may_catch_up)
        if key not in self._made:
            expected, joined_at = None, self._at
            if session is not None:
                expected = Expected(slot=f"session:{session.pk}", starts_at=session.starts_at, ends_at=session.ends_at)
                joined_at = session.ends_at + timedelta(seconds=1) if late else session.ends_at
            person = Person(joined_at=joined_at, catch_up_is_open=may_catch_up)
            self._made[key] = Cell(_Facts(self._plain[number], expected, person, self._at, self._effects))
        return self._made[key]


def _elsewhere(cohort: Cohort) -> dict[int, dict[int, Session]]:
    """Where people go who chose or were given a session, by enrolment and component."""
    found: dict[int, dict[int, Session]] = defaultdict(dict)
    for place in current_places().filter(enrolment__cohort=cohort).select_related("session"):
        found[place.enrolment_id][place.component_id] = place.session
    return dict(found)


def _closed_catch_ups(cohort: Cohort, *, at: datetime) -> dict[int, frozenset[int]]:
    """The components that each enrolment may not catch up any more, as courses/facts/standing.py has it."""
    used = Q(state__in=(CatchUpState.LAPSED, CatchUpState.APPROVED))
    too_late = Q(state__in=(CatchUpState.OFFERED, CatchUpState.RETURNED), due_on__lt=london_date(at))
    found: dict[int, frozenset[int]] = {}
    rows = CatchUp.objects.filter(used | too_late, enrolment__cohort=cohort).order_by()
    for enrolment_id, component_id in rows.values_list("enrolment_id", "component_id"):
        found[enrolment_id] = found.get(enrolment_id, frozenset()) | {component_id}
    return found
