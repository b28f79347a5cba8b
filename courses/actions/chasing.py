"""Reminding people of registers that are still open."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse

from courses.facts.register import sheet
from courses.models import Session
from courses.reminders import STAGES, OpenRegister, key_of
from npq_portal.accounts.models import User
from npq_portal.notifications.actions import Message, Value, queue_many, take_back
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.templatetags.dates import clock_time, long_date

_WHAT_NEXT: Final = {
    "2h": "Until it is closed, nobody’s engagement counts this session. If it is still open tomorrow, we remind you again.",
    "24h": "Until it is closed, nobody’s engagement counts this session. If it is still open in two days, we tell the hub.",
    "72h": "The hub has been told. Until it is closed, nobody’s engagement counts this session.",
}
_FOR_THE_HUB: Final = "Its facilitators were reminded and have not closed it. Ask them, or close it yourself."


def remind(due: list[OpenRegister], *, at: datetime) -> int:
    """Queue what was not queued before, in one statement; how many messages that was."""
    queued = set(
        Notification.objects.filter(kind=NotificationKind.REGISTER_OPEN, key__in={one.key for one in due}).values_list(
            "key", "recipient_email"
        )
    )
    fresh = [one for one in due if (one.key, _address(one.to)) not in queued]
    unmarked = {session.pk: _unmarked(session) for session in {one.session for one in fresh}}
    queue_many([_message(one, unmarked[one.session.pk]) for one in fresh], at=at)
    return len(fresh)


def call_off(session: Session) -> int:
    """The register was closed: reminders of it that are not on their way yet are not sent."""
    keys = [key_of(session.pk, stage) for _, stage, _ in STAGES]
    return take_back(kind=NotificationKind.REGISTER_OPEN, keys=keys)


def _address(reader: User | str) -> str:
    return (reader if isinstance(reader, str) else reader.email).lower()


def _unmarked(session: Session) -> str:
    facts = sheet(session)
    expected = sum(person.is_expected for person in facts.people)
    if not facts.unmarked:
        return "Everybody is marked, but nobody has closed it"
    return f"{len(facts.unmarked)} of {expected} people are not marked"


def _message(one: OpenRegister, unmarked: str) -> Message:
    session, for_hub = one.session, isinstance(one.to, str)
    context: dict[str, Value] = {
        "name": settings.HUB_NAME if isinstance(one.to, str) else str(one.to),
        "component": session.component.title,
        "cohort": session.component.cohort.name,
        "held_on": f"{long_date(session.starts_at)}, {clock_time(session.starts_at)} to {clock_time(session.ends_at)}",
        "unmarked": unmarked,
        "what_next": _FOR_THE_HUB if for_hub else _WHAT_NEXT[one.stage],
        "url": settings.SITE_URL + reverse("registers:register", args=[session.pk]),
    }
    return Message(kind=NotificationKind.REGISTER_OPEN, to=one.to, key=one.key, context=context)
