"""What a change of the schedule means: compared from the facts before and after it, whoever made it.

The same function judges a preview (the change made and rolled back) and the change itself, so they cannot differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from courses.choices import SessionState
from courses.facts import appointments, clashes
from courses.facts.appointments import Whose
from courses.facts.outlooks import outlooks
from courses.facts.snapshots import Snapshot, digest, snapshot
from courses.models import Cohort, Component, Enrolment, Session
from courses.rules.appointments import Appointment, Difference, differences
from courses.rules.clashes import ScheduleWarning
from courses.rules.outlooks import Outlook, Turn, turns


@dataclass(frozen=True)
class SessionFacts:
    """A session as a change is told: its state and what can be changed about it."""

    pk: int
    component_id: int
    title: str
    state: str
    reason: str
    values: Snapshot

    @property
    def is_known(self) -> bool:
        """Whether anybody but the hub knows of it."""
        return self.state != SessionState.DRAFT


@dataclass(frozen=True)
class World:
    """The facts that a change of the schedule is compared by."""

    sessions: Mapping[int, SessionFacts]
    off: frozenset[int]  # components that are left out
    appointments: Mapping[Whose, Appointment]
    outlooks: Mapping[int, Outlook]


@dataclass(frozen=True)
class SessionChange:
    """A session that is new to people, changed or off; `before` is None for a new one."""

    before: SessionFacts | None
    after: SessionFacts

    @property
    def fields(self) -> tuple[str, ...]:
        """What of it changed."""
        if self.before is None:
            return ()
        return tuple(name for name, value in self.after.values.items() if self.before.values[name] != value)


@dataclass(frozen=True)
class Impact:
    """What a change means: the sessions, the appointments that differ, whose way to the threshold turns, which components
    leave the sum or come back, and what is odd about the sessions as they will be."""

    sessions: tuple[SessionChange, ...]
    appointments: tuple[tuple[Whose, Difference], ...]
    turns: Mapping[int, Turn]
    outlooks: Mapping[int, tuple[Outlook, Outlook]]  # before and after, of those in `turns`
    leaving: frozenset[int]
    returning: frozenset[int]
    warnings: tuple[ScheduleWarning, ...]

    @property
    def reasons(self) -> dict[int, str]:
        """Why sessions are off, by id."""
        return {change.after.pk: change.after.reason for change in self.sessions if change.after.reason}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to release."""
        return not self.sessions

    @property
    def digest(self) -> str:
        """A fingerprint of everything a preview shows."""
        changes = {id(change): repr(change) for _, change in self.appointments}  # people share them
        return digest(
            [
                [
                    (one.after.pk, one.after.state, one.after.reason, one.after.values, one.fields)
                    for one in self.sessions
                ],
                [
                    (whose.user, whose.enrolment, whose.component, whose.session, changes[id(change)])
                    for whose, change in self.appointments
                ],
                sorted((pk, turn.value) for pk, turn in self.turns.items()),
                [sorted(self.leaving), sorted(self.returning)],
                [repr(warning) for warning in self.warnings],
            ]
        )


def world(cohort: Cohort, enrolments: Sequence[Enrolment], *, at: datetime) -> World:
    """The cohort's schedule and what it means for these people (see appointments.touched_by), as stored now. The number of
    queries depends on neither the people nor the sessions."""
    sessions = Session.objects.filter(component__cohort=cohort).select_related("component")
    found = {
        session.pk: SessionFacts(
            session.pk,
            session.component_id,
            session.component.title,
            session.state,
            session.state_reason,
            snapshot(session),
        )
        for session in sessions.prefetch_related("facilitators")
    }
    return World(
        sessions=found,
        off=frozenset(Component.objects.filter(cohort=cohort, is_off=True).values_list("pk", flat=True)),
        appointments=appointments.of_participants(enrolments) | appointments.of_facilitators(cohort),
        outlooks=outlooks([enrolment.pk for enrolment in enrolments], at=at),
    )


def compare(cohort: Cohort, before: World, after: World, *, since: datetime) -> Impact:
    """What led from one to the other; `after` is what is stored now, for clashes with other cohorts' sessions. Sessions over
    at `since` are nobody's news."""
    changed = tuple(_session_changes(before, after))
    turned = turns(before.outlooks, after.outlooks)
    return Impact(
        sessions=changed,
        appointments=tuple(
            sorted(
                differences(before.appointments, after.appointments, at=since),
                key=lambda pair: (pair[1].starts_at, pair[0]),
            )
        ),
        turns=turned,
        outlooks={pk: (before.outlooks[pk], after.outlooks[pk]) for pk in turned},
        leaving=after.off - before.off,
        returning=before.off - after.off,
        warnings=clashes.of_sessions(
            cohort, [one.after.pk for one in changed if one.after.state == SessionState.RELEASED]
        ),
    )


def _session_changes(before: World, after: World) -> list[SessionChange]:
    """Those people knew of and that are other now, and those they get to know, in the order of their dates."""
    found = []
    for pk, now in after.sessions.items():
        was = before.sessions.get(pk)
        known = was if was and was.is_known else None
        if now.is_known and known != now:
            found.append(SessionChange(known, now))
    return sorted(found, key=lambda change: (change.after.values["starts_at"], change.after.pk))
