"""Invented drafts and applications with what hangs on them; dull on purpose.

An application comes as submitting leaves it: facts and decision frozen, a funding decision, a record check, a school leader
asked, and the history of that. `status` and the traits say what came after.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from registrations.choices import (
    FUNDED_CODES,
    ApplicationStatus,
    EndorsementStatus,
    EventKind,
    FundingCode,
    RejectionReason,
    TrnCheckOutcome,
)
from registrations.models import (
    AdjustmentRequest,
    Application,
    ApplicationEvent,
    Draft,
    Endorsement,
    FundingDecision,
    TrnCheck,
)
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.registrations_workplaces import WorkplaceFactory

SUBMITTED_AT = datetime(2026, 10, 5, 9, tzinfo=UTC)
DECIDED_AT = datetime(2026, 10, 12, 14, 30, tzinfo=UTC)


class DraftFactory(DjangoModelFactory):
    """An open draft without an answer."""

    class Meta:
        model = Draft

    user = factory.SubFactory(UserFactory, roles=["participant"])
    answers = factory.Dict({})
    created_at = SUBMITTED_AT - timedelta(days=1)
    updated_at = SUBMITTED_AT - timedelta(hours=1)


def answers_of(course: str) -> dict[str, Any]:
    """What a teacher in a school in England answers."""
    return {
        "course": course,
        "intake": "2026b",
        "place_of_work": "england",
        "setting": "a_school",
        "taken_npq": "no",
        "trn_answer": "none",
        "first_name": "Robin",
        "last_name": "Invented",
        "previous_names": [],
        "date_of_birth": "1985-04-12",
        "job_title": "Head of year",
        "experience": "5_to_9",
        "why": "To lead my team better.",
        "leader_name": "Lee Leader",
        "leader_email": "lee@school.example",
        "adjustments": "no",
        "consent": True,
    }


ANSWERS_IN_WORDS = [
    ["NPQ", "Senior Leadership (NPQSL)"],
    ["Where you work", "England"],
    ["Kind of workplace", "A school"],
    ["Your role", "Head of year"],
    ["Why this NPQ", "To lead my team better."],
    ["Sharing your information", "Agreed"],
]


def facts_of(course: str) -> dict[str, Any]:
    """The funding rule's facts for those answers, in the shape that rules.funding.facts_as_json writes."""
    institution = {
        "kind": "school",
        "establishment_type": 1,
        "urn": "900001",
        "ukprn": "10900001",
        "on_rise_list": False,
        "on_pp50_school_list": True,
        "on_pp50_fe_list": False,
        "on_childminder_list": False,
        "on_early_years_register": False,
        "on_disadvantaged_ey_list": False,
        "on_la_disadvantaged_nursery_list": False,
        "on_eyl_independent_list": False,
    }
    return {
        "course": course,
        "inside_england": True,
        "cohort_funding": "capped",
        "work_setting": "a_school",
        "kind_of_nursery": None,
        "employment_type": None,
        "itt_provider_approved": False,
        "rtta_referral": False,
        "new_headteacher": False,
        "previously_funded": False,
        "institution": institution,
    }


class EventFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationEvent

    application = factory.SubFactory("tests.factories.registrations.ApplicationFactory")
    kind = EventKind.NOTE
    at = SUBMITTED_AT


class FundingDecisionFactory(DjangoModelFactory):
    """What the rules said; `by` and `reason` make it a person's."""

    class Meta:
        model = FundingDecision

    application = factory.SubFactory("tests.factories.registrations.ApplicationFactory")
    code = FundingCode.FUNDED
    funded = factory.LazyAttribute(lambda decision: decision.code in FUNDED_CODES)
    rules_version = "2026"
    source = "DfE, NPQ funding rules for 2026"
    at = SUBMITTED_AT


class TrnCheckFactory(DjangoModelFactory):
    """A check that verified nobody, since no TRN was given."""

    class Meta:
        model = TrnCheck

    application = factory.SubFactory("tests.factories.registrations.ApplicationFactory")
    outcome = TrnCheckOutcome.NO_TRN
    at = SUBMITTED_AT


