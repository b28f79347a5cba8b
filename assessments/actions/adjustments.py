"""Standing adjustments: more time in every window that opens while they hold. They change no window that is open."""

from datetime import date, datetime

from django.db import transaction

from assessments.actions.extensions import NOTHING, Support, keep
from assessments.choices import ExtensionReason
from assessments.models import StandingAdjustment
from npq_portal.accounts.models import Participant, User

#: As much again as the window itself.
MOST_HOURS = 8 * 24


class AdjustmentRefusedError(Exception):
    """It cannot be given; the message says why in words for staff."""


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
    """Give somebody so many more hours in every window that opens from now on, up to a last London day where one is named.
    Done twice, the first comes back.

    Raises AdjustmentRefusedError for hours outside 1 to MOST_HOURS, and where another adjustment holds: end that first.
    """
    if not 1 <= hours <= MOST_HOURS:
        raise AdjustmentRefusedError(f"Enter a number of hours from 1 to {MOST_HOURS}.")
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    there = StandingAdjustment.objects.filter(participant=participant, ended_at=None).first()
    if there:
        if (there.extra_hours, there.reason, there.expires_on) == (hours, reason, expires_on):
            return there
        raise AdjustmentRefusedError(f"They have {there.extra_hours} more hours already. End that first.")
    made = StandingAdjustment.objects.create(
        participant=participant, extra_hours=hours, reason=reason, expires_on=expires_on, given_at=at, given_by=by
    )
    keep(support, by=by, at=at, adjustment=made)
    return made


@transaction.atomic
def end(*, adjustment: StandingAdjustment, by: User, at: datetime) -> bool:
    """Let it hold no longer; windows that have opened keep what it gave. True when this call did it, False when it was
    ended before."""
    rows = StandingAdjustment.objects.filter(pk=adjustment.pk, ended_at=None)
    return bool(rows.update(ended_at=at, ended_by=by))
