"""From what is known about one participant and one component to the Part that the sums are made of.

The same rule stands a second time as SQL in courses/actions/sums.py, for any number of people at once; a test holds the
two together. Settled here, since the published rules do not say:

- Credit is the most that any place of the record gives, never the sum: the original and its repeat count once.
- A component is settled once it is fully credited, once the session the person was expected at has a mark for them, or,
  for what is studied alone, once its last day is over in London. A mark at another session settles nothing.
- Whoever joined after a session had ended has missed it, and so has whoever came to be expected there after its register
  was closed: joining late does not shrink the programme. An exemption does.
- A session that has ended with its register open and no mark is not yet known: blank never counts, either way.
- What was missed may be caught up while the component allows it, the course lasts, and no offer has lapsed or been used.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from courses.choices import Mark
from courses.rules.engagement import Part, PartState

_SESSION = "session:"


class LeftOut(TextChoices):
    """Why a component is not in somebody's sum."""

    DOES_NOT_COUNT = "does_not_count", "Does not count towards engagement"
    CANCELLED = "cancelled", "Cancelled"
    EXEMPT = "exempt", "You do not need this"


@dataclass(frozen=True, kw_only=True)
class Component:
    """What a cohort's component is worth. `over_at`: the moment what is studied alone is over, the start of the London
    day after its last one; None for a session, or without a last day."""

    key: int
    bucket: str
    minutes: int
    counts: bool = True
    is_off: bool = False
    may_be_caught_up: bool = True
    is_studied_alone: bool = False
    over_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """One current record: its slot, mark and minutes of credit."""

    slot: str
    mark: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The session somebody is expected at, by the slot of its marks. `is_closed`: its register is."""

    slot: str
    starts_at: datetime
    ends_at: datetime
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the rule needs of a person: since when they are enrolled, and whether catching up on this can still be sent or
    decided (the offer, if there is one, is open, and the course has not ended)."""

    joined_at: datetime
    catch_up_is_open: bool = True


def left_out(component: Component, said: Iterable[Said]) -> LeftOut | None:
    """Why this component is not in the person's sum; None where it is."""
    if not component.counts:
        return LeftOut.DOES_NOT_COUNT
    if component.is_off:
        return LeftOut.CANCELLED
    if any(one.mark == Mark.EXEMPT for one in said):
        return LeftOut.EXEMPT
    return None


def part(
    component: Component, said: Iterable[Said], expected: Expected | None, person: Person, *, at: datetime
) -> Part:
    """The part for a component that left_out leaves in. `said` are the current records, in any order."""
    known = [one for one in said if one.mark != Mark.CLEARED]
    earned = min(component.minutes, max((one.minutes for one in known), default=0))
    when = component.over_at if component.is_studied_alone else (expected.starts_at if expected else None)
    return Part(
        key=component.key,
        bucket=component.bucket,
        minutes=component.minutes,
        earned=earned,
        state=PartState.SETTLED if earned == component.minutes else _state(component, known, expected, person, at=at),
        may_be_caught_up=component.may_be_caught_up and person.catch_up_is_open,
        at=when,
    )


def _state(
    component: Component, known: list[Said], expected: Expected | None, person: Person, *, at: datetime
) -> PartState:
    if component.is_studied_alone:
        is_over = component.over_at is not None and component.over_at <= at
        return PartState.SETTLED if is_over else PartState.TO_COME
    slots = {one.slot for one in known if one.slot.startswith(_SESSION)}
    if expected is None:
        return PartState.SETTLED if slots else PartState.TO_COME
    if expected.slot in slots or expected.ends_at < person.joined_at:
        return PartState.SETTLED
    if expected.ends_at > at:
        return PartState.TO_COME
    return PartState.SETTLED if expected.is_closed else PartState.NOT_YET_KNOWN