class EndorsementFactory(DjangoModelFactory):
    """A school leader; answered where `status` says so."""

    class Meta:
        model = Endorsement
        django_get_or_create = ["application"]

    application = factory.SubFactory("tests.factories.registrations.ApplicationFactory")
    leader_name = "Lee Leader"
    leader_email = "lee@school.example"
    status = EndorsementStatus.ASKED
    asked_at = SUBMITTED_AT
    answered_at = factory.LazyAttribute(
        lambda asked: None if asked.status == EndorsementStatus.ASKED else SUBMITTED_AT + timedelta(days=2)
    )


class AdjustmentRequestFactory(DjangoModelFactory):
    class Meta:
        model = AdjustmentRequest

    application = factory.SubFactory("tests.factories.registrations.ApplicationFactory")
    needs = "A hearing loop, please."
    updated_at = SUBMITTED_AT


_LAST_EVENT = {
    ApplicationStatus.MORE_NEEDED: EventKind.MORE_ASKED,
    ApplicationStatus.ACCEPTED: EventKind.ACCEPTED,
    ApplicationStatus.REJECTED: EventKind.REJECTED,
    ApplicationStatus.WITHDRAWN: EventKind.WITHDRAWN,
}


class ApplicationFactory(DjangoModelFactory):
    """A submitted application that waits for the hub; its person has no TRN.

    Traits: `more_needed`, `accepted`, `rejected`, `withdrawn`. `backing` is what the school leader has said.
    """

    class Meta:
        model = Application
        skip_postgeneration_save = True

    class Params:
        more_needed = factory.Trait(status=ApplicationStatus.MORE_NEEDED)
        withdrawn = factory.Trait(status=ApplicationStatus.WITHDRAWN, decided_at=DECIDED_AT)
        rejected = factory.Trait(
            status=ApplicationStatus.REJECTED, decided_at=DECIDED_AT, rejection_reason=RejectionReason.NOT_SUITABLE
        )
        accepted = factory.Trait(
            status=ApplicationStatus.ACCEPTED,
            decided_at=DECIDED_AT,
            enrolment=factory.SubFactory(
                EnrolmentFactory,
                participant=factory.SelfAttribute("..participant"),
                cohort=factory.SelfAttribute("..cohort"),
            ),
        )

    reference = factory.Sequence(lambda number: f"NPQ-TEST-{number:04d}")
    participant = factory.SubFactory(ParticipantFactory)
    cohort = factory.SubFactory(CohortFactory)
    workplace = factory.SubFactory(WorkplaceFactory)
    draft = factory.LazyAttribute(
        lambda application: DraftFactory(user=application.participant.user, submitted_at=SUBMITTED_AT)
    )
    status = ApplicationStatus.SUBMITTED
    submitted_at = SUBMITTED_AT
    answers = factory.LazyAttribute(lambda application: answers_of(application.cohort.programme.course.identifier))
    answers_in_words = factory.LazyFunction(lambda: [list(row) for row in ANSWERS_IN_WORDS])
    funding_facts = factory.LazyAttribute(lambda application: facts_of(application.cohort.programme.course.identifier))
    funding_code = FundingCode.FUNDED
    funding_rules = "2026"

    @factory.post_generation
    def history(self, create: bool, extracted: None, **kwargs: Any) -> None:
        EventFactory(application=self, kind=EventKind.SUBMITTED, by=self.participant.user, shown_to_participant=True)
        EventFactory(application=self, kind=EventKind.FUNDING_DECIDED)
        FundingDecisionFactory(application=self, code=self.funding_code)
        TrnCheckFactory(application=self)
        if self.status in _LAST_EVENT:
            kind = _LAST_EVENT[self.status]
            EventFactory(application=self, kind=kind, at=DECIDED_AT, note="Words for them.", shown_to_participant=True)

    @factory.post_generation
    def backing(self, create: bool, extracted: str | None, **kwargs: Any) -> None:
        EndorsementFactory(application=self, status=extracted or EndorsementStatus.ASKED)
