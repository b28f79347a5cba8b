"""What is due by itself, read from the rows and a moment: no plan that could go stale, and safe after an outage, since of
the reminders that were missed only the most urgent is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from courses.choices import SessionState
from courses.facts.expected import expected_enrolments
from courses.models import Session
from npq_portal.accounts.models import User
from npq_portal.clock import in_london

#: How long after the session's end, the stage's name in the message's key, and whether the hub is told as well.
STAGES: Final = (
    (timedelta(hours=72), "72h", True),
    (timedelta(hours=24), "24h", False),
    (timedelta(hours=2), "2h", False),
)
#: A register older than this is the hub's to look for; nobody is written to any more.
GIVEN_UP_AFTER: Final = timedelta(days=30)
_WAKES, _SLEEPS = 7, 21  # London hours between which people are written to


@dataclass(frozen=True, kw_only=True)
class OpenRegister:
    """A register that somebody should be reminded of: `to` is a user or the hub's address."""

    session: Session
    stage: str
    to: User | str

    @property
    def key(self) -> str:
        """What the message is about, once for each stage and reader: "register:42:24h"."""
        return key_of(self.session.pk, self.stage)


def key_of(session_id: int, stage: str) -> str:
    """The key of a reminder of one stage."""
    return f"register:{session_id}:{stage}"


def due(at: datetime) -> list[OpenRegister]:
    """Whom to remind at `at` (aware) of which register: its facilitators after 2 and 24 hours, the hub as well after 72.

    None between 9pm and 7am in London; none of a session that did not take place, ended 30 days ago, or where nobody was
    expected. What was sent before is in the list again: the outbox keeps a message from being sent twice.
    """
    if not _WAKES <= in_london(at).hour < _SLEEPS:
        return []
    found = []
    for session in _open(at):
        stage, tells_hub = next((name, hub) for wait, name, hub in STAGES if session.ends_at + wait <= at)
        if expected_enrolments(session).exists():
            readers: list[User | str] = [*session.facilitators.all(), *([settings.HUB_EMAIL] if tells_hub else [])]
            found += [OpenRegister(session=session, stage=stage, to=reader) for reader in readers]
    return found


def _open(at: datetime) -> QuerySet[Session]:
    rows = Session.objects.filter(
        state=SessionState.RELEASED,
        register_closed_at=None,
        ends_at__lte=at - STAGES[-1][0],
        ends_at__gt=at - GIVEN_UP_AFTER,
    )
    return rows.select_related("component__cohort").prefetch_related("facilitators")
