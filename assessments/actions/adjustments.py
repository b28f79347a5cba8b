"""Standing adjustments: more time in every window that opens while they hold. They change no window that is open; of one
that is planned they change its person's end, who was told of another and is written to."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from assessments.actions.extensions import NOTHING, Support, keep
from assessments.actions.moving import Change, changes_in_words, is_name_of
from assessments.actions.window_letters import window_letter
from assessments.actions.windows import concerns, record
from assessments.choices import ExtensionReason
from assessments.facts.entering import candidates_among
from assessments.facts.windows import windows_of
from assessments.models import StandingAdjustment, Window
from assessments.rules.extending import end as end_of
from assessments.rules.extending import time_lost
from courses.actions.places import lock_people
from courses.choices import HOLDING_A_PLACE
from courses.models import Enrolment
from npq_portal.accounts.models import Participant, User
from npq_portal.clock import london_date
from npq_portal.notifications.actions import queue_many
from npq_portal.periods import Period

#: As much again as the window itself.
MOST_HOURS = 8 * 24


class AdjustmentRefusedError(Exception):
    """It cannot be given or ended; the message says why in words for staff."""


class AdjustmentChangedError(Exception):
    """Since the preview something changed that it did not show, so nothing was done."""


@transaction.atomic
def give(
    *,
    participant: Participant,
    hours: int,
    reason: ExtensionReason = ExtensionReason.ADJUSTMENT,
    expires_on: date | None = None,
    support: Support = NOTHING,
    by: User,
    at: datetime,
) -> StandingAdjustment:
    """Give somebody so many more hours in every window that opens from now on, up to a last London day where one is named,
    and write to them about each window that is planned. Done twice, the first comes back.

    Raises AdjustmentRefusedError for hours outside 1 to MOST_HOURS, and where another adjustment holds: end that first. One
    that has expired holds no longer and makes room.
    """
    if not 1 <= hours <= MOST_HOURS:
        raise AdjustmentRefusedError(f"Enter a number of hours from 1 to {MOST_HOURS}.")
    _lock(participant)
    standing = StandingAdjustment.objects.filter(participant=participant, ended_at=None)
    standing.filter(expires_on__lt=london_date(at)).update(ended_at=at, ended_by=by)
    if there := standing.first():
        if (there.extra_hours, there.reason, there.expires_on) == (hours, reason, expires_on):
            return there
        raise AdjustmentRefusedError(f"They have {there.extra_hours} more hours already. End that first.")
    made = StandingAdjustment.objects.create(
        participant=participant, extra_hours=hours, reason=reason, expires_on=expires_on, given_at=at, given_by=by
    )
    keep(support, by=by, at=at, adjustment=made)
    gained = [(window, _turned(change)) for window, change in _without(made, at=at)]
    _tell(made, gained, what="Standing adjustment given", by=by, at=at)
    return made


@transaction.atomic
def end(
    *, adjustment: StandingAdjustment, digest: str | None = None, confirmed_as: str = "", by: User, at: datetime
) -> bool:
    """Let it hold no longer, and write to its person about each planned window that now ends earlier for them; windows that
    have opened keep what it gave. True when this call did it, False when it was ended before.

    `digest` is that of the windows the page showed: where another would be shown now, AdjustmentChangedError is raised.
    Where time is lost, `confirmed_as` must be the name of `by`, typed by hand: AdjustmentRefusedError without it.
    """
    _lock(adjustment.participant)
    if not StandingAdjustment.objects.filter(pk=adjustment.pk, ended_at=None).exists():
        return False
    lost = list(_without(adjustment, at=at))
    if digest != digest_of(change for _window, change in lost):
        raise AdjustmentChangedError
    if lost and not is_name_of(by, confirmed_as):
        raise AdjustmentRefusedError("Enter your name as it is in your account, to confirm that they lose time.")
    StandingAdjustment.objects.filter(pk=adjustment.pk).update(ended_at=at, ended_by=by)
    _tell(adjustment, lost, what="Standing adjustment ended", by=by, at=at, confirmed_as=confirmed_as.strip())
    return True


def preview_of_end(*, adjustment: StandingAdjustment, at: datetime) -> list[tuple[Window, Change]]:
    """The planned windows that would end earlier for its person, with both ends. Nothing is stored."""
    return list(_without(adjustment, at=at))


def digest_of(changes: Iterable[Change]) -> str:
    """Differs with everything the page shows of them."""
    shown = [(one.enrolment.pk, one.before, one.after) for one in changes]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _lock(participant: Participant) -> None:
    """The person, then their enrolments, as letting somebody in does."""
    lock_people([participant.pk])
    list(Enrolment.objects.select_for_update(no_key=True).filter(participant=participant).order_by("pk"))


def _without(adjustment: StandingAdjustment, *, at: datetime) -> Iterator[tuple[Window, Change]]:
    """What ending it would change. Of two adjustments only one holds at a time, so without it there is none."""
    places = Enrolment.objects.filter(participant=adjustment.participant_id, status__in=HOLDING_A_PLACE)
    for enrolment in places.select_related("cohort", "participant__user").order_by("pk"):
        planned = windows_of(enrolment.cohort).filter(opens_at__gt=at, called_off_at=None)
        for window in planned.order_by("opens_at", "pk"):
            (candidate,) = candidates_among(window, [enrolment], at=at)
            if candidate.added.adjustment_hours and concerns(candidate):
                before = Period(window.opens_at, candidate.closes_at)
                after = Period(window.opens_at, end_of(window.closes_at, replace(candidate.added, adjustment_hours=0)))
                yield window, Change(enrolment, False, before, after, time_lost(before, after, at=at))


def _turned(change: Change) -> Change:
    return replace(change, before=change.after, after=change.before)


def _tell(
    adjustment: StandingAdjustment,
    changes: Collection[tuple[Window, Change]],
    *,
    what: str,
    by: User,
    at: datetime,
    **more: object,
) -> None:
    letters = []
    for window, change in changes:
        after = {"hours": adjustment.extra_hours, **more}
        event = record(window, what=f"{what}: {change.enrolment.participant.full_name}", after=after, by=by, at=at)
        key = f"window:{window.pk}:event:{event.pk}"
        said = changes_in_words(change)
        letters.append(
            window_letter(window=window, enrolment=change.enrolment, own=change.after, changes=said, key=key)
        )
    queue_many(letters, at=at)
