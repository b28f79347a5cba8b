"""The registers of a facilitator: today's, those still open, what comes next and what is past."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from courses.choices import Mark, RecordState, SessionState
from courses.models import Session
from npq_portal.clock import london_date
from npq_portal.periods import LONDON

_SOON = timedelta(days=28)
_PAST = 30
_MOST = 200  # a hub admin sees everybody's


@dataclass(frozen=True)
class RegisterLists:
    """Each session once, with its component and cohort, `marked` people and `waiting` decisions. Times of day are London's."""

    today: list[Session] = field(default_factory=list)
    open: list[Session] = field(default_factory=list)
    to_come: list[Session] = field(default_factory=list)
    past: list[Session] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is no session at all."""
        return not (self.today or self.open or self.to_come or self.past)


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """The London day that `at` is in: its first moment, and the first of the next day."""
    begin = datetime.combine(london_date(at), time.min, tzinfo=LONDON)
    end = datetime.combine(london_date(at) + timedelta(days=1), time.min, tzinfo=LONDON)
    return begin, end


def open_registers(sessions: QuerySet[Session], *, at: datetime) -> QuerySet[Session]:
    """Of these, the sessions that have ended and whose register nobody has closed."""
    return sessions.filter(state=SessionState.RELEASED, ends_at__lte=at, register_closed_at=None)


def register_lists(sessions: QuerySet[Session], *, at: datetime) -> RegisterLists:
    """Of `sessions` (see scope.sessions_for), those of today, those to come in four weeks, and the last 30 of the past. Four
    queries."""
    begin, end = day_of(at)
    mine = _described(sessions.exclude(state=SessionState.DRAFT))
    today = list(mine.filter(starts_at__gte=begin, starts_at__lt=end)[:_MOST])
    still_open = list(open_registers(mine, at=at).filter(starts_at__lt=begin)[:_MOST])
    to_come = mine.filter(starts_at__gte=end, starts_at__lt=end + _SOON, state=SessionState.RELEASED)
    listed = {session.pk for session in still_open}
    past = mine.filter(starts_at__lt=begin).order_by("-starts_at", "-pk")[: _PAST + len(listed)]
    return RegisterLists(
        today=today,
        open=still_open,
        to_come=list(to_come[:_MOST]),
        past=[session for session in past if session.pk not in listed][:_PAST],
    )


def _described(sessions: QuerySet[Session]) -> QuerySet[Session]:
    current = Q(records__state=RecordState.CURRENT) & ~Q(records__mark=Mark.CLEARED)
    ordered = sessions.select_related("component__cohort").order_by("starts_at", "pk")
    return ordered.annotate(
        marked=Count("records", filter=current, distinct=True),
        waiting=Count("records", filter=Q(records__state=RecordState.TO_DECIDE), distinct=True),
    )


def is_late(session: Session, *, at: datetime) -> bool:
    """Whether its register should be done by now."""
    return session.takes_place and session.register_closed_at is None and session.ends_at <= at


def state_in_words(session: Session, *, at: datetime) -> tuple[str, str]:
    """Where a session's register stands, and the colour of its tag."""
    if not session.takes_place:
        return session.get_state_display(), "grey"
    if session.register_closed_at is not None:
        return "Register closed", "green"
    if session.ends_at <= at:
        return "Register open", "red"
    if session.starts_at <= at:
        return "On now", "yellow"
    return "To come", "blue"
