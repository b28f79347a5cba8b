"""Sessions as plain values: to be made, as they are, and as they will be; for plans, pending changes, histories, digests."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from courses.choices import NOT_TAKING_PLACE
from courses.models import Cohort, Session
from npq_portal.accounts.models import User

#: What change() takes, in the order in which changes are told. `facilitators` are ids of users.
FIELDS = ("starts_at", "ends_at", "venue", "join_link", "capacity", "facilitators")
#: In `pending`: the reason, where the session is to be cancelled.
CANCEL = "cancel"

Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class NewSession:
    """A session to be made. Moments are aware; `facilitators` are ids of users."""

    component_id: int
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    join_link: str = ""
    capacity: int | None = None
    facilitators: tuple[int, ...] = ()

    @property
    def identity(self) -> tuple[int, datetime, str, str]:
        """What makes two sessions the same: a component may be held in two rooms at once."""
        return (self.component_id, self.starts_at, self.venue, self.join_link)


def snapshot(session: Session) -> dict[str, Any]:
    """The session as it is released, in JSON's values: moments as ISO texts in UTC, facilitators as sorted ids. Asks for
    the facilitators unless they were prefetched."""
    return {
        "starts_at": as_text(session.starts_at),
        "ends_at": as_text(session.ends_at),
        "venue": session.venue,
        "join_link": session.join_link,
        "capacity": session.capacity,
        "facilitators": sorted(user.pk for user in session.facilitators.all()),
    }


def wanted(session: Session) -> dict[str, Any]:
    """The session as it will be once what is pending is released."""
    return snapshot(session) | {name: value for name, value in (session.pending or {}).items() if name in FIELDS}


def identities(cohort: Cohort) -> set[tuple[int, datetime, str, str]]:
    """What is there already: drafts and released sessions, as they are and as they will be."""
    rows = Session.objects.filter(component__cohort=cohort).exclude(state__in=NOT_TAKING_PLACE)
    found = set()
    for session in rows.prefetch_related("facilitators"):
        found.add((session.component_id, session.starts_at, session.venue, session.join_link))
        will_be = wanted(session)
        found.add((session.component_id, moments(will_be)[0], will_be["venue"], will_be["join_link"]))
    return found


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """What change() was given, in JSON's values. Raises ValueError for a name that cannot be changed."""
    unknown = values.keys() - set(FIELDS)
    if unknown:
        raise ValueError(f"A session has no {', '.join(sorted(unknown))} to change.")
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return as_text(value)
    if isinstance(value, Collection) and not isinstance(value, str):
        return sorted(one.pk if isinstance(one, User) else int(one) for one in value)
    return value


def moments(values: Snapshot) -> tuple[datetime, datetime]:
    """Start and end of a snapshot, aware, in UTC."""
    return datetime.fromisoformat(values["starts_at"]), datetime.fromisoformat(values["ends_at"])


def as_text(moment: datetime) -> str:
    """A moment as ISO text in UTC."""
    return moment.astimezone(UTC).isoformat()


def digest(facts: object) -> str:
    """A fingerprint of plain facts: the same facts, the same fingerprint."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
