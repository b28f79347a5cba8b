"""Submitting: the answers, the facts and the decision frozen together, once."""

from datetime import datetime

from django.db import transaction

from courses.models import Cohort
from npq_portal.accounts.choices import TrnVerification
from npq_portal.accounts.models import Participant
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from registrations import wording
from registrations.actions import endorsement, history
from registrations.actions.trn import set_verified_trn
from registrations.choices import LIVE, EventKind, TrnCheckOutcome
from registrations.errors import AlreadyAppliedError, NotCompleteError, TrnBelongsToAnotherError
from registrations.gias.lists import versions_in_force
from registrations.journey.answers import Answers
from registrations.journey.path import Path
from registrations.journey.situation import Situation
from registrations.journey.steps import STEPS
from registrations.models import AdjustmentRequest, Application, Draft, FundingDecision, TrnCheck
from registrations.rules.funding import facts_as_json
from registrations.rules.references import new_reference


@transaction.atomic
def submit(*, draft: Draft, at: datetime) -> Application:
    """Turn a finished draft into an application. Doing it twice, or in two tabs, gives the same application.

    Every answer is judged again as things stand at `at`. Raises NotCompleteError with the first step to go back to (a
    cohort that closed or filled meanwhile included) and AlreadyAppliedError.
    """
    row = Draft.objects.select_for_update(of=("self",)).select_related("user").get(pk=draft.pk)
    if row.submitted_at is not None:
        return Application.objects.get(draft=row)
    situation = Situation(Answers(row.answers), at=at, user=row.user, draft=row)
    path = Path(STEPS, situation)
    if path.first_open is not None:
        raise NotCompleteError(path.first_open.key, wording.why_still_open(path.first_open, situation))
    cohort = situation.cohort
    if cohort is None:
        raise NotCompleteError("start", wording.why_still_open(path.get("start"), situation))
    check = situation.trn_check
    participant, doubt = _participant_of(situation, check, at=at)
    _refuse_second_application(participant, cohort)
    alert = "record_has_alert" if check is not None and check.has_alert else ""
    application = _freeze(row, path, participant, cohort, extra_reasons=[why for why in (doubt, alert) if why])
    _hand_over(row, application, situation, at=at)
    _tell(application, situation, at=at)
    return application


def _refuse_second_application(participant: Participant, cohort: Cohort) -> None:
    """One live application a person and cohort: the participant's row is locked, and a constraint stands behind this."""
    earlier = participant.applications.filter(cohort=cohort, status__in=LIVE).first()
    if earlier is not None:
        raise AlreadyAppliedError(earlier.reference)


def _participant_of(situation: Situation, check: TrnCheck | None, *, at: datetime) -> tuple[Participant, str]:
    """The person's participant row, made or brought up to date, and a review reason where the TRN is in doubt.

    Details a verified TRN stands for change only with a check that verifies the new ones for the same record; otherwise
    they stay, and what was claimed, which the answers keep, is for staff to look at.
    """
    answers, user = situation.answers, situation.user
    if user is None:
        raise ValueError("Only a person who is signed in can submit an application.")
    given = {
        "first_name": answers.text("first_name"),
        "last_name": answers.text("last_name"),
        "previous_names": list(answers.previous_names),
        "date_of_birth": answers.date_of_birth,
    }
    Participant.objects.bulk_create([Participant(user=user, created_at=at, **given)], ignore_conflicts=True)
    participant = Participant.objects.select_for_update().get(user=user)
    if participant.trn_is_verified:
        return participant, _differs_from_verified(participant, answers, check)
    for name, value in given.items():
        setattr(participant, name, value)
    participant.trn = answers.text("trn") if answers.has_trn else ""
    participant.save()
    if not user.name:
        user.name = participant.full_name
        user.save(update_fields=["name"])
    return participant, _verify(participant, check, at=at)


