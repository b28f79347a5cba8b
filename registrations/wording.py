"""Sentences about one application, shared by pages and messages."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from courses.models import Cohort
from npq_portal import clock
from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationKind
from npq_portal.templatetags.dates import long_date
from registrations.choices import CODES_BY_HAND, ApplicationStatus, FundingCode, RejectionReason
from registrations.journey.situation import Situation
from registrations.journey.steps import Step
from registrations.models import Application
from registrations.rules.funding import FundingDecision as Decision
from registrations.rules.funding import facts_from_json
from registrations.rules.funding.words import FundingWords, explain

#: Working days the hub takes to look at an application; a promise on the page after submitting.
HUB_ANSWERS_WITHIN = "10 working days"

#: The colour of an application's state, the same for its person and for staff; the words beside it differ.
STATUS_COLOURS = {
    ApplicationStatus.SUBMITTED: "blue",
    ApplicationStatus.MORE_NEEDED: "yellow",
    ApplicationStatus.ACCEPTED: "green",
    ApplicationStatus.REJECTED: "red",
    ApplicationStatus.WITHDRAWN: "grey",
}

REVIEW_REASONS = {
    "no_trn": "Has no TRN yet",
    "trn_not_verified": "The TRN could not be verified",
    "trn_differs_from_verified": "Gave another TRN than the one verified before",
    "details_differ_from_verified": "Gave another name or date of birth than the verified one",
    "trn_belongs_to_another": "The TRN is verified for another participant",
    "record_has_alert": "The teaching record carries an open alert: look it up before deciding",
    "funding_needs_review": "The DfE decides about funding by hand",
    "same_funding_unknown": "Took this NPQ before and does not know who paid",
    "same_taken": "Finished this NPQ before, or is taking it now",
    "leadership_unfinished": "Is still taking a leadership NPQ",
    "failed": "Did not pass an earlier NPQ",
    "withdrawn": "Left an earlier NPQ",
}


def cohort_gone(situation: Situation) -> str:
    """That the cohort chosen closed or filled since, kindly; "" where it did not."""
    gone = _cohort_no_longer_open(situation)
    return (
        f"{gone} Your other answers are kept. Please choose again, or contact us if nothing else suits you."
        if gone
        else ""
    )


def why_still_open(step: Step, situation: Situation) -> str:
    """Why a journey is not finished at this step, kindly: a cohort that closed or filled since it was chosen is named."""
    if step.key in ("npq", "start", "lead-provider") and (gone := cohort_gone(situation)):
        return gone
    return f"We still need an answer: {step.name.lower() if not step.name.startswith(('NPQ', 'SENCO')) else step.name}."


def _cohort_no_longer_open(situation: Situation) -> str:
    answers = situation.answers
    chosen = Cohort.objects.filter(
        programme__course__identifier=answers.text("course"), intake__identifier=answers.text("intake")
    ).select_related("programme__course", "intake")
    if answers.text("lead_provider"):
        chosen = chosen.filter(programme__lead_provider__slug=answers.text("lead_provider"))
    cohort = chosen.first()
    if cohort is None or situation.cohort is not None:
        return ""
    what = f"{cohort.programme.course.full_title}, {cohort.intake.name},"
    if not cohort.is_open_for_registration(situation.at):
        return f"Registration for {what} closed on {long_date(clock.london_date(cohort.registration_closes_at))}."
    return f"The last place for {what} was taken while you were applying." if cohort.places_left() < 1 else ""


def funding_words(application: Application) -> FundingWords:
    """The newest funding decision of an application in words for its person."""
    newest = application.funding_decisions.order_by("-at", "-id").first()
    if newest is None:
        raise ValueError(f"Application {application.reference} has no funding decision; submitting always writes one.")
    decision = Decision(
        code=FundingCode(newest.code),
        funded=newest.funded,
        needs_review=False,
        rules_version=newest.rules_version,
        source=newest.source,
    )
    return explain(
        decision,
        facts_from_json(application.funding_facts),
        trn_verified=application.participant.trn_is_verified,
        hub_reason=newest.reason if newest.code in CODES_BY_HAND else "",
    )


def next_steps(application: Application) -> list[str]:
    """What happens now, in order, for the person; nothing once it is rejected or withdrawn."""
    participant, cohort = application.participant, application.cohort
    if application.status == ApplicationStatus.ACCEPTED:
        start = f"Your course starts on {long_date(cohort.starts_on)}. We write to you with the dates and how to join."
        return [start] if participant.trn_is_verified else [get_a_trn(participant.trn), start]
    if not application.is_live:
        return []
    steps = []
    backing = getattr(application, "endorsement", None)
    if backing is not None and backing.answered_at is None:
        steps.append(f"{backing.leader_name} gets an email from us and confirms that they back your application.")
    if not participant.trn_is_verified and participant.trn:
        steps.append("We check your TRN by hand. You do not need to do anything; we write to you if we need more.")
    if not participant.trn:
        steps.append("We look at whether the course suits you. Once that is settled, we tell you how to get a TRN.")
    steps.append(f"We look at your application and answer you by email within {HUB_ANSWERS_WITHIN}.")
    steps.append(
        "If we accept it, we register you with the lead provider, and the Department for Education confirms funding."
    )
    return steps


def get_a_trn(trn: str) -> str:
    """What an accepted person without a verified TRN is told."""
    if trn:
        return "We could not verify your TRN yet. We must have done so before your course starts; we are in touch with you."
    return (
        "You need a teacher reference number (TRN) before your course starts. Ask the Department for Education for one at "
        "npq.trnrequest@education.gov.uk: you need your National Insurance number and a passport, driving licence or birth "
        "certificate. Then send the number to us."
    )


def application_url(application: Application) -> str:
    """The page of an application, whole, for messages."""
    return settings.SITE_URL + reverse("registrations:application", args=[application.reference])


#: What a person is told for each reason, and what they can do; staff add words of their own between the two.
_REJECTIONS = {
    RejectionReason.NOT_SUITABLE: (
        "We do not think that this course suits your role or experience at the moment.",
        "Look at our other NPQs, or ask us which one would suit you. You can apply again when your role changes.",
    ),
    RejectionReason.NO_PLACES: (
        "Every place for this start is taken.",
        "You can apply for the next start, or with another lead provider where there is one.",
    ),
    RejectionReason.NOT_ENDORSED: (
        "Your school leader does not back the application, and this course needs it.",
        "Talk to your school leader. If they change their mind, or somebody else can back you, apply again.",
    ),
    RejectionReason.IDENTITY_NOT_CONFIRMED: (
        "We could not confirm who you are, which the Department for Education asks of us.",
        "Check your name, date of birth and TRN with the Teaching Regulation Agency, then apply again.",
    ),
    RejectionReason.NO_ANSWER: (
        "We asked you for more and have had no answer.",
        "You can apply again while registration is open, or for the next start.",
    ),
    RejectionReason.OTHER_APPLICATION_ACCEPTED: (
        "We accepted another application of yours for the same course.",
        "There is nothing you need to do.",
    ),
    RejectionReason.OTHER: (
        "We cannot offer you a place this time.",
        "Ask us about other courses, or apply again while registration is open.",
    ),
}


def rejection_words(reason: RejectionReason, words: str) -> dict[str, str]:
    """What the message about a rejection says: why, with the hub's own words, and what the person can do."""
    why, what_next = _REJECTIONS[reason]
    return {"reason": f"{why}\n\n{words}".strip(), "what_next": what_next}


def message_context(kind: NotificationKind, application: Application, **more: str | list[str]) -> dict[str, Any]:
    """What a message of this kind about this application prints; `more` is what only the caller knows."""
    cohort = application.cohort
    words = funding_words(application)
    known: dict[str, Any] = {
        "participant_name": application.participant.full_name,
        "course": cohort.programme.course.full_title,
        "cohort": cohort.intake.name,
        "provider": cohort.programme.lead_provider.name,
        "reference": application.reference,
        "starts_on": long_date(cohort.starts_on),
        "url": application_url(application),
        "next_steps": next_steps(application),
        "funding_title": words.title,
        "funding_explanation": " ".join(
            filter(None, [words.explanation, *words.conditions, _funded_place(application)])
        ),
        **more,
    }
    return {name: known[name] for name in CONTEXT_NAMES[kind]}


def _funded_place(application: Application) -> str:
    """What accepting said about a funded place, for those it was said to."""
    enrolment = application.enrolment
    if enrolment is None or enrolment.funded_place is None:
        return ""
    if enrolment.funded_place:
        return "You have one of our funded places; the Department for Education confirms it after checking your registration."
    return "You do not have a funded place. We write to whoever pays about the fee."
