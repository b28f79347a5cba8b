"""What the hub decides about an application, and what its person may still do."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from courses.actions.enrolments import enrol
from courses.actions.enrolments import withdraw as withdraw_enrolment
from courses.choices import FundingKind
from npq_portal import clock, states
from npq_portal.accounts.models import Participant, User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from registrations import facts, wording
from registrations.actions import history
from registrations.choices import (
    FUNDED_CODES,
    LIVE,
    UNDECIDED,
    ApplicationStatus,
    EndorsementStatus,
    EventKind,
    FundingCode,
    RejectionReason,
)
from registrations.errors import (
    AcceptedElsewhereError,
    BackingMissingError,
    FundedPlaceNotAllowedError,
    NotUndecidedError,
    RegistrationError,
)
from registrations.models import Application, FundingDecision


def _locked(application: Application) -> Application:
    """The application under a lock. Its person is locked first, always, so that two deciders never wait for each other."""
    Participant.objects.select_for_update(no_key=True).get(pk=application.participant_id)
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related(
            "participant__user", "cohort__intake", "cohort__programme__course", "cohort__programme__lead_provider"
        )
        .get(pk=application.pk)
    )


@transaction.atomic
def accept(*, application: Application, funded_place: bool | None, by: User, at: datetime) -> Application:
    """Accept, enrol under the cohort's lock, close the person's other undecided applications for the same course and
    start, and write to them. Doing it twice gives the same enrolment.

    Raises NotUndecidedError, BackingMissingError, AcceptedElsewhereError, FundedPlaceNotAllowedError, and what
    courses.actions.enrolments.enrol raises (CohortFullError, FundedPlaceUnsuitableError).
    """
    row = _locked(application)
    if row.status == ApplicationStatus.ACCEPTED:
        return row
    _refuse_acceptance(row, funded_place)
    enrolment = enrol(
        participant=row.participant,
        cohort=row.cohort,
        funded_place=funded_place,
        workplace_urn=row.workplace.urn if row.workplace else "",
        by=by,
        at=at,
    )
    _move(row, ApplicationStatus.ACCEPTED, from_=UNDECIDED, decided_at=at, enrolment=enrolment)
    history.record(row, EventKind.ACCEPTED, by=by, at=at, shown=True)
    for other in others_for_same_course(row).filter(status__in=UNDECIDED):
        reason = RejectionReason.OTHER_APPLICATION_ACCEPTED
        _move(other, ApplicationStatus.REJECTED, from_=UNDECIDED, decided_at=at, rejection_reason=reason)
        note = f"Closed because {row.reference} was accepted."
        history.record(other, EventKind.REJECTED, by=by, at=at, note=note, shown=True)
        _tell(other, NotificationKind.APPLICATION_REJECTED, "rejected", at=at, **wording.rejection_words(reason, note))
    _tell(row, NotificationKind.APPLICATION_ACCEPTED, "accepted", at=at)
    return row


def _refuse_acceptance(row: Application, funded_place: bool | None) -> None:
    if row.status not in UNDECIDED:
        raise NotUndecidedError(f"{row.reference} is {row.get_status_display().lower()}, so it cannot be accepted.")
    if row.needs_backing and row.endorsement.status != EndorsementStatus.CONFIRMED:
        raise BackingMissingError("The school leader must back this application before it can be accepted.")
    if funded_place and row.funding_code not in FUNDED_CODES:
        raise FundedPlaceNotAllowedError(
            "This person is not eligible for funding, so cannot have a funded place. Decide about funding first."
        )
    elsewhere = others_for_same_course(row).filter(status=ApplicationStatus.ACCEPTED).first()
    if elsewhere is not None:
        raise AcceptedElsewhereError(
            f"This person was accepted for the same course and start with {elsewhere.reference}."
        )
    _refuse_second_funding(row, funded_place)


def _refuse_second_funding(row: Application, funded_place: bool | None) -> None:
    """The same NPQ is funded once: what was funded since this application was sent counts too. A hub admin's own
    decision about funding stands above this. The person is locked, so two acceptances at once see each other."""
    decided_by_hub = row.funding_code == FundingCode.MARKED_FUNDED_BY_POLICY
    if funded_place is False or row.funding_code not in FUNDED_CODES or decided_by_hub:
        return
    if facts.was_funded_before(row.participant.user, row.cohort.programme.course.identifier):
        raise FundedPlaceNotAllowedError(
            "This person already has a funded place for this NPQ, and the DfE pays for each NPQ once. Accept without a "
            "funded place, or decide about funding first."
        )


def others_for_same_course(row: Application) -> QuerySet[Application]:
    """The person's other applications for the same course and start, whatever their state."""
    return row.participant.applications.filter(
        cohort__programme__course=row.cohort.programme.course, cohort__intake=row.cohort.intake
    ).exclude(pk=row.pk)


