"""What people who check in by phone are told: what happened, what it means, what to do."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from courses.choices import Mark, RecordState, SessionState
from courses.models import EngagementRecord, Session
from courses.rules.check_in import Verdict
from npq_portal.accounts.models import User
from npq_portal.templatetags.dates import clock_time, long_date

Told = dict[str, Any]
_ASK: Final = "Speak to the facilitator: they can mark you on the register."


def _told(title: str, *lines: str, is_good: bool = False) -> Told:
    return {"title": title, "lines": lines, "is_good": is_good}


def _too_early(session: Session, opens: datetime) -> Told:
    return _told(
        "You are early",
        f"{session} starts at {clock_time(session.starts_at)} on {long_date(session.starts_at)}.",
        f"You can check in from {clock_time(opens)}. Scan the code on the screen again then.",
    )


def _too_late(session: Session, _: datetime) -> Told:
    return _told(
        "This session has ended",
        f"{session} ended at {clock_time(session.ends_at)} on {long_date(session.ends_at)}, and checking in ended with it.",
        f"If you were there: {_ASK[0].lower()}{_ASK[1:]}",
    )


TURNED_AWAY: Final[Mapping[Verdict, Callable[[Session, datetime], Told]]] = {
    Verdict.TOO_EARLY: _too_early,
    Verdict.TOO_LATE: _too_late,
}


def old_code() -> Told:
    """A code of before, or one that never was."""
    return _told(
        "This code has changed",
        "The code on the screen is a new one every 20 seconds. You have not been checked in yet.",
        "Scan the code that is on the screen now. If you have no camera, tell the facilitator that you are here.",
    )


def too_often() -> Told:
    """Somebody tries codes."""
    return _told(
        "Too many codes",
        "Many codes that do not count were opened from here in a short time. Wait 5 minutes, then scan the code on the screen.",
        f"You have not been checked in yet. If that is too late: {_ASK[0].lower()}{_ASK[1:]}",
    )


def not_taking_place(session: Session) -> Told:
    """Cancelled, or reported as not held."""
    cancelled = session.state == SessionState.CANCELLED
    return _told(
        "This session was cancelled" if cancelled else "This session does not take place",
        f"{session} on {long_date(session.starts_at)} {'was cancelled' if cancelled else 'did not happen'}, so nobody can "
        "check in to it.",
        "If you are in the room all the same, speak to the facilitator.",
    )


def not_on_the_register(session: Session, user: User) -> Told:
    """Somebody else's phone, or somebody else's session."""
    return _told(
        "You are not on this register",
        f"You are signed in as {user.email}, and {session} is not a session of yours. You have not been checked in.",
        "If that is not you, sign out, sign in with your own email address and scan the code again.",
        "If it is you, tell the facilitator that you are here: they can add you, and the hub finds your place.",
    )


def as_it_stands(session: Session, current: EngagementRecord | None, own: EngagementRecord | None) -> Told:
    """From the stored rows: what counts now, and what came of checking in."""
    if own and own.state == RecordState.TO_DECIDE:
        return _told(
            "Your check-in waits for the facilitator",
            f"The register of {session} says something else about you. Both are kept until the facilitator has decided.",
            "Speak to the facilitator before you leave.",
        )
    if current is None or current.mark == Mark.CLEARED:
        return _told(
            "You are not checked in",
            f"The register of {session} says nothing about you yet.",
            "Scan the code on the facilitator's screen." if own is None else _ASK,
        )
    if current.mark in {Mark.ATTENDED, Mark.PART}:
        return _present(session, current)
    return _told(
        "The register says that you are absent",
        f"That is what the register of {session} says about you now.",
        f"If you are in the room: {_ASK[0].lower()}{_ASK[1:]}",
    )


def _present(session: Session, current: EngagementRecord) -> Told:
    part = f", for {current.minutes} of {current.component.minutes} minutes" if current.mark == Mark.PART else ""
    return _told(
        "You are marked present",
        f"{session}, {long_date(session.starts_at)}{part}. Marked at {clock_time(current.captured_at)}.",
        "There is nothing else to do. You can put your phone away.",
        is_good=True,
    )
