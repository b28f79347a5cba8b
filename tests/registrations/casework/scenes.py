"""A hub with applications in every state and with everything that can hang on one: for pages that are looked at."""

from datetime import timedelta

from npq_portal.notifications.choices import NotificationKind
from registrations.choices import EndorsementStatus, EventKind, FundingCode, TrnCheckOutcome
from registrations.models import Application
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, IntakeFactory, LeadProviderFactory, ProgrammeFactory
from tests.factories.notifications import NotificationFactory
from tests.factories.registrations import (
    SUBMITTED_AT,
    AdjustmentRequestFactory,
    ApplicationFactory,
    DraftFactory,
    EventFactory,
    TrnCheckFactory,
)
from tests.factories.registrations_workplaces import WorkplaceFactory

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley"
MARKUP = "<script>document.title = 'broken'</script>"


def a_person(first: str, last: str, **more: object) -> object:
    """An invented participant who signs in as first.last."""
    email = f"{first}.{last}@school.example".lower().replace(" ", "-")[:60]
    return ParticipantFactory(
        user=UserFactory(email=email, name=f"{first} {last}", roles=["participant"]),
        first_name=first,
        last_name=last,
        **more,
    )


def a_hub(lead_provider: str = "Teacher Development Trust") -> dict[str, Application]:
    """One application in each state, named by it, among others that make the list a list."""
    intake = IntakeFactory(name="Autumn 2026")
    cohort = CohortFactory(
        name="NPQSL, autumn 2026, Riverbank",
        intake=intake,
        capacity=12,
        programme=ProgrammeFactory(lead_provider=LeadProviderFactory(name=lead_provider)),
    )
    made = {"submitted": _everything(cohort)}
    made["more_needed"] = ApplicationFactory(cohort=cohort, more_needed=True, participant=a_person("Bethan", "Price"))
    made["accepted"] = ApplicationFactory(
        cohort=cohort, accepted=True, participant=a_person("Wei", "Lin", trn="2345678")
    )
    made["rejected"] = ApplicationFactory(cohort=cohort, rejected=True, participant=a_person("Zoë", "Müller-Fañón"))
    made["withdrawn"] = ApplicationFactory(cohort=cohort, withdrawn=True, participant=a_person("Bartholomew", LONG))
    for number in range(6):
        person = a_person("Robin", f"Invented {number}", verified=True)
        at = SUBMITTED_AT - timedelta(days=number)
        ApplicationFactory(cohort=cohort, participant=person, submitted_at=at, backing=EndorsementStatus.CONFIRMED)
    DraftFactory()
    return made


def _everything(cohort: object) -> Application:
    """Backing needed and declined, TRN in doubt, funding to review, earlier NPQs, a double, adjustments, messages."""
    person = a_person("Amara", "Okafor", trn="1234567", previous_names=["Amara Bello"])
    application = ApplicationFactory(
        cohort=cohort,
        participant=person,
        needs_backing=True,
        backing=EndorsementStatus.DECLINED,
        funding_code=FundingCode.SUBJECT_TO_REVIEW,
        review_reasons=["trn_not_verified", "funding_needs_review", "failed", "leadership_unfinished"],
        workplace=WorkplaceFactory(name="Oakbank Church of England Voluntary Aided Infant and Nursery School"),
    )
    application.endorsement.comment = "She is very able, but we cannot spare her this year."
    application.endorsement.save()
    application.answers |= {
        "taken_npq": "yes",
        "earlier_npqs": [
            {"course": "npq-headship", "year": "2025", "status": "in_progress", "funded": "yes"},
            {"course": "npq-leading-literacy", "year": "2022", "status": "failed", "funded": "unknown"},
        ],
    }
    application.save()
    TrnCheckFactory(
        application=application,
        outcome=TrnCheckOutcome.NOT_VERIFIED,
        reason="name_differs",
        facts={
            "trn": "agreed",
            "first_name": "differed",
            "date_of_birth": "agreed",
            "national_insurance_number": "not_given",
        },
        has_alert=True,
    )
    EventFactory(application=application, kind=EventKind.ENDORSEMENT_DECLINED, at=SUBMITTED_AT + timedelta(days=2))
    EventFactory(
        application=application,
        kind=EventKind.NOTE,
        note=f"Rang the school.\n\n{MARKUP}",
        by=UserFactory(name="Hari Invented"),
    )
    AdjustmentRequestFactory(application=application, needs="A hearing loop, and slides a day before.")
    ApplicationFactory(participant=a_person("Amara", "Bello", trn="1234567"), withdrawn=True)
    ApplicationFactory(participant=person, rejected=True)
    NotificationFactory(
        kind=NotificationKind.APPLICATION_RECEIVED,
        recipient_email=person.user.email,
        key=f"application:{application.pk}",
    )
    NotificationFactory(
        kind=NotificationKind.ENDORSEMENT_ASKED,
        recipient_email="lee@school.example",
        key=f"endorsement:{application.endorsement.pk}:1",
    )
    return application
