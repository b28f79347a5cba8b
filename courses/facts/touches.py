"""What a change of the schedule touches beyond courses, asked of whoever put themselves into settings.SCHEDULE_TOUCHES."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from courses.choices import SessionState
from courses.facts.impact import Impact
from courses.models import Cohort
from courses.rules.outlooks import Turn
from npq_portal.periods import Period


@dataclass(frozen=True)
class SessionMoved:
    """A session that is new or has another time: its title, and when it takes place from now on."""

    title: str
    period: Period


class Asked(Protocol):
    """Gives whole sentences for the member of staff who is about to release. `worse` are the ids of enrolments whose way to
    the threshold the change closes or narrows."""

    def __call__(
        self, *, cohort: Cohort, sessions: Sequence[SessionMoved], worse: frozenset[int], at: datetime
    ) -> list[str]:
        """The sentences; none where nothing is touched."""
        ...


def touches(cohort: Cohort, effect: Impact, *, at: datetime) -> list[str]:
    """Everything said of this change, in the order of the setting."""
    moved = [
        SessionMoved(change.after.title, _period(change.after.values))
        for change in effect.sessions
        if change.after.state == SessionState.RELEASED and (change.before is None or "starts_at" in change.fields)
    ]
    worse = frozenset(pk for pk, turn in effect.turns.items() if turn != Turn.BACK_IN_REACH)
    asked: list[Asked] = [import_string(path) for path in settings.SCHEDULE_TOUCHES]
    return [line for one in asked for line in one(cohort=cohort, sessions=moved, worse=worse, at=at)]


def _period(values: dict[str, str]) -> Period:
    return Period(datetime.fromisoformat(values["starts_at"]), datetime.fromisoformat(values["ends_at"]))
