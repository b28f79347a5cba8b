"""More time for one person, or the next window instead: asked for, decided with a reason, or given without being asked.

What is sensitive is Evidence: a row of its own, read with a permission of its own, never by markers.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.actions.ends import lock_person, recompute
from assessments.actions.window_letters import letter
from assessments.actions.windows import record
from assessments.choices import EntryState, ExtensionKind, ExtensionReason, ExtensionState
from assessments.facts.ends import own_end
from assessments.facts.windows import windows_whole
from assessments.models import Entry, Evidence, Extension, Submission, Window
from courses.models import Enrolment
from npq_portal import states
from npq_portal.accounts.models import User
from npq_portal.notifications.actions import queue_many
from npq_portal.notifications.choices import NotificationKind
from npq_portal.one_by_one import one_by_one
from npq_portal.templatetags.dates import closing

#: Two weeks: whoever needs longer takes the next window.
MOST_HOURS = 14 * 24


class ExtensionRefusedError(Exception):
    """It cannot be asked or decided; the message says why in plain words."""


@dataclass(frozen=True)
class Support:
    """What somebody sends to support a request: words, a file, both or nothing."""

    text: str = ""
    file_name: str = ""
    content: bytes | None = None

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.content)


NOTHING = Support()


def keep(support: Support, *, by: User, at: datetime, **about: object) -> None:
    """Store evidence about an extension or an adjustment, if there is any."""
    if support:
        Evidence.objects.create(
            text=support.text.strip(), file_name=support.file_name, content=support.content, by=by, at=at, **about
        )


@transaction.atomic
def ask(
    *,
    window: Window,
    enrolment: Enrolment,
    kind: ExtensionKind,
    reason: ExtensionReason,
    hours: int = 0,
    support: Support = NOTHING,
    by: User,
    at: datetime,
) -> Extension:
    """Ask for more time in a window, or for the next one. While a request waits, that one comes back: done twice it is one.

    Raises ExtensionRefusedError once the window is over for the person, when they moved to the next one, when they have
    handed in and ask for the next one, and for hours outside 1 to MOST_HOURS.
    """
    entry = lock_person(enrolment.pk, window)
    waiting = Extension.objects.filter(window=window, enrolment=enrolment, state=ExtensionState.ASKED).first()
    if waiting:
        return waiting
    fresh = windows_whole().get(pk=window.pk)  # after the lock: it may have been moved, or called off
    _refuse(fresh, enrolment, entry, kind, hours, at=at)
    extension = Extension.objects.create(
        window=window,
        enrolment=enrolment,
        kind=kind,
        reason=reason,
        hours_asked=hours if kind == ExtensionKind.MORE_TIME else 0,
        asked_at=at,
        asked_by=by,
    )
    keep(support, by=by, at=at, extension=extension)
    return extension


def _refuse(window: Window, enrolment: Enrolment, entry: Entry | None, kind: str, hours: int, *, at: datetime) -> None:
    if window.called_off_at is not None:
        raise ExtensionRefusedError("The window was called off.")
    if entry is not None and entry.left_at is not None:
        raise ExtensionRefusedError("They left the course in this window, so their time in it stays ended.")
    if entry is not None and entry.state != EntryState.ADMITTED:
        raise ExtensionRefusedError("This window was left for the next one.")
    if at >= (entry.closes_at if entry else own_end(window, enrolment)):
        raise ExtensionRefusedError("The window is over, so its end cannot be moved any more.")
    if kind == ExtensionKind.MORE_TIME and not 1 <= hours <= MOST_HOURS:
        raise ExtensionRefusedError(f"Enter a number of hours from 1 to {MOST_HOURS}.")
    if kind == ExtensionKind.NEXT_WINDOW and entry is not None and _has_handed_in(entry):
        raise ExtensionRefusedError("The case study was handed in. It has to be taken back before this window is left.")


def _has_handed_in(entry: Entry) -> bool:
    return Submission.objects.filter(entry=entry, withdrawn_at=None).exists()


@transaction.atomic
def withdraw(*, extension: Extension, at: datetime) -> bool:
    """Take a request back. True when this call did it; False when it was decided or taken back before."""
    return states.move(
        extension, field="state", to=ExtensionState.WITHDRAWN, from_=(ExtensionState.ASKED,), decided_at=at
    )


@transaction.atomic
def decide(*, extension: Extension, is_granted: bool, hours: int = 0, reason: str, by: User, at: datetime) -> bool:
    """Grant a request (with so many `hours`, where time was asked for) or refuse it, and write to the person. True when this
    call did it, False when it stands decided already.

    Raises ExtensionRefusedError without a reason, which the participant reads, and where ask() would refuse it by now.
    """
    if not reason.strip():
        raise ExtensionRefusedError("Enter the reason. The participant reads it.")
    entry = lock_person(extension.enrolment_id, extension.window)
    window = windows_whole().get(pk=extension.window_id)  # after the lock: it may have been moved
    if not Extension.objects.filter(pk=extension.pk, state=ExtensionState.ASKED).exists():
        return False
    enrolment = _person(extension)
    gives_time = is_granted and extension.kind == ExtensionKind.MORE_TIME
    kind = extension.kind if is_granted else ExtensionKind.MORE_TIME
    _refuse(window, enrolment, entry, kind, hours if gives_time else 1, at=at)
    states.move(
        extension,
        field="state",
        to=ExtensionState.GRANTED if is_granted else ExtensionState.REFUSED,
        from_=(ExtensionState.ASKED,),
        hours_given=hours if gives_time else 0,
        decision_reason=reason.strip(),
        decided_at=at,
        decided_by=by,
    )
    _take_effect(extension, window, enrolment, entry, at=at)
    return True


@transaction.atomic
def give(
    *,
    window: Window,
    enrolment: Enrolment,
    kind: ExtensionKind,
    reason: ExtensionReason,
    hours: int = 0,
    words: str,
    by: User,
    at: datetime,
) -> Extension:
    """Give somebody more time, or the next window, without a request: they rang, or a colleague did. `words` are the reason
    the participant reads. The same given again by the same person at the same moment is one.

    Raises ExtensionRefusedError where a request waits, which is to be decided instead, and as decide() does.
    """
    entry = lock_person(enrolment.pk, window)
    same = {"window": window, "enrolment": enrolment, "asked_by": by, "asked_at": at}
    if there := Extension.objects.filter(**same).first():
        return there
    if Extension.objects.filter(window=window, enrolment=enrolment, state=ExtensionState.ASKED).exists():
        raise ExtensionRefusedError("They have asked for more time themselves. Decide about that request.")
    if not words.strip():
        raise ExtensionRefusedError("Enter the reason. The participant reads it.")
    fresh = windows_whole().get(pk=window.pk)
    _refuse(fresh, enrolment, entry, kind, hours, at=at)
    hours = hours if kind == ExtensionKind.MORE_TIME else 0
    extension = Extension.objects.create(
        **same,
        kind=kind,
        reason=reason,
        hours_asked=hours,
        hours_given=hours,
        state=ExtensionState.GRANTED,
        decision_reason=words.strip(),
        decided_at=at,
        decided_by=by,
    )
    _take_effect(extension, fresh, _person(extension), entry, at=at)
    return extension


def _person(extension: Extension) -> Enrolment:
    return Enrolment.objects.select_related("participant__user").get(pk=extension.enrolment_id)


def _take_effect(
    extension: Extension, window: Window, enrolment: Enrolment, entry: Entry | None, *, at: datetime
) -> None:
    if extension.state == ExtensionState.GRANTED:
        if extension.kind == ExtensionKind.NEXT_WINDOW:
            Entry.objects.filter(window=window, enrolment=enrolment).update(state=EntryState.MOVED_ON)
        elif entry is not None:
            recompute(window=window, entries=[entry], at=at)
        what = f"{extension.get_kind_display()} given: {enrolment.participant.full_name}"
        record(window, what=what, after={"hours": extension.hours_given}, by=extension.decided_by, at=at)
    _tell(extension, window, enrolment, at=at)


def _tell(extension: Extension, window: Window, enrolment: Enrolment, *, at: datetime) -> None:
    decision, what_next = decision_words(extension)
    closes = "This window is not yours any more" if is_moved_on(extension) else closing(own_end(window, enrolment))
    told = letter(
        NotificationKind.EXTENSION_DECIDED,
        window=window,
        enrolment=enrolment,
        key=f"extension:{extension.pk}:{extension.state}",
        decision=decision,
        reason=extension.decision_reason or "Nobody decided about it in time. We are sorry.",
        closes=closes,
        what_next=what_next,
    )
    queue_many([told], at=at)


def is_moved_on(extension: Extension) -> bool:
    """Whether it moved its person to the next window."""
    return extension.kind == ExtensionKind.NEXT_WINDOW and extension.state == ExtensionState.GRANTED


def decision_words(extension: Extension) -> tuple[str, str]:
    """What was decided, without its full stop, and what the person can do now."""
    if extension.state == ExtensionState.EXPIRED:
        return "Your request was not decided before your window ended", "Talk to us about what can be done now."
    if extension.state != ExtensionState.GRANTED:
        return (
            "Your request was not granted",
            "If you think this is wrong, or something has changed, talk to us or ask again while the window is open.",
        )
    if is_moved_on(extension):
        return (
            "You are moved to the next window",
            "This attempt does not count. We write to you when the next window is planned. You do not need to do anything.",
        )
    hours = f"{extension.hours_given} more hour{'' if extension.hours_given == 1 else 's'}"
    return f"You have {hours}", "You do not need to do anything: your own page counts to your new end."


def expire(*, at: datetime) -> int:
    """Close the requests nobody decided before the window ended for their person, and write to them; how many."""
    waiting = Extension.objects.filter(state=ExtensionState.ASKED, window__closes_at__lte=at).order_by("pk")
    return sum(one_by_one(waiting, lambda extension: _expire(extension, at=at)))


@transaction.atomic
def _expire(extension: Extension, *, at: datetime) -> bool:
    entry = lock_person(extension.enrolment_id, extension.window)
    window, enrolment = windows_whole().get(pk=extension.window_id), _person(extension)
    if at < (entry.closes_at if entry else own_end(window, enrolment)):
        return False
    if not states.move(extension, field="state", to=ExtensionState.EXPIRED, from_=(ExtensionState.ASKED,)):
        return False
    _tell(extension, window, enrolment, at=at)
    return True
