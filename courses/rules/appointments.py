"""Where and when somebody is expected, before and after the schedule changed: what they have to be told.

Pure: appointments in, differences out. What is over before and after is nobody's news.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True)
class Appointment:
    """A session as somebody expected there knows it. Moments are aware."""

    session: int
    title: str
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    join_link: str = ""


class Kind(StrEnum):
    """What became of an appointment."""

    NEW = "new"
    CHANGED = "changed"
    ELSEWHERE = "elsewhere"
    OFF = "off"


class Detail(StrEnum):
    """What of a session changed."""

    TIME = "time"
    VENUE = "venue"
    LINK = "link"


@dataclass(frozen=True)
class Difference:
    """One change: NEW has no `before`, OFF has no `after`; ELSEWHERE leads to another session of the same component."""

    kind: Kind
    before: Appointment | None
    after: Appointment | None
    details: frozenset[Detail] = frozenset()

    @property
    def starts_at(self) -> datetime:
        """Sorts differences: when it is now, or would have been."""
        known = self.after or self.before
        if known is None:
            raise ValueError("A difference has a before or an after.")
        return known.starts_at


def differences(
    before: Mapping[Key, Appointment], after: Mapping[Key, Appointment], *, at: datetime
) -> Iterator[tuple[Key, Difference]]:
    """What changed, by key, as far as it was still to come at `at` before or after the change.

    People share appointments: where two keys lead from the same object to the same object, the answer is worked out once.
    """
    known: dict[tuple[int, int], Difference | None] = {}
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        pair = (id(was), id(now))
        if pair not in known:
            known[pair] = difference(was, now, at=at)
        found = known[pair]
        if found:
            yield key, found


def difference(before: Appointment | None, after: Appointment | None, *, at: datetime) -> Difference | None:
    """What changed between two appointments, or None where nobody needs to know."""
    if not any(one is not None and one.ends_at > at for one in (before, after)):
        return None
    if before and after and before.session != after.session and after.ends_at <= at:
        after = None  # what is left is over: for them the component is off
    if before is None or after is None:
        return Difference(Kind.NEW if before is None else Kind.OFF, before, after)
    if before.session != after.session:
        return Difference(Kind.ELSEWHERE, before, after)
    details = frozenset(
        detail
        for detail, names in _FIELDS.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    )
    return Difference(Kind.CHANGED, before, after, details) if details else None


_FIELDS = {
    Detail.TIME: ("starts_at", "ends_at"),
    Detail.VENUE: ("venue",),
    Detail.LINK: ("join_link",),
}
