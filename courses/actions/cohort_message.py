"""Writing to everybody who takes part in a cohort."""

import re
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from courses.actions.places import lock_cohort
from courses.choices import EnrolmentStatus
from courses.models import Cohort, Enrolment
from npq_portal.accounts.models import User
from npq_portal.notifications.actions import Message, queue_many
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.notifications.people import Value

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def receivers(cohort: Cohort) -> QuerySet[Enrolment]:
    """Who gets a message: the active, by name. Who deferred, left or finished does not."""
    rows = cohort.enrolments.filter(status=EnrolmentStatus.ACTIVE).select_related("participant__user")
    return rows.order_by("participant__last_name", "participant__first_name", "pk")


def paragraphs(text: str) -> list[str]:
    """The text at its blank lines; single line breaks stay."""
    plain = text.replace("\r\n", "\n").strip()
    return [part.strip() for part in _BLANK_LINES.split(plain)] if plain else []


@transaction.atomic
def message_cohort(*, cohort: Cohort, subject: str, text: str, token: UUID, by: User, at: datetime) -> int:
    """Queue `text` once for each active participant, and write into the cohort's history that it was done, not what was
    written. How many messages; 0 where this token's messages were queued before, so that a second press sends nothing.

    The outbox keeps what was written as long as any message.
    """
    lock_cohort(cohort.pk)
    key = f"cohort:{cohort.pk}:message:{token}"
    if Notification.objects.filter(kind=NotificationKind.COHORT_MESSAGE, key=key).exists():
        return 0
    messages = [_to(enrolment, cohort=cohort, subject=subject, text=text, key=key) for enrolment in receivers(cohort)]
    queue_many(messages, at=at)
    LogEntry.objects.create(
        action_time=at,
        user=by,
        content_type=ContentType.objects.get_for_model(Cohort),
        object_id=str(cohort.pk),
        object_repr=str(cohort)[:200],
        action_flag=CHANGE,
        change_message=f"Message sent to {len(messages)} participant{'' if len(messages) == 1 else 's'}.",
    )
    return len(messages)


def _to(enrolment: Enrolment, *, cohort: Cohort, subject: str, text: str, key: str) -> Message:
    return Message(
        kind=NotificationKind.COHORT_MESSAGE,
        to=enrolment.participant.user,
        key=key,
        context=told(enrolment, cohort=cohort, subject=subject, text=text),
    )


def told(enrolment: Enrolment, *, cohort: Cohort, subject: str, text: str) -> dict[str, Value]:
    """What the email to one of them prints."""
    return {
        "participant_name": enrolment.participant.full_name,
        "cohort": cohort.name,
        "subject": subject,
        "paragraphs": "\n\n".join(paragraphs(text)),
        "url": settings.SITE_URL + reverse("mine:npq", args=[enrolment.pk]),
    }
