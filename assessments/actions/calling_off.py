"""Calling off a window that has not opened: seen for whom first, with a reason, and everybody who knew of it is told once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from assessments.actions.ends import lock_people
from assessments.actions.moving import WindowChangedError
from assessments.actions.window_letters import letter
from assessments.actions.windows import WindowRefusedError, concerns, record, snapshot
from assessments.choices import ExtensionState
from assessments.facts.entering import candidates
from assessments.facts.moments import opens_words
from assessments.facts.told import users_told
from assessments.facts.windows import windows_whole
from assessments.models import Entry, Extension, Window
from courses.actions.places import lock_cohort
from courses.choices import HOLDING_A_PLACE
from courses.models import Enrolment
from npq_portal.accounts.models import User
from npq_portal.notifications.actions import queue_many
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rechecks import Fresh, Gone, Still


@dataclass(frozen=True)
class Affected:
    """One person who is told. `is_ready`: they would have been let in; `asked`: a request of theirs for more time waits."""

    enrolment: Enrolment
    is_ready: bool
    asked: bool


@dataclass(frozen=True)
class Effect:
    """What calling it off would do."""

    people: tuple[Affected, ...]

    @property
    def digest(self) -> str:
        """Differs with everything a page shows of it."""
        shown = [(one.enrolment.pk, one.is_ready, one.asked) for one in self.people]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def call_off_fault(window: Window, *, at: datetime) -> str:
    """Why the window cannot be called off, in words for staff; "" where it can."""
    if window.called_off_at is not None:
        return "The window was called off before."
    if window.opens_at <= at or window.opened_at is not None or Entry.objects.filter(window=window).exists():
        return "The window has opened, so it cannot be called off any more. Move its end, or give people more time."
    return ""


def preview(*, window: Window, at: datetime) -> Effect:
    """Whom it would be told to, by name: everybody who was told of the window, and everybody it is for now. Nothing is
    stored. Raises WindowRefusedError."""
    if words := call_off_fault(window, at=at):
        raise WindowRefusedError(words)
    found = {one.enrolment.pk: one for one in candidates(window, at=at)}
    its = [pk for pk, one in found.items() if concerns(one)]
    waiting = Extension.objects.filter(window=window, state=ExtensionState.ASKED)
    asked = set(waiting.values_list("enrolment", flat=True))
    rows = Enrolment.objects.filter(cohort=window.cohort_id).select_related("participant__user")
    people = rows.filter(Q(pk__in=its) | Q(pk__in=asked) | Q(participant__user__in=users_told(window)))
    return Effect(
        tuple(
            Affected(one, one.pk in found and found[one.pk].decision.is_ready, one.pk in asked)
            for one in people.order_by("participant__last_name", "participant__first_name", "pk")
        )
    )


@transaction.atomic
def call_off(*, window: Window, reason: str, digest: str, by: User, at: datetime) -> bool:
    """The window never takes place: it is kept with the reason, requests for more time in it lapse, and everybody who knew
    of it is told once. True when this call did it, False when it was called off before.

    `digest` is that of the preview: where another one would be shown now, WindowChangedError is raised and nothing done.
    Raises WindowRefusedError without a reason, and once the window has opened. Locks cohort, people and window, in this
    order, so that nobody is let in or enrolled meanwhile.
    """
    lock_cohort(window.cohort_id)
    lock_people([window])
    fresh = windows_whole().select_for_update(of=("self",), no_key=True).get(pk=window.pk)
    if fresh.called_off_at is not None:
        return False
    effect = preview(window=fresh, at=at)
    if not reason.strip():
        raise WindowRefusedError("Enter why it is called off. The participants read it.")
    if effect.digest != digest:
        raise WindowChangedError
    fresh.called_off_at, fresh.called_off_by, fresh.called_off_reason = at, by, reason.strip()
    fresh.save(update_fields=["called_off_at", "called_off_by", "called_off_reason"])
    Extension.objects.filter(window=fresh, state=ExtensionState.ASKED).update(
        state=ExtensionState.LAPSED, decided_at=at
    )
    after = {"reason": fresh.called_off_reason, "people_told": len(effect.people)}
    record(fresh, what="Called off", before=dict(snapshot(fresh)), after=after, by=by, at=at)
    _tell(fresh, effect, at=at)
    return True


def _tell(window: Window, effect: Effect, *, at: datetime) -> None:
    key = f"window:{window.pk}:called-off"
    facts = {
        "opens": opens_words(window.opens_at),
        "reason": window.called_off_reason,
        "what_next": what_next(window, at=at),
        # not the page of the window: whoever has left the cohort has none
        "url": settings.SITE_URL + reverse("my-windows:index"),
    }
    told = [
        letter(NotificationKind.WINDOW_CALLED_OFF, window=window, enrolment=one.enrolment, key=key, **facts)
        for one in effect.people
    ]
    queue_many(told, at=at)


def what_next(window: Window, *, at: datetime) -> str:
    """What its people can expect instead."""
    others = Window.objects.filter(cohort=window.cohort_id, called_off_at=None, opens_at__gt=at).order_by("opens_at")
    following = others.first()
    if following is None:
        return "We write to you when another window is planned. You do not need to do anything."
    return f"The next window of your cohort opens: {opens_words(following.opens_at)}."


# -- asked again when a letter is sent ---------------------------------------------------------------------------------
def still_called_off(notification: Notification, at: datetime) -> Still:
    """Asked when somebody is about to be told that a window was called off: what they can expect instead is said as it is
    by then."""
    window = _window_of(notification)
    if window is None or window.called_off_at is None:
        return Gone("The window does not stand as called off any more.")
    return Fresh({**notification.context, "what_next": what_next(window, at=at)})


def still_takes_place(notification: Notification, at: datetime) -> Still:
    """Asked when somebody is about to be told of a window's days."""
    window = _window_of(notification)
    if window is None or window.called_off_at is not None:
        return Gone("The window was called off since.")
    takes_part = Enrolment.objects.filter(cohort=window.cohort_id, status__in=HOLDING_A_PLACE)
    if not takes_part.filter(participant__user=notification.recipient).exists():
        return Gone("They have left the cohort since.")
    return Fresh()


def _window_of(notification: Notification) -> Window | None:
    """By the key, such as "window:4:event:9"."""
    return Window.objects.filter(pk=int(notification.key.split(":")[1])).first()
