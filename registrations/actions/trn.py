"""Checking who a person is against the Teaching Record System, and by hand."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from npq_portal.accounts.choices import TrnVerification
from npq_portal.accounts.models import Participant, User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from registrations.actions import history
from registrations.actions.drafts import save_answers
from registrations.choices import EventKind, TrnCheckOutcome
from registrations.errors import TrnBelongsToAnotherError, TrnNotValidError
from registrations.journey.answers import Answers
from registrations.models import Application, Draft, TrnCheck
from registrations.rules.trn import parse_trn
from registrations.teacher_records.gateway import look_up
from registrations.teacher_records.look_up import LookUp, Outcome


@sensitive_variables("national_insurance_number")
def check_record(*, draft: Draft, national_insurance_number: str, at: datetime) -> TrnCheck:
    """Look the writer of a draft up and keep the result. The National Insurance number is used here and forgotten.

    Never raises for trouble with the service: that is one of the outcomes, and does not stop a registration. Takes up to
    about 12 seconds, outside any transaction. Raises AlreadySubmittedError.
    """
    answers = Answers(draft.answers)
    result = _look_up(answers, national_insurance_number)
    with transaction.atomic():
        row = save_answers(draft=draft, changes={"checked": answers.claim_fingerprint}, at=at)
        return TrnCheck.objects.create(draft=row, at=at, **_as_fields(result, has_trn=answers.has_trn))


@sensitive_variables("national_insurance_number")
def _look_up(answers: Answers, national_insurance_number: str) -> LookUp:
    born = answers.date_of_birth
    if born is None:
        raise ValueError("A record check needs a date of birth; the journey asks for it first.")
    return look_up(
        trn=answers.text("trn") if answers.has_trn else None,
        date_of_birth=born,
        national_insurance_number=national_insurance_number or None,
        first_name=answers.text("first_name"),
        last_name=answers.text("last_name"),
        previous_names=answers.previous_names,
    )


_UNAVAILABLE = (Outcome.UNAVAILABLE, Outcome.MISCONFIGURED)


def _as_fields(result: LookUp, *, has_trn: bool) -> dict[str, object]:
    """A look-up as the fields of a TrnCheck: what came of it and which facts agreed, not what the record says."""
    if result.is_verified and result.check is not None:
        outcome = TrnCheckOutcome.VERIFIED
    elif result.outcome in _UNAVAILABLE:
        outcome = TrnCheckOutcome.UNAVAILABLE
    elif not has_trn:
        outcome = TrnCheckOutcome.NO_TRN
    elif result.outcome == Outcome.NOT_CHECKED:
        outcome = TrnCheckOutcome.NOT_CHECKED
    else:
        outcome = TrnCheckOutcome.NOT_VERIFIED
    check = result.check
    return {
        "outcome": outcome,
        "reason": check.reason.value if check and check.reason else "",
        "facts": check.facts.as_dict() if check and check.facts else {},
        "record_trn": check.record_trn if check and outcome == TrnCheckOutcome.VERIFIED else "",
        "has_alert": result.has_open_alert,
    }


@transaction.atomic
def verify_by_hand(*, application: Application, trn: str, how: str, by: User, at: datetime) -> Participant:
    """A member of staff vouches for a TRN after looking the person up; `how`, for colleagues, goes into the history.
    Doing it twice changes nothing more.

    Raises TrnNotValidError, TrnBelongsToAnotherError.
    """
    parsed = parse_trn(trn)
    if not parsed.is_valid:
        raise TrnNotValidError(parsed.message)
    participant = Participant.objects.select_for_update(no_key=True).get(pk=application.participant_id)
    if participant.trn_is_verified and participant.trn == parsed.trn:
        return participant
    set_verified_trn(participant, parsed.trn, how=TrnVerification.BY_HAND, at=at, by=by)
    TrnCheck.objects.create(
        application=application, outcome=TrnCheckOutcome.VERIFIED, record_trn=parsed.trn, reason="by_hand", at=at, by=by
    )
    history.record(application, EventKind.TRN_VERIFIED_BY_HAND, by=by, at=at, shown=True)
    history.record(application, EventKind.NOTE, by=by, at=at, note=f"How the TRN was verified: {how}")
    tell_verified(participant, at=at)
    return participant


def set_verified_trn(
    participant: Participant, trn: str, *, how: TrnVerification, at: datetime, by: User | None = None
) -> None:
    """Store a verified TRN. Raises TrnBelongsToAnotherError: the database lets one participant hold it."""
    participant.trn = trn
    participant.mark_trn_verified(how=how, at=at, by=by)
    try:
        with transaction.atomic():
            participant.save()
    except IntegrityError as error:
        if "verified_trn_belongs_to_one_participant" not in str(error):
            raise
        participant.refresh_from_db()
        raise TrnBelongsToAnotherError(
            f"TRN {trn} is verified for another participant already. Look both people up before going on."
        ) from error


def tell_verified(participant: Participant, *, at: datetime) -> None:
    """Queue the message that the TRN is verified; once for each TRN."""
    notifications.queue(
        kind=NotificationKind.TRN_VERIFIED,
        to=participant.user,
        key=f"participant:{participant.pk}:trn:{participant.trn_verified_at:%Y%m%d%H%M%S}",
        context={
            "participant_name": participant.full_name,
            "trn_last_digits": participant.trn[-3:],
            "url": settings.SITE_URL + reverse("pages:home"),
        },
        at=at,
    )


@transaction.atomic
def _keep_recheck(application: Application, result: LookUp, *, at: datetime) -> TrnCheckOutcome | None:
    participant = Participant.objects.select_for_update(no_key=True).get(pk=application.participant_id)
    if participant.trn_is_verified:
        return None
    answers = Answers(application.answers)
    check = TrnCheck.objects.create(application=application, at=at, **_as_fields(result, has_trn=answers.has_trn))
    if check.outcome != TrnCheckOutcome.UNAVAILABLE:
        history.record(application, EventKind.TRN_CHECKED, at=at, note=check.get_outcome_display())
    if check.has_alert:
        add_review_reason(application, "record_has_alert")
    if check.outcome == TrnCheckOutcome.VERIFIED:
        try:
            set_verified_trn(participant, check.record_trn, how=TrnVerification.BY_RECORD, at=at)
        except TrnBelongsToAnotherError:
            add_review_reason(application, "trn_belongs_to_another")
            return TrnCheckOutcome.NOT_VERIFIED
        tell_verified(participant, at=at)
    return TrnCheckOutcome(check.outcome)


def add_review_reason(application: Application, reason: str) -> None:
    """Something more for staff to look at; the application's row is locked. Twice is once."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if reason not in row.review_reasons:
        row.review_reasons = [*row.review_reasons, reason]
        row.save(update_fields=["review_reasons"])


def recheck(*, application: Application, at: datetime) -> TrnCheckOutcome | None:
    """Look up again somebody whose check could not be made, without the National Insurance number, which is not kept.

    What it came to; None where the TRN was verified meanwhile. A person verified is told. Two workers verify once.
    """
    return _keep_recheck(application, _look_up(Answers(application.answers), ""), at=at)
