"""Catching up on an absence: whether it is offered, what it can give, by when.

Sources: the Church of England's programme (watch the recording, write a short reflection that cites research, the hub
reviews it and changes the record); UCL ("alternative activities replace missed sessions"). How many minutes, by when and
how much in all is the programme's: Programme.catch_up_days and catch_up_cap_minutes. Settled here, and simple on purpose:

- A day is London's. The last day is the day of the session plus the programme's days, holidays included, since catching
  up is done at home; but never less than a week from the day it is offered or returned, so that a register keyed in
  late, or somebody coming back after a deferral, still leaves time to write.
- What was sent by then is decided whenever the facilitator comes to it; nothing lapses while it waits for us.
- The cap is about credit, not about offers: several absences may be offered, and what is approved first counts first.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from courses.choices import CatchUpState

#: Nobody is given less than this to write.
AT_LEAST = timedelta(days=7)


class Refusal(TextChoices):
    """Why catching up is not offered; the label is for the participant."""

    NONE = "", ""
    NOT_MISSED = "not_missed", "There is nothing to catch up."
    NOT_ALLOWED = "not_allowed", "This part of the course cannot be caught up."
    DOES_NOT_COUNT = "does_not_count", "This part of the course does not count towards engagement."
    CAP_USED = "cap_used", "You have caught up as many minutes as this programme allows."
    HAS_ENDED = "has_ended", "The course has ended."


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A component and what is known of it. `credited` leaves catching up out; minutes are whole."""

    worth: int
    credited: int
    is_absence: bool
    may_be_caught_up: bool
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """The programme's cap, None where there is none, and the minutes that only catching up has given so far."""

    cap: int | None
    used: int = 0

    @property
    def left(self) -> int | None:
        """Minutes that may still be caught up; None where there is no cap."""
        return None if self.cap is None else max(0, self.cap - self.used)

    def within(self, minutes: int) -> int:
        """As many of these as the cap still lets through."""
        return minutes if self.left is None else min(minutes, self.left)


@dataclass(frozen=True)
class Offer:
    """So many minutes can be caught up; 0 with the reason why not."""

    minutes: int
    refusal: Refusal = Refusal.NONE


def offer(missed: Missed, allowance: Allowance) -> Offer:
    """Whether this absence, or the part that was missed, may be caught up, and what that can give."""
    lost = missed.worth - missed.credited
    if not missed.counts:
        return Offer(0, Refusal.DOES_NOT_COUNT)
    if not missed.is_absence or lost <= 0:
        return Offer(0, Refusal.NOT_MISSED)
    if not missed.may_be_caught_up:
        return Offer(0, Refusal.NOT_ALLOWED)
    minutes = allowance.within(lost)
    return Offer(minutes, Refusal.NONE if minutes else Refusal.CAP_USED)


def last_day(*, session_on: date, days: int, today: date) -> date:
    """The last day to send it, offered `today`. All are London dates."""
    return max(session_on + timedelta(days=days), today + AT_LEAST)


def last_day_after_return(*, due_on: date, today: date) -> date:
    """The last day to send it again, when it was returned with a comment `today`."""
    return max(due_on, today + AT_LEAST)


#: From where each state is reached. Approved is final; the rest can be asked for again when the facts change.
REACHED_FROM: dict[CatchUpState, tuple[CatchUpState, ...]] = {
    CatchUpState.SENT: (CatchUpState.OFFERED, CatchUpState.RETURNED),
    CatchUpState.APPROVED: (CatchUpState.SENT,),
    CatchUpState.RETURNED: (CatchUpState.SENT,),
    CatchUpState.LAPSED: (CatchUpState.OFFERED, CatchUpState.RETURNED),
    CatchUpState.NOT_NEEDED: (CatchUpState.OFFERED, CatchUpState.SENT, CatchUpState.RETURNED),
    CatchUpState.OFFERED: (CatchUpState.NOT_NEEDED, CatchUpState.LAPSED),
}

#: Somebody still has something to do.
OPEN = REACHED_FROM[CatchUpState.NOT_NEEDED]
#: It is the participant's turn.
TO_SEND = REACHED_FROM[CatchUpState.SENT]


def may_send(state: str, *, due_on: date, today: date) -> bool:
    """Whether the participant may still send something: on the last day too, until it ends in London."""
    return state in TO_SEND and today <= due_on
