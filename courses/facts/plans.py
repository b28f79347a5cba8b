"""Sessions about to be made: from a pattern or from a CSV file, with what is left out, what is there already and what is odd.

A plan is worked out anew when it is carried out, and its digest compared with that of the preview: what is made is what was
shown, or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from courses.choices import EnrolmentStatus, SessionState
from courses.facts import clashes
from courses.facts.snapshots import NewSession, digest, identities
from courses.importers import sessions as csv_file
from courses.importers.sessions import Known, KnownComponent
from courses.importers.tables import Fault
from courses.models import Cohort, Component
from courses.rules.clashes import Planned
from courses.rules.schedule import ClockNote, LeftOut, Pattern, occurrences
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from npq_portal.periods import Period


@dataclass(frozen=True)
class PlannedSession:
    """One session of a plan: what it will be, whether it is there already, and what is odd about it in words."""

    new: NewSession
    title: str
    line: int = 0  # of the file
    is_there: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What would be made, what a pattern leaves out, and what is wrong with a file."""

    sessions: tuple[PlannedSession, ...]
    left_out: tuple[LeftOut, ...] = ()
    faults: tuple[Fault, ...] = ()
    digest: str = field(default="")

    @property
    def to_make(self) -> list[NewSession]:
        """Those that are not there yet."""
        return [one.new for one in self.sessions if not one.is_there]


def by_pattern(
    cohort: Cohort, pattern: Pattern, components: Sequence[Component], details: NewSession, *, leave_out_holidays: bool
) -> Plan:
    """One session a date: with several components one of each in turn, with one all of it. `details` gives venue, link,
    capacity and facilitators. Raises PatternError."""
    last = pattern.until or pattern.first_on + timedelta(days=5 * 366)
    dates = occurrences(pattern, clashes.closed_days(pattern.first_on, last) if leave_out_holidays else ())
    turns = list(components) if len(components) > 1 else list(components) * len(dates.occurrences)
    drafts = [
        (0, one.clock, _new(details, component.pk, one.starts_at, one.ends_at))
        for one, component in zip(dates.occurrences, turns, strict=False)
    ]
    return _plan(cohort, drafts, left_out=dates.left_out)


def by_file(cohort: Cohort, raw: bytes) -> Plan:
    """The sessions of a CSV file. Raises FileRefusedError for the file as a whole."""
    parsed = csv_file.parse(raw, known(cohort))
    drafts = [
        (row.line, row.clock, NewSession(row.component_id, row.starts_at, row.ends_at, row.venue, row.join_link,
                                         row.capacity, row.facilitator_ids))
        for row in parsed.rows
    ]  # fmt: skip
    return _plan(cohort, drafts, faults=parsed.faults)


def known(cohort: Cohort) -> Known:
    """What a file for this cohort may refer to."""
    components = tuple(KnownComponent(one.pk, one.title, one.minutes) for one in held_components(cohort))
    return Known(components, {user.email: user.pk for user in facilitators()})


def held_components(cohort: Cohort) -> list[Component]:
    """The cohort's components that are held in sessions, in order."""
    return [one for one in cohort.components.all() if not one.is_studied_alone]


def facilitators() -> QuerySet[User]:
    """Who may lead a session, by name."""
    grants = {"role_grants__role": RoleName.FACILITATOR, "role_grants__revoked_at__isnull": True, "is_active": True}
    return User.objects.filter(**grants).order_by("name", "email")


def _new(details: NewSession, component_id: int, starts_at: datetime, ends_at: datetime) -> NewSession:
    return NewSession(
        component_id, starts_at, ends_at, details.venue, details.join_link, details.capacity, details.facilitators
    )


def _plan(
    cohort: Cohort,
    drafts: Sequence[tuple[int, ClockNote, NewSession]],
    *,
    left_out: tuple[LeftOut, ...] = (),
    faults: tuple[Fault, ...] = (),
) -> Plan:
    there = identities(cohort)
    titles = dict(cohort.components.values_list("pk", "title"))
    new = [(number, clock, one) for number, (_, clock, one) in enumerate(drafts) if one.identity not in there]
    odd = clashes.words(clashes.of_planned([_as_planned(cohort, *one) for one in _with_people(cohort, new)], cohort))
    sessions = tuple(
        PlannedSession(one, titles[one.component_id], line, one.identity in there, tuple(odd.get(f"new:{number}", ())))
        for number, (line, _, one) in enumerate(drafts)
    )
    facts = [
        [(one.new.__dict__, one.is_there, one.warnings) for one in sessions],
        [repr(one) for one in left_out],
        [repr(one) for one in faults],
    ]
    return Plan(sessions, left_out, faults, digest(facts))


def _with_people(
    cohort: Cohort, new: Sequence[tuple[int, ClockNote, NewSession]]
) -> list[tuple[int, ClockNote, NewSession, frozenset[int]]]:
    """The first session of a component that has none yet is where everybody goes."""
    everybody = frozenset(
        cohort.enrolments.filter(status=EnrolmentStatus.ACTIVE).values_list("participant_id", flat=True)
    )
    held = set(cohort.components.filter(sessions__state=SessionState.RELEASED).values_list("pk", flat=True))
    found = []
    for number, clock, one in sorted(new, key=lambda each: each[2].starts_at):
        found.append((number, clock, one, frozenset() if one.component_id in held else everybody))
        held.add(one.component_id)
    return found


def _as_planned(cohort: Cohort, number: int, clock: ClockNote, one: NewSession, people: frozenset[int]) -> Planned:
    return Planned(
        key=f"new:{number}",
        period=Period(one.starts_at, one.ends_at),
        venue=one.venue,
        facilitators=frozenset(one.facilitators),
        participants=people,
        first_day=cohort.starts_on,
        last_day=cohort.ends_on,
        clock=clock,
    )
