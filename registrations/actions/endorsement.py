"""Asking a school leader to back an application, and their answer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from npq_portal import clock, states
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import long_date
from registrations import wording
from registrations.actions import history
from registrations.choices import UNDECIDED, EndorsementStatus, EventKind
from registrations.errors import NotUndecidedError, RegistrationError
from registrations.models import Application, Endorsement

#: How long the signed link works; asking again makes a new one.
LINK_LASTS = timedelta(days=28)
#: The same person asked again sooner than this was a button pressed twice.
_DOUBLE_CLICK = timedelta(minutes=1)
_SALT = "registrations.endorsement"


class LinkNotGoodError(RegistrationError):
    """The link was changed, is too old, or another one was sent after it."""


def token_for(endorsement: Endorsement) -> str:
    """The signed token of the link: names the row and the asking, and nobody."""
    return signing.dumps([endorsement.pk, int(endorsement.asked_at.timestamp())], salt=_SALT)


def from_token(token: str, *, at: datetime) -> Endorsement:
    """The endorsement a link belongs to. Raises LinkNotGoodError."""
    try:
        pk, asked = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise LinkNotGoodError("This link is not complete. Copy all of it from the email.") from error
    found = (
        Endorsement.objects.select_related("application__participant", "application__cohort__programme__course")
        .filter(pk=pk)
        .first()
    )
    if found is None or int(found.asked_at.timestamp()) != asked:
        raise LinkNotGoodError("A newer link was sent after this one. Please use the newest email.")
    if at >= found.asked_at + LINK_LASTS:
        raise LinkNotGoodError("This link has expired. Ask the hub to send a new one.")
    return found


@transaction.atomic
def ask(*, application: Application, leader_name: str, leader_email: str, by: User | None, at: datetime) -> Endorsement:
    """Ask a school leader, or another one, or the same again: the newest link alone works, and no answer stands.

    Raises NotUndecidedError where the application was decided meanwhile.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.status not in UNDECIDED:
        raise NotUndecidedError("This application has been decided, so nobody needs to back it now.")
    asked = Endorsement.objects.filter(application=row, status=EndorsementStatus.ASKED).first()
    same = asked is not None and (asked.leader_name, asked.leader_email) == (leader_name, leader_email)
    if asked is not None and same and at - asked.asked_at < _DOUBLE_CLICK:
        return asked
    endorsement, _ = Endorsement.objects.update_or_create(
        application=row,
        defaults={
            "leader_name": leader_name,
            "leader_email": leader_email,
            "status": EndorsementStatus.ASKED,
            "asked_at": at,
            "answered_at": None,
            "comment": "",
        },
    )
    history.record(row, EventKind.ENDORSEMENT_ASKED, by=by, at=at, note=f"{leader_name} was asked.", shown=True)
    answer_by = clock.london_date(at + LINK_LASTS - timedelta(days=1))
    notifications.queue(
        kind=NotificationKind.ENDORSEMENT_ASKED,
        to=leader_email,
        key=f"endorsement:{endorsement.pk}:{int(at.timestamp())}",
        context={
            "leader_name": leader_name,
            "participant_name": row.participant.full_name,
            "course": row.cohort.programme.course.full_title,
            "url": settings.SITE_URL + reverse("registrations:backing", args=[token_for(endorsement)]),
            "answer_by": long_date(answer_by),
        },
        at=at,
    )
    return endorsement


@transaction.atomic
def answer(*, endorsement: Endorsement, confirmed: bool, comment: str, at: datetime) -> bool:
    """Keep the school leader's answer and tell the participant. True when this call kept it; False where there was one.

    Raises NotUndecidedError where the application was decided meanwhile.
    """
    application = Application.objects.select_for_update().get(pk=endorsement.application_id)
    if application.status not in UNDECIDED:
        raise NotUndecidedError("This application has been decided, so no answer is needed any more. Thank you.")
    now = Endorsement.objects.select_for_update().get(pk=endorsement.pk)
    if now.asked_at != endorsement.asked_at:  # somebody else was asked between opening the link and this lock
        raise LinkNotGoodError("A newer link was sent after this one. Please use the newest email.")
    to = EndorsementStatus.CONFIRMED if confirmed else EndorsementStatus.DECLINED
    if not states.move(endorsement, to=to, from_=[EndorsementStatus.ASKED], answered_at=at, comment=comment):
        return False
    kind = EventKind.ENDORSEMENT_CONFIRMED if confirmed else EventKind.ENDORSEMENT_DECLINED
    history.record(application, kind, at=at, note=comment, shown=not comment)
    notifications.queue(
        kind=NotificationKind.ENDORSEMENT_ANSWERED,
        to=application.participant.user,
        key=f"endorsement:{endorsement.pk}:{int(endorsement.asked_at.timestamp())}",
        # the comment is for the hub alone
        context=wording.message_context(
            NotificationKind.ENDORSEMENT_ANSWERED,
            application,
            leader_name=endorsement.leader_name,
            **_answered(endorsement.leader_name, confirmed=confirmed),
        ),
        at=at,
    )
    return True


def _answered(leader: str, *, confirmed: bool) -> dict[str, str]:
    """What the applicant reads of the answer, and what they can do."""
    if confirmed:
        what_next = "There is nothing you need to do. We will write to you when we have decided."
        return {"answer": "backs your application", "what_next": what_next}
    what_next = (
        f"This does not end your application. Talk to {leader} first, then tell us if somebody else can back it."
    )
    return {"answer": "has not backed your application", "what_next": what_next}
