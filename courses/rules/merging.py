"""Which of several marks for one participant at one session counts, whatever the order in which they reach the hub.

Two phones without a signal, a paper register keyed in later and a QR code may all speak about the same person. The state
of each mark follows from the whole set of marks alone, so a late batch, a batch in another order and a replay all end
in the same place. The rule (source: docs/adr/0084):

- The newest mark counts. A mark made while looking at another is newer than that one, whatever the clocks said.
- An older mark is past when a newer one answers it: by the same person, made while looking at it, or saying the same.
- An older mark that nobody answered is a clash: two people disagree, neither knowing of the other. Somebody decides.
- An absence that was only filled in when the register was closed says what nobody saw: any mark that somebody made counts
  before it, early or late, unless it was taken back before the closing. It is never one side of a clash.
- A mark by whoever does not lead the session waits for a decision, and neither counts nor answers anything until then.

What somebody decided stays decided.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from courses.choices import Mark, RecordState, WhyToDecide

#: Marks may be made before a session (apologies that reach the facilitator); earlier than this the device's clock is wrong.
EARLIEST = timedelta(days=30)


Verdict = tuple[str, str]
Moment = tuple[datetime, int, datetime, UUID]


@dataclass(frozen=True, kw_only=True)
class Said:
    """One mark as far as merging needs it. `value` is what it says: mark and minutes. `by` is its author's id.

    `device_time` orders marks whose `captured_at` had to be moved to the same moment. `why` is a standing reason to wait.
    `decided_at` is when somebody decided about it. `state` is None for a new mark. `is_filled_in`: made by closing the
    register, about somebody whom nobody had marked.
    """

    uuid: UUID
    value: tuple[str, int]
    by: int | None
    captured_at: datetime
    device_time: datetime | None = None
    based_on: UUID | None = None
    state: str | None = None
    why: str = WhyToDecide.NONE
    decided_at: datetime | None = None
    decided_by: int | None = None
    is_filled_in: bool = False

    @property
    def waits(self) -> bool:
        """Whether something else than a clash keeps it from being merged, now or for good."""
        held = self.why not in {WhyToDecide.NONE, WhyToDecide.CLASH}
        return held and (self.decided_at is None or self.state == RecordState.REFUSED)

    @property
    def is_settled(self) -> bool:
        """Whether somebody decided that it does not count: that stays."""
        return self.decided_at is not None and self.state in {RecordState.PAST, RecordState.REFUSED}

    @property
    def was_chosen(self) -> bool:
        """Whether it counts because somebody decided so: from that moment on, and in their name."""
        return self.state == RecordState.CURRENT and self.decided_at is not None

    @property
    def author(self) -> int | None:
        """Who stands for it."""
        return self.decided_by if self.was_chosen else self.by

    @property
    def moment(self) -> Moment:
        """When it was made, by its clock, without ties."""
        at = self.decided_at if self.was_chosen and self.decided_at else self.captured_at
        return at, 0, self.device_time or self.captured_at, self.uuid


def merge(marks: Collection[Said]) -> dict[UUID, Verdict]:
    """(RecordState, WhyToDecide) of every mark of one slot that is not settled. Exactly one is current where any may be."""
    verdicts: dict[UUID, Verdict] = {
        mark.uuid: (RecordState.TO_DECIDE, mark.why) for mark in marks if mark.waits and not mark.is_settled
    }
    heard = _nobodys_last(_newest_first([mark for mark in marks if not mark.waits]))
    newest = next((mark for mark in heard if not mark.is_settled), None)
    authors: set[int | None] = set()
    values: set[tuple[str, int]] = set()
    seen: set[UUID | None] = set()
    for mark in heard:
        answered = mark.is_filled_in or mark.author in authors or mark.value in values or mark.uuid in seen
        if mark is newest:
            verdicts[mark.uuid] = (RecordState.CURRENT, WhyToDecide.NONE)
        elif not mark.is_settled:
            clash = (RecordState.TO_DECIDE, WhyToDecide.CLASH)
            verdicts[mark.uuid] = (RecordState.PAST, WhyToDecide.NONE) if answered else clash
        if mark.is_filled_in:
            seen |= {one.uuid for one in heard if one.value[0] == Mark.CLEARED}  # closing answers what was taken back
        else:
            authors.add(mark.author)
        values.add(mark.value)
        seen.add(mark.based_on)
    return verdicts


def _newest_first(marks: Collection[Said]) -> list[Said]:
    """By their moments; where a clock puts a mark before the one it is based on, it comes right after that one."""
    if len(marks) < 2:
        return list(marks)
    by_uuid = {mark.uuid: mark for mark in marks}
    moments: dict[UUID, Moment] = {}

    def moment_of(mark: Said) -> Moment:
        if mark.uuid not in moments:
            moments[mark.uuid] = mark.moment  # also ends a circle, which no honest device makes
            base = by_uuid.get(mark.based_on) if mark.based_on else None
            if base is not None:
                at, steps, *_ = moment_of(base)
                moments[mark.uuid] = max(mark.moment, (at, steps + 1, *mark.moment[2:]))
        return moments[mark.uuid]

    return sorted(sorted(marks, key=lambda mark: mark.moment), key=moment_of, reverse=True)


def _nobodys_last(heard: list[Said]) -> list[Said]:
    """Absences that were filled in go behind what people said, unless the last thing they said was "mark taken back"."""
    said = [mark for mark in heard if not mark.is_filled_in]
    if not said or (said[0].value[0] == Mark.CLEARED and heard[0].is_filled_in):
        return heard
    return said + [mark for mark in heard if mark.is_filled_in]


def placed_in_time(captured_at: datetime, *, session_starts_at: datetime, received_at: datetime) -> datetime:
    """When a mark counts as made: never after it was received, and not more than 30 days before its session, where it
    counts as older than every plausible one. All three aware. `Said.device_time` keeps the order of marks moved here."""
    return min(max(captured_at, session_starts_at - EARLIEST), received_at)