@transaction.atomic
def reject(*, application: Application, reason: RejectionReason, words: str, by: User, at: datetime) -> Application:
    """Not accepted, with a reason and words for the person. Doing it twice changes nothing. Raises NotUndecidedError."""
    row = _locked(application)
    if row.status == ApplicationStatus.REJECTED:
        return row
    _move(row, ApplicationStatus.REJECTED, from_=UNDECIDED, decided_at=at, rejection_reason=reason)
    history.record(row, EventKind.REJECTED, by=by, at=at, note=words, shown=True)
    more = wording.rejection_words(reason, words)
    _tell(row, NotificationKind.APPLICATION_REJECTED, "rejected", at=at, **more)
    return row


@transaction.atomic
def ask_for_more(*, application: Application, question: str, by: User, at: datetime) -> Application:
    """Ask the person something; the application waits for the answer. The same question while it waits is asked once.

    Raises NotUndecidedError.
    """
    row = _locked(application)
    if row.status == ApplicationStatus.MORE_NEEDED and history.newest_note(row, EventKind.MORE_ASKED) == question:
        return row
    _move(row, ApplicationStatus.MORE_NEEDED, from_=UNDECIDED)
    event = history.record(row, EventKind.MORE_ASKED, by=by, at=at, note=question, shown=True)
    _tell(row, NotificationKind.APPLICATION_MORE_NEEDED, f"more:{event.pk}", at=at, question=question)
    return row


@transaction.atomic
def give_more(*, application: Application, answer: str, by: User, at: datetime) -> Application:
    """The person's answer; the application is the hub's to decide again. Raises NotUndecidedError where nothing was asked."""
    row = _locked(application)
    _move(row, ApplicationStatus.SUBMITTED, from_=[ApplicationStatus.MORE_NEEDED])
    history.record(row, EventKind.MORE_GIVEN, by=by, at=at, note=answer, shown=True)
    return row


@transaction.atomic
def withdraw(*, application: Application, reason: str, by: User, at: datetime) -> Application:
    """The person takes the application back; an accepted one gives up its place. Doing it twice changes nothing.

    Raises NotUndecidedError where it was not accepted, or the course has started: then staff withdraw the enrolment.
    """
    row = _locked(application)
    if row.status == ApplicationStatus.WITHDRAWN:
        return row
    if row.enrolment is not None and clock.london_date(at) >= row.cohort.starts_on:
        raise RegistrationError(
            "Your course has started. Contact us to leave it, so that we can explain what it means."
        )
    given_up = row.enrolment
    # the enrolment belongs to whichever application holds the place: another one may take it up again
    _move(row, ApplicationStatus.WITHDRAWN, from_=LIVE, decided_at=at, enrolment=None)
    if given_up is not None:
        withdraw_enrolment(enrolment=given_up, reason="Withdrew the application before the start", by=by, at=at)
    history.record(row, EventKind.WITHDRAWN, by=by, at=at, note=reason, shown=True)
    _tell(row, NotificationKind.APPLICATION_WITHDRAWN, "withdrawn", at=at)
    return row


@transaction.atomic
def override_funding(*, application: Application, funded: bool, reason: str, by: User, at: datetime) -> FundingDecision:
    """A hub admin decides otherwise than the rules did, with a reason the person sees. The earlier decisions stay.

    Raises RegistrationError where a funded place is held and funding would be taken away.
    """
    row = _locked(application)
    if not funded and row.enrolment is not None and row.enrolment.funded_place:
        raise RegistrationError("This person holds a funded place. Change the place first.")
    code = FundingCode.MARKED_FUNDED_BY_POLICY if funded else FundingCode.MARKED_INELIGIBLE_BY_POLICY
    newest = row.funding_decisions.order_by("-at", "-id").first()
    if newest is not None and (newest.code, newest.reason) == (code, reason):
        return newest
    decision = FundingDecision.objects.create(
        application=row,
        code=code,
        funded=funded,
        rules_version=row.funding_rules,
        source="Decided by the hub",
        reason=reason,
        by=by,
        at=at,
    )
    Application.objects.filter(pk=row.pk).update(funding_code=code)
    history.record(row, EventKind.FUNDING_OVERRIDDEN, by=by, at=at, note=reason, shown=True)
    return decision


@transaction.atomic
def add_note(*, application: Application, words: str, by: User, at: datetime) -> None:
    """Something for colleagues; the person does not see it. The same words twice running are kept once."""
    if history.newest_note(_locked(application), EventKind.NOTE) == words:
        return
    history.record(application, EventKind.NOTE, by=by, at=at, note=words)


def may_have_funded_place(application: Application) -> bool:
    """Whether accepting must say if a funded place is given: places are capped, and the person is eligible."""
    capped = application.cohort.intake.funding_kind == FundingKind.CAPPED
    return capped and application.funding_code in FUNDED_CODES


def _move(row: Application, to: ApplicationStatus, *, from_: Iterable[str], **updates: Any) -> None:
    if not states.move(row, to=to, from_=from_, **updates):
        raise NotUndecidedError(f"{row.reference} is {row.get_status_display().lower()}; this cannot be done any more.")


def _tell(row: Application, kind: NotificationKind, what: str, *, at: datetime, **more: str) -> None:
    context = wording.message_context(kind, row, **more)
    key = f"application:{row.pk}:{what}"
    notifications.queue(kind=kind, to=row.participant.user, key=key, context=context, at=at)
