"""What must hold is held by the database: each constraint refuses, by name."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction

from npq_portal.accounts.models import Participant
from registrations.models import Application, Draft, Endorsement, FundingDecision, TrnCheck
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.registrations import (
    SUBMITTED_AT,
    ApplicationFactory,
    DraftFactory,
    EventFactory,
    FundingDecisionFactory,
    TrnCheckFactory,
)

pytestmark = pytest.mark.django_db


@contextmanager
def refused(name: str):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        yield


def change(row: models.Model, **fields: object) -> None:
    """Past every model and action, as a script would."""
    type(row).objects.filter(pk=row.pk).update(**fields)


class TestApplications:
    def test_one_live_application_a_person_and_cohort(self):
        first = ApplicationFactory()
        with refused("one_live_application_a_person_and_cohort"):
            ApplicationFactory(participant=first.participant, cohort=first.cohort)

    @pytest.mark.parametrize("state", ["more_needed", "accepted"])
    def test_asked_for_more_and_accepted_count_as_live(self, state):
        first = ApplicationFactory(**{state: True})
        with refused("one_live_application_a_person_and_cohort"):
            ApplicationFactory(participant=first.participant, cohort=first.cohort)

    @pytest.mark.parametrize("state", ["rejected", "withdrawn"])
    def test_after_an_end_a_person_may_apply_again(self, state):
        first = ApplicationFactory(**{state: True})
        again = ApplicationFactory(participant=first.participant, cohort=first.cohort)
        assert Application.objects.live().get(participant=first.participant) == again

    def test_another_cohort_is_another_application(self):
        first = ApplicationFactory()
        assert ApplicationFactory(participant=first.participant).pk

    def test_the_reference_is_nobody_elses(self):
        first = ApplicationFactory()
        with refused("registrations_application_reference"):
            ApplicationFactory(reference=first.reference)

    def test_one_application_a_draft(self):
        first = ApplicationFactory()
        with refused("registrations_application_draft"):
            ApplicationFactory(draft=first.draft)

    def test_the_status_is_a_known_one(self):
        with refused("application_status_is_known"):
            change(ApplicationFactory(), status="lost")

    def test_accepted_has_its_enrolment(self):
        with refused("accepted_application_has_its_enrolment"):
            change(ApplicationFactory(), status="accepted")

    def test_rejected_says_why(self):
        with refused("rejected_application_says_why"):
            change(ApplicationFactory(), status="rejected")

    def test_one_application_an_enrolment(self):
        accepted = ApplicationFactory(accepted=True)
        with refused("registrations_application_enrolment"):
            change(ApplicationFactory(), status="accepted", enrolment=accepted.enrolment)

    def test_a_person_with_applications_is_not_deleted(self):
        application = ApplicationFactory()
        with pytest.raises(models.ProtectedError):
            Participant.objects.filter(pk=application.participant_id).delete()


class TestDrafts:
    def test_one_open_draft_a_person(self):
        first = DraftFactory()
        with refused("one_open_draft_a_person"):
            DraftFactory(user=first.user)

    def test_submitted_drafts_may_be_many(self):
        user = UserFactory()
        for _ in range(2):
            DraftFactory(user=user, submitted_at=SUBMITTED_AT)
        assert Draft.objects.filter(user=user).count() == 2

    def test_a_submitted_draft_is_emptied(self):
        with refused("submitted_draft_is_emptied"):
            DraftFactory(answers={"course": "npq-senco"}, submitted_at=SUBMITTED_AT)


class TestWhatHangsOnAnApplication:
    def test_an_event_is_of_a_known_kind(self):
        with refused("application_event_kind_is_known"):
            EventFactory(application=ApplicationFactory(), kind="guessed")

    def test_a_person_who_decides_about_funding_says_why(self):
        application = ApplicationFactory()
        with refused("funding_decided_by_a_person_says_why"):
            FundingDecisionFactory(application=application, by=UserFactory(), reason="")
        assert FundingDecision.objects.filter(application=application, by=None).exists()

    def test_a_check_has_a_known_outcome(self):
        with refused("trn_check_outcome_is_known"):
            TrnCheckFactory(application=ApplicationFactory(), outcome="perhaps")

    def test_a_verified_check_names_the_trn(self):
        application = ApplicationFactory()
        with refused("verified_trn_check_names_the_trn"):
            TrnCheckFactory(application=application, outcome="verified", record_trn="")
        assert TrnCheckFactory(application=application, outcome="verified", record_trn="1234567").pk
        assert TrnCheck.objects.filter(application=application).count() == 2

    @pytest.mark.parametrize(
        "wrong", [{"status": "confirmed", "answered_at": None}, {"status": "asked", "answered_at": SUBMITTED_AT}]
    )
    def test_a_school_leaders_answer_says_when(self, wrong):
        endorsement = ApplicationFactory().endorsement
        with refused("endorsement_answer_says_when"):
            change(endorsement, **wrong)

    def test_one_school_leader_an_application(self):
        application = ApplicationFactory()
        with refused("registrations_endorsement_application"):
            Endorsement.objects.create(
                application=application, leader_name="A", leader_email="a@school.example", asked_at=SUBMITTED_AT
            )


class TestTrn:
    def test_a_verified_trn_belongs_to_one_participant(self):
        first = ParticipantFactory(verified=True)
        with refused("verified_trn_belongs_to_one_participant"):
            ParticipantFactory(verified=True, trn=first.trn)

    def test_two_may_claim_a_trn_that_nobody_has_verified(self):
        assert ParticipantFactory(trn="1234567").trn == ParticipantFactory(trn="1234567").trn

    @pytest.mark.parametrize("trn", ["123456", "12E4567", "１２３４５６７"])
    def test_a_trn_is_seven_digits(self, trn):
        with refused("trn_is_seven_digits"):
            ParticipantFactory(trn=trn)

    @pytest.mark.parametrize("trn", ["0000000", "0000001"])
    def test_a_trn_is_a_real_one(self, trn):
        with refused("trn_is_a_real_one"):
            ParticipantFactory(trn=trn)

    def test_a_verification_says_when_and_by_whom(self):
        person = ParticipantFactory(trn="1234567")
        with refused("verified_trn_says_when"):
            change(person, trn_verification="by_record")
        with refused("trn_verified_by_hand_says_by_whom"):
            change(person, trn_verification="by_hand", trn_verified_at=SUBMITTED_AT + timedelta(days=1))
        with refused("verified_trn_is_there"):
            change(person, trn="", trn_verification="by_record", trn_verified_at=SUBMITTED_AT)
