"""The history of an enrolment and the letters about it; written by the verbs, in their transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from courses.models import Enrolment, EnrolmentEvent
from courses.rules.carrying import Line, Why
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind

_LONGEST = 300


def record(enrolment: Enrolment, *, reason: str, by: User | None, at: datetime, code: str = "") -> EnrolmentEvent:
    """Append to the history; `code` is the DfE's reason. Words longer than the column are cut, since most are ours."""
    return EnrolmentEvent.objects.create(
        enrolment=enrolment, status=enrolment.status, reason_code=code, reason=reason[:_LONGEST], by=by, at=at
    )


def passport_url(enrolment: Enrolment) -> str:
    """Where the participant reads what was done in this enrolment; a whole address, for letters."""
    return settings.SITE_URL + reverse("mine:passport", args=[enrolment.pk])


def standing_url(enrolment: Enrolment) -> str:
    """Where the participant reads how they stand in this enrolment; a whole address, for letters."""
    return settings.SITE_URL + reverse("mine:npq", args=[enrolment.pk])


#: Who takes part goes to their own page, who has left to what was done.
_ABOUT_LEAVING = (NotificationKind.ENROLMENT_DEFERRED, NotificationKind.ENROLMENT_WITHDRAWN)


def tell(kind: NotificationKind, event: EnrolmentEvent, *, at: datetime, **more: str) -> None:
    """Write to the participant about what `event` tells; once for each event."""
    enrolment = event.enrolment
    cohort = enrolment.cohort
    context = {
        "participant_name": enrolment.participant.full_name,
        "course": cohort.programme.course.full_title,
        "cohort": cohort.name,
        "url": passport_url(enrolment) if kind in _ABOUT_LEAVING else standing_url(enrolment),
        **more,
    }
    key = f"enrolment:{enrolment.pk}:{event.pk}"
    notifications.queue(kind=kind, to=enrolment.participant.user, key=key, context=context, at=at)


def kept_words(minutes: int) -> str:
    """What happens to the credit of somebody who leaves."""
    if not minutes:
        return "You have no credit yet, so there is nothing to keep."
    return f"You have credit for {in_minutes(minutes)} so far. We keep it for six years after the cohort ends."


def carried_words(lines: Sequence[Line]) -> str:
    """What credit came along, and what did not, for the participant."""
    brought = sum(line.minutes for line in lines)
    said = [f"Your credit for {in_minutes(brought)} came along." if brought else "There was no credit to bring along."]
    behind = [line for line in lines if line.stays_behind]
    if behind:
        minutes = sum(line.stays_behind for line in behind)
        titles = "; ".join(line.title for line in behind)
        said.append(
            f"{in_minutes(minutes).capitalize()} did not, because your new cohort has less or none of: {titles}."
        )
    exempt = [line.title for line in lines if line.why == Why.EXEMPT]
    if exempt:
        said.append(f"You did not need these before; we decide again: {'; '.join(exempt)}.")
    return " ".join(said)


def in_minutes(minutes: int) -> str:
    """1 minute, 1,140 minutes."""
    return f"{minutes:,} minute{'' if minutes == 1 else 's'}"
