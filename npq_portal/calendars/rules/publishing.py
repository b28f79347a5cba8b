"""What a calendar is told now, after all it was told before (docs/adr/0101)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from npq_portal.calendars.rules.events import Event

#: What has ended longer ago is left out.
LOOK_BACK: Final = timedelta(days=90)


@dataclass(frozen=True)
class Told:
    """An event as calendars were told of it: how often it changed since the first time, when last (aware), and whether it is
    called off, or this person's no more."""

    event: Event
    sequence: int
    changed_at: datetime
    is_off: bool = False


def to_tell(events: Iterable[Event], before: Mapping[str, Told], *, at: datetime) -> list[Told]:
    """Everything a calendar is told at `at`, in order of time. `events` are what is so now, `before` is what was told, by the
    event's name.

    An event that is another than before has a higher sequence. One that was told, lies ahead and is not there any more is
    told as off; one that was over by then stays out, since nobody has to be kept from going there.
    """
    now: dict[str, Event] = {}
    for event in events:
        now.setdefault(event.name, event)  # whoever leads a session and is expected there leads it
    told = [_now(event, before.get(name), at=at) for name, event in now.items()]
    told += [off for name, one in before.items() if name not in now and (off := _off(one, at=at))]
    recent = [one for one in told if one.event.ends_at > at - LOOK_BACK]
    return sorted(recent, key=lambda one: (one.event.ends_at, one.event.name))


def _now(event: Event, before: Told | None, *, at: datetime) -> Told:
    if before is None:
        return Told(event, 0, at)
    if before.event.facts() == event.facts() and not before.is_off:
        return before
    return Told(event, before.sequence + 1, at)


def _off(before: Told, *, at: datetime) -> Told | None:
    if before.is_off:
        return before
    if before.event.ends_at <= at:
        return None
    return replace(before, sequence=before.sequence + 1, changed_at=at, is_off=True)