def _differs_from_verified(participant: Participant, answers: Answers, check: TrnCheck | None) -> str:
    """Keep a verified participant, or take over new details that were verified for the same record."""
    if check is not None and check.outcome == TrnCheckOutcome.VERIFIED and check.record_trn == participant.trn:
        participant.first_name, participant.last_name = answers.text("first_name"), answers.text("last_name")
        participant.previous_names = list(answers.previous_names)
        participant.date_of_birth = answers.date_of_birth or participant.date_of_birth
        participant.save()
        return ""
    if answers.has_trn and answers.text("trn") != participant.trn:
        return "trn_differs_from_verified"
    claimed = (answers.text("first_name"), answers.text("last_name"), answers.date_of_birth)
    kept = (participant.first_name, participant.last_name, participant.date_of_birth)
    return "" if claimed == kept else "details_differ_from_verified"


def _verify(participant: Participant, check: TrnCheck | None, *, at: datetime) -> str:
    """Take over what the record check found; the review reason where it found too little."""
    if check is None or check.outcome != TrnCheckOutcome.VERIFIED:
        return "no_trn" if not participant.trn else "trn_not_verified"
    try:
        set_verified_trn(participant, check.record_trn, how=TrnVerification.BY_RECORD, at=check.at)
    except TrnBelongsToAnotherError:
        return "trn_belongs_to_another"
    return ""


def _freeze(
    draft: Draft, path: Path, participant: Participant, cohort: Cohort, *, extra_reasons: list[str]
) -> Application:
    situation, at = path.situation, path.situation.at
    decision, facts = situation.funding, situation.funding_facts
    if decision is None or facts is None:
        raise NotCompleteError("workplace", "Choose the school or workplace you work in.")
    reasons = [*extra_reasons, *(reason.value for reason in situation.several.review_reasons)]
    if decision.needs_review:
        reasons.append("funding_needs_review")
    application = Application.objects.create(
        reference=new_reference(),
        draft=draft,
        participant=participant,
        cohort=cohort,
        workplace=situation.workplace,
        submitted_at=at,
        answers=path.applicable_answers(),
        answers_in_words=[[row.label, row.answer] for row in path.summary()],
        funding_facts=facts_as_json(facts),
        funding_code=decision.code,
        funding_rules=decision.rules_version,
        list_versions={kind.value: version for kind, version in versions_in_force().items()},
        review_reasons=reasons,
        needs_backing=situation.several.needs_backing,
        payer=situation.answers.text("payer") if situation.must_say_who_pays else "",
    )
    FundingDecision.objects.create(
        application=application,
        code=decision.code,
        funded=decision.funded,
        rules_version=decision.rules_version,
        source=decision.source,
        at=at,
    )
    return application


def _hand_over(draft: Draft, application: Application, situation: Situation, *, at: datetime) -> None:
    """History begins; checks and adjustments move over; the draft is emptied."""
    history.record(application, EventKind.SUBMITTED, by=situation.user, at=at, shown=True)
    history.record(application, EventKind.FUNDING_DECIDED, at=at)
    TrnCheck.objects.filter(draft=draft).update(application=application, draft=None)
    if situation.answers.is_yes("adjustments"):
        AdjustmentRequest.objects.filter(draft=draft).update(application=application, draft=None)
    draft.answers, draft.submitted_at, draft.updated_at = {}, at, at
    draft.save()


def _tell(application: Application, situation: Situation, *, at: datetime) -> None:
    """Queue the receipt, and the question to the school leader."""
    endorsement.ask(
        application=application,
        leader_name=situation.answers.text("leader_name"),
        leader_email=situation.answers.text("leader_email"),
        by=situation.user,
        at=at,
    )
    notifications.queue(
        kind=NotificationKind.APPLICATION_RECEIVED,
        to=application.participant.user,
        key=f"application:{application.pk}",
        context=wording.message_context(NotificationKind.APPLICATION_RECEIVED, application),
        at=at,
    )
